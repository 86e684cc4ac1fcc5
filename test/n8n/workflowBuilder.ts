import type { JsonRecord } from '../../scripts/n8n/json';
import { NODE_TYPE } from '../../scripts/n8n/workflows';

/** A node of a workflow under construction; it is linked from the first output of the node before it. */
export interface NodeSpec {
	readonly name: string;
	readonly type: string;
	readonly typeVersion?: number;
	readonly parameters?: JsonRecord;
	readonly onError?: 'continueErrorOutput' | 'continueRegularOutput';
	/** Retry On Fail, with so many tries in all. */
	readonly maxTries?: number;
	/** Between them, in ms; hardly any by default. */
	readonly waitBetweenTries?: number;
}

export const START: NodeSpec = {
	name: 'Start',
	type: 'n8n-nodes-base.manualTrigger',
};

/** The model of most tests, as its field holds it. */
export const PLUS = { __rl: true, mode: 'id', value: 'qwen-image-edit-plus' };

export function items(name: string, entries: readonly JsonRecord[]): NodeSpec {
	return {
		name,
		type: 'n8n-nodes-base.code',
		typeVersion: 2,
		parameters: { jsCode: `return ${JSON.stringify(entries.map((json) => ({ json })))};` },
	};
}

export function getFile(url: string): NodeSpec {
	return {
		name: 'Get File',
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		parameters: { url, options: { response: { response: { responseFormat: 'file' } } } },
	};
}

/** What the node under test is called in these workflows. */
export const NODE = 'Qwen Image Edit';

export function qwen(parameters: JsonRecord, rest: Partial<NodeSpec> = {}): NodeSpec {
	return { name: NODE, type: NODE_TYPE, parameters, ...rest };
}

/** Chains nodes, each behind the one before it, to a workflow n8n can import. */
export function workflowOf(name: string, specs: readonly NodeSpec[]): JsonRecord {
	const connections = Object.fromEntries(
		specs.slice(1).map(({ name: node }, at) => {
			const main = [[{ node, type: 'main', index: 0 }]];
			return [specs[at]?.name, { main }];
		}),
	);
	const nodes = specs.map((spec, index) => ({
		id: `node-${index}`,
		name: spec.name,
		type: spec.type,
		typeVersion: spec.typeVersion ?? 1,
		position: [index * 220, 0],
		parameters: spec.parameters ?? {},
		onError: spec.onError,
		retryOnFail: spec.maxTries !== undefined,
		maxTries: spec.maxTries,
		waitBetweenTries: spec.waitBetweenTries ?? 1,
	}));
	return { name, nodes, connections, settings: {}, pinData: {} };
}
