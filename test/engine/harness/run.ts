import './environment';

import type {
	IConnections,
	ICredentialType,
	IDataObject,
	INode,
	INodeExecutionData,
	INodeParameters,
	INodeType,
} from 'n8n-workflow';

import { QwenImageEditApi } from '../../../credentials/QwenImageEditApi.credentials';
import { QwenImageEdit } from '../../../nodes/QwenImageEdit/QwenImageEdit.node.js';
import { binaryOf, readBinary, type BinaryStore } from './binary';
import { runWorkflow, type WorkflowOptions } from './engine';
import { EXPRESSION_READER, itemSource, nodeOf } from './node-types';

/** Names of the nodes in the workflow around the node under test, for expressions such as `$('Source').item`. */
export const SOURCE = 'Source';
export const NODE = 'Qwen Image Edit';
const NEXT = 'Next';
const NEXT_ON_ERROR = 'Next on Error';

export interface QwenCredential {
	provider: string;
	apiKey: string;
	baseUrl?: string;
}

export interface RunOptions
	extends Pick<WorkflowOptions, 'settings' | 'mode' | 'retryOf' | 'onStart'>,
		Pick<INode, 'onError' | 'retryOnFail' | 'maxTries' | 'waitBetweenTries'> {
	/** Parameters of the node; those not named get their defaults. */
	parameters: INodeParameters;
	/** Input items; default one empty item. */
	items?: INodeExecutionData[];
	/** Data of the credential; none when absent. */
	credentials?: QwenCredential;
	/** n8n's file store. */
	binaryMode?: BinaryStore;
	/** The node type under test; default Qwen Image Edit. */
	node?: INodeType;
	/** The credential type; default Qwen Image Edit API. */
	credentialType?: ICredentialType;
	/** Whether it runs as an agent's tool does: as a copy of its type whose name ends in Tool. */
	isTool?: boolean;
	/** How often a loop sends the items through the node; without it there is no loop. */
	passes?: number;
	/** Expressions the next node evaluates for each item it receives, by field name. */
	next?: Record<string, string>;
	/** The same behind the error output (`onError: 'continueErrorOutput'`). */
	nextOnError?: Record<string, string>;
}

export type RunResult = Awaited<ReturnType<typeof runNode>>;

/** Runs one node between a source and, if asked for, next nodes, in n8n's own engine. */
export async function runNode(options: RunOptions) {
	const { parameters, credentials, items = [{ json: {} }], passes, binaryMode } = options;
	const { onError, retryOnFail, maxTries, waitBetweenTries } = options;
	const { node = new QwenImageEdit(), credentialType = new QwenImageEditApi() } = options;
	const { name, displayName } = credentialType;
	const nodes: INode[] = [
		nodeOf(SOURCE, 'source'),
		{
			...nodeOf(NODE, options.isTool ? 'nodeTool' : 'node', parameters),
			...(credentials && { credentials: { [name]: { id: '1', name: displayName } } }),
			...{ onError, retryOnFail, maxTries, waitBetweenTries },
		},
	];
	const outputs: IConnections[string]['main'] = [[], []];
	const to = (target: string) => [{ node: target, type: 'main' as const, index: 0 }];
	const connect = (target: string, output: number, fields: RunOptions['next']) => {
		if (fields === undefined) return;
		nodes.push(nodeOf(target, 'next', { fields }));
		outputs[output] = to(target);
	};
	connect(NEXT, 0, options.next);
	connect(NEXT_ON_ERROR, 1, options.nextOnError);
	if (passes !== undefined) outputs[0] = to(SOURCE);

	const { run, messages, logs } = await runWorkflow({
		...options,
		nodes,
		connections: { [SOURCE]: { main: [to(NODE)] }, [NODE]: { main: outputs } },
		types: { source: itemSource(items, passes), node, nodeTool: node, next: EXPRESSION_READER },
		startNode: SOURCE,
		credentials: credentials && [{ type: credentialType, data: { ...credentials } }],
		binaryStore: binaryMode,
	});

	const { runData, error } = run.data.resultData;
	const last = (at: string) => runData[at]?.at(-1);
	const output = (at: string, index: number) => last(at)?.data?.main?.[index] ?? [];
	return {
		/** Items of the first output; empty when the node failed. */
		items: output(NODE, 0),
		errorItems: output(NODE, 1),
		/** Why the workflow stopped. */
		error,
		hints: last(NODE)?.hints ?? [],
		/** What was sent to the editor by `sendMessageToUI`, and n8n's log. */
		messages,
		logs,
		/** What the next node's expressions gave, per item. */
		nextItems: output(NEXT, 0),
		nextErrorItems: output(NEXT_ON_ERROR, 0),
		run,
		/** Bytes of a file of an item. */
		binary: async (item: INodeExecutionData | undefined, field: string) =>
			await readBinary(binaryOf(item, field)),
	};
}

/** The `json` of each item. */
export function jsonOf(items: INodeExecutionData[]): IDataObject[] {
	return items.map(({ json }) => json);
}
