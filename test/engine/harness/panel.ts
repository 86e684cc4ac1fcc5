import { LoadOptionsContext } from 'n8n-core';
import type {
	INode,
	INodeListSearchResult,
	INodeParameters,
	INodePropertyOptions,
	INodeType,
} from 'n8n-workflow';
import { UnexpectedError } from 'n8n-workflow';

import { QwenImageEdit } from '../../../nodes/QwenImageEdit/QwenImageEdit.node.js';
import type { StoredCredential } from './credentials';
import { additionalDataOf, workflowOf } from './engine';

export interface PanelOptions {
	/** What the panel holds at the moment. */
	parameters?: INodeParameters;
	/** The field whose list is opened. */
	field?: string;
	credentials?: StoredCredential[];
	/** Default Qwen Image Edit. */
	node?: INodeType;
}

/** What the editor shows in the list of a resource locator, as n8n asks the node for it. */
export async function listSearch(
	method: string,
	options: PanelOptions & { filter?: string; paginationToken?: string } = {},
): Promise<INodeListSearchResult> {
	const { node, context } = contextOf(options);
	const search = node.methods?.listSearch?.[method];
	if (search === undefined) throw new UnexpectedError(`The node has no list search "${method}"`);
	return await search.call(context, options.filter, options.paginationToken);
}

/** What the editor shows in a drop-down whose options the node loads. */
export async function loadOptions(
	method: string,
	options: PanelOptions = {},
): Promise<INodePropertyOptions[]> {
	const { node, context } = contextOf(options);
	const load = node.methods?.loadOptions?.[method];
	if (load === undefined) throw new UnexpectedError(`The node has no options "${method}"`);
	return await load.call(context);
}

function contextOf(options: PanelOptions) {
	const nodeType: INodeType = options.node ?? new QwenImageEdit();
	const parameters = options.parameters ?? {};
	const node: INode = {
		id: 'node',
		name: 'Node',
		type: 'node',
		typeVersion: 1,
		position: [0, 0],
		parameters,
		credentials: Object.fromEntries(
			(options.credentials ?? []).map(({ type }) => [
				type.name,
				{ id: '1', name: type.displayName },
			]),
		),
	};
	const context = new LoadOptionsContext(
		workflowOf({ nodes: [node], connections: {}, types: { node: nodeType } }),
		node,
		additionalDataOf(options.credentials ?? [], { currentNodeParameters: parameters }),
		`parameters.${options.field ?? ''}`,
	);
	return { node: nodeType, context };
}
