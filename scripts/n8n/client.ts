import { randomUUID } from 'node:crypto';
import { parse as parseFlatted } from 'flatted';
import type {
	ExecutionError,
	IBinaryData,
	INodeExecutionData,
	IRunExecutionData,
	ITaskData,
} from 'n8n-workflow';
import { isRecord, recordOf, recordsIn, stringOf, type JsonRecord } from './json';
import { until } from './until';

/** The owner of a throw-away n8n. The password only has to satisfy n8n's rules; the server listens on loopback. */
export const OWNER = {
	email: 'owner@example.com',
	firstName: 'Demo',
	lastName: 'Owner',
	password: 'Qwen-image-1',
};

export type NodeItem = INodeExecutionData;

export interface NodeRun extends Pick<ITaskData, 'error' | 'hints'> {
	readonly outputs: readonly NodeItem[][];
}

export interface Execution {
	readonly id: string;
	/** `success`, `error`, `canceled`, `crashed`. */
	readonly status: string;
	readonly runs: Readonly<Record<string, readonly NodeRun[]>>;
	readonly error?: ExecutionError;
}

const UNFINISHED = ['new', 'running', 'waiting'];
/** In queue mode n8n takes a while to notice a lost worker. */
const LONGEST_EXECUTION_MS = 150_000;

function nodeRunOf({ data = {}, error, hints }: ITaskData): NodeRun {
	// A node's output stands under the kind of its connection; an agent's tool has no `main`.
	const outputs = Object.values(data).flatMap((list) => list.map((items) => items ?? []));
	return { outputs, error, hints };
}

/** Speaks n8n's REST interface as its editor does, logged in as the owner. */
export class N8nClient {
	private cookie = '';
	/** n8n ties a session to the browser that logged in. */
	private readonly browserId = randomUUID();

	/** @param url n8n's address, without a slash at the end */
	constructor(readonly url: string) {}

	private async fetch(path: string, init?: RequestInit): Promise<Response> {
		const headers = {
			'content-type': 'application/json',
			'browser-id': this.browserId,
			cookie: this.cookie,
		};
		const response = await fetch(`${this.url}/rest${path}`, { ...init, headers });
		if (response.ok) return response;
		const text = (await response.text()).slice(0, 1_000);
		throw new Error(`${init?.method ?? 'GET'} ${path} answered ${response.status}: ${text}`);
	}

	/** One REST call; gives the `data` of its answer. */
	async call(method: string, path: string, body?: unknown): Promise<unknown> {
		const response = await this.fetch(path, { method, body: JSON.stringify(body) });
		const session = response.headers.getSetCookie().find((entry) => entry.startsWith('n8n-auth='));
		if (session) this.cookie = session.split(';')[0] ?? '';
		const text = await response.text();
		const answer: unknown = text === '' ? {} : JSON.parse(text);
		return isRecord(answer) && 'data' in answer ? answer.data : answer;
	}

	async record(method: string, path: string, body?: unknown): Promise<JsonRecord> {
		return recordOf(await this.call(method, path, body), `answer of ${path}`);
	}

	/** Logs in as the owner, who is created first on a new server. */
	async logIn(): Promise<void> {
		const { userManagement } = await this.record('GET', '/settings');
		const { showSetupOnFirstLoad } = recordOf(userManagement, 'user management');
		if (showSetupOnFirstLoad === true) await this.call('POST', '/owner/setup', OWNER);
		const { email: emailOrLdapLoginId, password } = OWNER;
		await this.call('POST', '/login', { emailOrLdapLoginId, password });
	}

	async createCredential(name: string, type: string, data: JsonRecord): Promise<string> {
		const { id } = await this.record('POST', '/credentials', { name, type, data });
		return stringOf(id, 'credential id');
	}

	async createWorkflow(workflow: JsonRecord): Promise<string> {
		return stringOf((await this.record('POST', '/workflows', workflow)).id, 'workflow id');
	}

	/**
	 * Runs a stored workflow as "Execute workflow" does.
	 * @returns the execution's id; undefined when n8n first waits for a call of the workflow's webhook
	 */
	async startWorkflow(id: string, trigger: string): Promise<string | undefined> {
		const workflowData = await this.call('GET', `/workflows/${id}`);
		const order = { workflowData, triggerToStartFrom: { name: trigger } };
		const { executionId } = await this.record('POST', `/workflows/${id}/run`, order);
		return executionId === undefined ? undefined : String(executionId);
	}

	async waitForExecution(id: string): Promise<Execution> {
		const ended = async (): Promise<Execution | false> => {
			const { status, data } = await this.record('GET', `/executions/${id}`);
			return !UNFINISHED.includes(String(status)) && decode(id, String(status), data);
		};
		return await until(`execution ${id} has ended`, ended, LONGEST_EXECUTION_MS);
	}

	async runWorkflow(id: string, trigger: string): Promise<Execution> {
		const executionId = await this.startWorkflow(id, trigger);
		return await this.waitForExecution(stringOf(executionId, 'execution id'));
	}

	/** Publishes a stored workflow: from now on n8n listens to its triggers. */
	async activateWorkflow(id: string): Promise<void> {
		const { versionId } = await this.record('GET', `/workflows/${id}`);
		await this.call('POST', `/workflows/${id}/activate`, { versionId });
	}

	/** The ids of a workflow's executions, the newest first. */
	async executionsOf(workflowId: string): Promise<string[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const { results } = await this.record('GET', `/executions?filter=${filter}`);
		return recordsIn(results).map((execution) => String(execution.id));
	}

	/** Does what "Stop" in the list of executions does. */
	async stopExecution(id: string): Promise<void> {
		await this.call('POST', `/executions/${id}/stop`);
	}

	/**
	 * Does what "Retry" in the list of executions does, and waits for the end.
	 * @param workflow which one is run: as it was when the execution began, or as it is saved now
	 */
	async retryExecution(id: string, workflow: 'original' | 'current'): Promise<Execution> {
		const body = { loadWorkflow: workflow === 'current' };
		const retried = await this.record('POST', `/executions/${id}/retry`, body);
		return await this.waitForExecution(String(retried.id));
	}

	/** Fetches a file of an execution, as the editor's "Download" does. */
	async downloadFile({ id, mimeType }: Pick<IBinaryData, 'id' | 'mimeType'>): Promise<Buffer> {
		const query = new URLSearchParams({ id: id ?? '', action: 'download', mimeType });
		const response = await this.fetch(`/binary-data?${query.toString()}`);
		return Buffer.from(await response.arrayBuffer());
	}
}

function decode(id: string, status: string, data: unknown): Execution {
	const run = (typeof data === 'string' ? parseFlatted(data) : data) as IRunExecutionData;
	const { runData, error } = run.resultData;
	const runs = Object.entries(runData).map(([name, list]) => [name, list.map(nodeRunOf)]);
	return { id, status, runs: Object.fromEntries(runs), error };
}
