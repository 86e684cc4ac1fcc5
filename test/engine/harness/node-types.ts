import type {
	IDataObject,
	IExecuteFunctions,
	INode,
	INodeExecutionData,
	INodeParameters,
	INodeType,
	INodeTypeDescription,
	INodeTypes,
} from 'n8n-workflow';
import { NodeConnectionTypes, UnexpectedError } from 'n8n-workflow';

/** A node of a workflow under construction. */
export function nodeOf(name: string, type: string, parameters: INodeParameters = {}): INode {
	return { id: name, name, type, typeVersion: 1, position: [0, 0], parameters };
}

/** What n8n wants to know of a node type that does nothing special. */
export function descriptionOf(
	name: string,
	displayName: string,
	properties: INodeTypeDescription['properties'],
): INodeTypeDescription {
	return {
		...{ displayName, name, properties, version: 1, group: ['transform'] },
		...{ description: displayName, defaults: { name: displayName } },
		...{ inputs: [NodeConnectionTypes.Main], outputs: [NodeConnectionTypes.Main] },
	};
}

/** The node before the one under test: hands over the given items, in a loop once for each pass. */
export function itemSource(items: INodeExecutionData[], passes = 1): INodeType {
	return {
		description: descriptionOf('itemSource', 'Source', []),
		async execute(this: IExecuteFunctions) {
			const pass: unknown = this.getWorkflowDataProxy(0).$runIndex;
			return [Number(pass) < passes ? items : []];
		},
	};
}

/**
 * The node after the one under test: evaluates its expressions for each item it receives, as every n8n node does, and
 * passes the item's files on.
 */
export const EXPRESSION_READER: INodeType = {
	description: descriptionOf('expressionReader', 'Next', [
		{ displayName: 'Fields', name: 'fields', type: 'json', default: {} },
	]),
	async execute(this: IExecuteFunctions) {
		const items = this.getInputData().map((item, index) => ({
			json: this.getNodeParameter('fields', index) as IDataObject,
			binary: item.binary,
			pairedItem: { item: index },
		}));
		return [items];
	},
};

/** n8n's registry of node types, holding only the given ones. */
export function nodeTypesOf(types: Record<string, INodeType>): INodeTypes {
	const find = (name: string) => {
		const found = types[name];
		if (found === undefined) throw new UnexpectedError(`Unknown node type "${name}"`);
		return found;
	};
	return { getByName: find, getByNameAndVersion: find, getKnownTypes: () => ({}) };
}
