import './environment';
import 'reflect-metadata';
import { Container } from '@n8n/di';
import {
	ExecutionLifecycleHooks,
	ExternalSecretsProxy,
	LoadOptionsContext,
	WorkflowExecute,
} from 'n8n-core';
import type {
	IConnections,
	IDataObject,
	INode,
	INodeType,
	IRun,
	IRunExecutionData,
	IWorkflowExecuteAdditionalData,
	IWorkflowSettings,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { createRunExecutionData, UnexpectedError, Workflow } from 'n8n-workflow';

import { useBinaryStore, type BinaryStore } from './binary';
import { TestCredentialsHelper, type StoredCredential } from './credentials';
import { collectLogs } from './logs';
import { nodeTypesOf } from './node-types';

/** Nothing answers there. */
const ADDRESS = 'http://127.0.0.1:5678/';

export interface WorkflowOptions {
	nodes: INode[];
	connections: IConnections;
	/** Node types by the name that `nodes` use. */
	types: Record<string, INodeType>;
	/** Name of the first node; it gets one empty item. */
	startNode: string;
	credentials?: StoredCredential[];
	settings?: IWorkflowSettings;
	/** Only `manual` executions show progress in the editor. */
	mode?: WorkflowExecuteMode;
	/** Where n8n stores files; default `filesystem`, n8n's own default. */
	binaryStore?: BinaryStore;
	/** A failed run that this one retries, as n8n does: its data, without the error that ended it. */
	retryOf?: IRun;
	/** Called when the execution has begun; `cancel` is the Stop button. */
	onStart?: (handle: { cancel(): void }) => void;
}

let executions = 0;

/** Runs a workflow in n8n's own engine. A failing node does not reject: its error is in `run.data.resultData.error`. */
export async function runWorkflow(options: WorkflowOptions) {
	await useBinaryStore(options.binaryStore ?? 'filesystem');
	const executionId = String(++executions);
	const mode = options.mode ?? 'manual';
	const workflow = workflowOf(options);
	/** What nodes sent to the editor by `sendMessageToUI`, in order. */
	const messages: unknown[] = [];
	const additionalData = additionalDataOf(options.credentials ?? [], {
		executionId,
		sendDataToUI: (_type: string, data: IDataObject | IDataObject[]) => {
			if (!Array.isArray(data) && Array.isArray(data.messages)) messages.push(...data.messages);
		},
		hooks: new ExecutionLifecycleHooks(mode, executionId, {
			...{ id: workflow.id, name: 'Test', active: false, activeVersionId: null, isArchived: false },
			...{ createdAt: new Date(), updatedAt: new Date() },
			...{ nodes: options.nodes, connections: options.connections },
		}),
	});
	const start = workflow.getNode(options.startNode);
	if (start === null) throw new UnexpectedError(`The workflow has no node "${options.startNode}"`);

	// Any context will do: all of them give the one logger of the process.
	const { logger } = new LoadOptionsContext(workflow, start, additionalData, '');
	const log = collectLogs(logger);
	try {
		const first = { node: start, data: { main: [[{ json: {} }]] }, source: null };
		const data = options.retryOf
			? retried(options.retryOf, workflow)
			: createRunExecutionData({ executionData: { nodeExecutionStack: [first] } });
		const execution = new WorkflowExecute(additionalData, mode, data).processRunExecutionData(
			workflow,
		);
		options.onStart?.({ cancel: () => execution.cancel() });
		const run = await execution;
		return { run, messages, logs: log.lines };
	} finally {
		log.stop();
	}
}

/** What n8n makes of a failed execution's data on “Retry with currently saved workflow”; it went through the database. */
function retried(run: IRun, workflow: Workflow): IRunExecutionData {
	const data: IRunExecutionData = JSON.parse(JSON.stringify(run.data));
	const { resultData } = data;
	const last = resultData.runData[resultData.lastNodeExecuted ?? ''];
	delete resultData.error;
	if (last?.at(-1)?.error !== undefined) last.pop();
	for (const waiting of data.executionData?.nodeExecutionStack ?? []) {
		waiting.node = workflow.getNode(waiting.node.name) ?? waiting.node;
	}
	return data;
}

/** n8n's model of the given nodes; parameters get their defaults here, as in the editor. */
export function workflowOf(
	options: Pick<WorkflowOptions, 'nodes' | 'connections' | 'types' | 'settings'>,
): Workflow {
	return new Workflow({
		id: 'workflow',
		name: 'Test',
		active: false,
		nodes: structuredClone(options.nodes),
		connections: options.connections,
		nodeTypes: nodeTypesOf(options.types),
		settings: { executionOrder: 'v1', ...options.settings },
	});
}

/** What n8n's server gives an execution, with everything a single node has no use for refusing to work. */
export function additionalDataOf(
	credentials: StoredCredential[],
	more: Partial<IWorkflowExecuteAdditionalData> = {},
): IWorkflowExecuteAdditionalData {
	const absent = () => {
		throw new UnexpectedError('This needs an n8n server');
	};
	return {
		credentialsHelper: new TestCredentialsHelper(credentials),
		executeWorkflow: absent,
		getRunExecutionData: async () => undefined,
		getRuntimeCredential: async () => undefined,
		startRunnerTask: absent,
		logAiEvent: () => {},
		externalSecretsProxy: Container.get(ExternalSecretsProxy),
		currentNodeExecutionIndex: 0,
		variables: {},
		...{ restApiUrl: ADDRESS, instanceBaseUrl: ADDRESS, formBaseUrl: ADDRESS },
		...{ formWaitingBaseUrl: ADDRESS, formTestBaseUrl: ADDRESS, webhookBaseUrl: ADDRESS },
		...{ webhookWaitingBaseUrl: ADDRESS, webhookTestBaseUrl: ADDRESS },
		...{ mcpBaseUrl: ADDRESS, mcpTestBaseUrl: ADDRESS },
		...more,
	};
}
