import './environment';

import type {
	ExecutionError,
	IConnections,
	ICredentialType,
	IDataObject,
	INode,
	INodeExecutionData,
	INodeParameters,
	INodeType,
	IRun,
	IWorkflowSettings,
	NodeExecutionHint,
	WorkflowExecuteMode,
} from 'n8n-workflow';

import { QwenImageEditApi } from '../../../credentials/QwenImageEditApi.credentials';
import { QwenImageEdit } from '../../../nodes/QwenImageEdit/QwenImageEdit.node.js';
import type { BinaryStore } from './binary';
import { binaryOf, readBinary } from './binary';
import { runWorkflow } from './engine';
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

export interface RunOptions {
	/** Parameters of the node; those not named get their defaults. */
	parameters: INodeParameters;
	/** Input items; default one empty item. */
	items?: INodeExecutionData[];
	/** Data of the credential; none when absent. */
	credentials?: QwenCredential;
	onError?: INode['onError'];
	retryOnFail?: boolean;
	/** n8n allows 2 to 5. */
	maxTries?: number;
	/** In ms; n8n caps it at 5000 and takes 0 for its default of 1000. */
	waitBetweenTries?: number;
	/** n8n's file store. */
	binaryMode?: BinaryStore;
	/** Workflow settings, e.g. `{ binaryMode: 'combined' }`. */
	settings?: IWorkflowSettings;
	mode?: WorkflowExecuteMode;
	/** The node type under test; default Qwen Image Edit. */
	node?: INodeType;
	/** The credential type; default Qwen Image Edit API. */
	credentialType?: ICredentialType;
	/** A failed run that this one retries; its parameters count, as with “Retry with currently saved workflow”. */
	retryOf?: IRun;
	/** How often a loop sends the items through the node; without it there is no loop. */
	passes?: number;
	/** Called when the execution has begun; `cancel` is the Stop button. */
	onStart?: (handle: { cancel(): void }) => void;
	/** Expressions the next node evaluates for each item it receives, by field name. */
	next?: Record<string, string>;
	/** The same behind the error output (`onError: 'continueErrorOutput'`). */
	nextOnError?: Record<string, string>;
}

export interface RunResult {
	/** Items of the first output; empty when the node failed. */
	items: INodeExecutionData[];
	/** Items of the error output. */
	errorItems: INodeExecutionData[];
	/** Why the workflow stopped. */
	error?: ExecutionError;
	hints: NodeExecutionHint[];
	/** What was sent to the editor by `sendMessageToUI`. */
	messages: unknown[];
	logs: string[];
	/** What the next node's expressions gave, per item. */
	nextItems: INodeExecutionData[];
	nextErrorItems: INodeExecutionData[];
	run: IRun;
	/** Bytes of a file of an item. */
	binary(item: INodeExecutionData | undefined, field: string): Promise<Buffer>;
}

/** Runs one node between a source and, if asked for, next nodes, in n8n's own engine. */
export async function runNode(options: RunOptions): Promise<RunResult> {
	const nodeType = options.node ?? new QwenImageEdit();
	const credentialType = options.credentialType ?? new QwenImageEditApi();
	const credentials = options.credentials && [
		{ type: credentialType, data: { ...options.credentials } },
	];
	const nodes = [
		nodeOf(SOURCE, 'source'),
		{
			...nodeOf(NODE, 'node', options.parameters),
			...(options.credentials && {
				credentials: { [credentialType.name]: { id: '1', name: credentialType.displayName } },
			}),
			onError: options.onError,
			retryOnFail: options.retryOnFail,
			maxTries: options.maxTries,
			waitBetweenTries: options.waitBetweenTries,
		},
	];
	const outputs: IConnections[string]['main'] = [[], []];
	const connect = (name: string, output: number, fields: Record<string, string> | undefined) => {
		if (fields === undefined) return;
		nodes.push(nodeOf(name, 'next', { fields }));
		outputs[output] = [{ node: name, type: 'main', index: 0 }];
	};
	connect(NEXT, 0, options.next);
	connect(NEXT_ON_ERROR, 1, options.nextOnError);

	if (options.passes !== undefined) outputs[0] = [{ node: SOURCE, type: 'main', index: 0 }];

	const { run, messages, logs } = await runWorkflow({
		nodes,
		connections: {
			[SOURCE]: { main: [[{ node: NODE, type: 'main', index: 0 }]] },
			[NODE]: { main: outputs },
		},
		types: {
			source: itemSource(options.items ?? [{ json: {} }], options.passes),
			node: nodeType,
			next: EXPRESSION_READER,
		},
		startNode: SOURCE,
		credentials,
		settings: options.settings,
		mode: options.mode,
		binaryStore: options.binaryMode,
		onStart: options.onStart,
		retryOf: options.retryOf,
	});

	const { runData, error } = run.data.resultData;
	const last = (name: string) => runData[name]?.at(-1);
	const output = (name: string, index: number) => last(name)?.data?.main?.[index] ?? [];
	return {
		items: output(NODE, 0),
		errorItems: output(NODE, 1),
		error,
		hints: last(NODE)?.hints ?? [],
		messages,
		logs,
		nextItems: output(NEXT, 0),
		nextErrorItems: output(NEXT_ON_ERROR, 0),
		run,
		binary: async (item, field) => await readBinary(binaryOf(item, field)),
	};
}

/** The `json` of each item. */
export function jsonOf(items: INodeExecutionData[]): IDataObject[] {
	return items.map(({ json }) => json);
}
