import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { PACKAGE_FOLDER } from './communityPackage';
import { recordOf, recordsIn, stringOf, type JsonRecord } from './json';

/** The type of the node under test in saved workflows. */
export const NODE_TYPE = 'n8n-nodes-qwen-image-edit.qwenImageEdit';
/** The node, and the node as an agent's tool. */
export const NODE_TYPES = [NODE_TYPE, `${NODE_TYPE}Tool`];
export const CREDENTIAL_TYPE = 'qwenImageEditApi';

/** What belongs to the n8n a workflow was saved in and has no place in another one. */
const FOREIGN_FIELDS = ['id', 'versionId', 'tags', 'meta'];

const EXAMPLES_FOLDER = join(PACKAGE_FOLDER, 'examples');

/** Names of the workflows in `examples/`, without the files' ending, e.g. `virtual-try-on`. */
export const EXAMPLES = readdirSync(EXAMPLES_FOLDER).flatMap((name) =>
	name.endsWith('.json') ? [basename(name, '.json')] : [],
);

export function readExample(name: string): JsonRecord {
	return recordOf(JSON.parse(readFileSync(join(EXAMPLES_FOLDER, `${name}.json`), 'utf8')), name);
}

/** What tests and scripts look at in a node of a saved workflow. */
export type WorkflowNode = ReturnType<typeof nodesOf>[number];

export function nodesOf(workflow: JsonRecord) {
	if (!Array.isArray(workflow.nodes)) throw new Error('The workflow has no list of nodes');
	return recordsIn(workflow.nodes).map((raw) => ({
		name: stringOf(raw.name, 'node name'),
		type: stringOf(raw.type, 'node type'),
		parameters: recordOf(raw.parameters ?? {}, 'parameters'),
		raw,
	}));
}

/** A workflow whose nodes have other properties where `change` gives some. */
export function withNodes(
	workflow: JsonRecord,
	change: (node: WorkflowNode) => JsonRecord | undefined,
): JsonRecord {
	return {
		...workflow,
		nodes: nodesOf(workflow).map((node) => ({ ...node.raw, ...change(node) })),
	};
}

export function qwenNodesOf(workflow: JsonRecord): WorkflowNode[] {
	return nodesOf(workflow).filter(({ type }) => NODE_TYPES.includes(type));
}

export interface CredentialUse {
	readonly type: string;
	readonly reference: { readonly id: string; readonly name: string };
	readonly nodeTypes: readonly string[];
}

/** A copy of a workflow, ready to be created in n8n, in which the nodes use these credentials. */
export function withCredentials(workflow: JsonRecord, uses: readonly CredentialUse[]): JsonRecord {
	const portable = Object.entries(workflow).filter(([name]) => !FOREIGN_FIELDS.includes(name));
	const plain = { settings: {}, pinData: {}, ...Object.fromEntries(portable), active: false };
	return withNodes(plain, ({ type, raw }) => {
		const fitting = uses.filter(({ nodeTypes }) => nodeTypes.includes(type));
		const given = Object.fromEntries(fitting.map((use) => [use.type, use.reference]));
		return { credentials: { ...recordOf(raw.credentials ?? {}, type), ...given } };
	});
}

/** The name of the trigger "Execute workflow" would start from: a manual one where there is one. */
export function triggerOf(workflow: JsonRecord): string {
	const triggers = nodesOf(workflow).filter(
		({ type, raw }) =>
			raw.disabled !== true && (/Trigger$/i.test(type) || type === 'n8n-nodes-base.webhook'),
	);
	const manual = triggers.find(({ type }) => type === 'n8n-nodes-base.manualTrigger');
	const chosen = manual ?? triggers[0];
	if (!chosen) throw new Error(`The workflow "${String(workflow.name)}" has no trigger`);
	return chosen.name;
}

/** Names of the nodes that come directly after a node, over any of its outputs. */
export function successorsOf(workflow: JsonRecord, nodeName: string): string[] {
	const connections = recordOf(workflow.connections, 'connections');
	const { main } = recordOf(connections[nodeName] ?? {}, nodeName);
	return (Array.isArray(main) ? main : []).flatMap(recordsIn).map(({ node }) => String(node));
}
