import type { Execution, NodeItem } from '../../scripts/n8n/client';
import type { JsonRecord } from '../../scripts/n8n/json';
import { until } from '../../scripts/n8n/until';
import { publishWebhook, SPLIT_PROMPTS } from '../n8n/webhook';
import { NODE, PLUS, qwen, type NodeSpec } from '../n8n/workflowBuilder';
import type { RecordedRequest } from '../simulator';
import type { Cluster, Worker } from './cluster';

export interface OrderOptions {
	/** Parameters of the node beside image, model and prompt. */
	readonly parameters?: JsonRecord;
	/** `lastNode`: the webhook answers with the results; otherwise it answers at once. */
	readonly responseMode?: 'onReceived' | 'lastNode';
	/** Nodes between the prompts and the node under test, and behind it. */
	readonly before?: readonly NodeSpec[];
	readonly after?: readonly NodeSpec[];
}

export type Order = Awaited<ReturnType<typeof publishOrder>>;

/** Publishes a workflow that makes an image for each prompt its webhook is given. */
export async function publishOrder(cluster: Cluster, name: string, options: OrderOptions = {}) {
	const { client, simulator } = cluster;
	const node = qwen({
		model: PLUS,
		imageUrl: `${simulator.url}/inputs/mug.png`,
		prompt: '={{ $json.prompt }}',
		includeOtherFields: true,
		download: false,
		...options.parameters,
	});
	const specs = [SPLIT_PROMPTS, ...(options.before ?? []), node, ...(options.after ?? [])];
	const { workflowId, call } = await publishWebhook(cluster, name, specs, options.responseMode);
	const known = new Set<string>();
	const requests = (): RecordedRequest[] =>
		simulator.edits().filter(({ prompt }) => prompt?.startsWith(`${name},`));
	return {
		workflowId,
		requests,
		/** All prompts of an execution; each names the order, so that no other test's request is taken for it. */
		prompts: (count: number, execution = 0) =>
			Array.from({ length: count }, (_, index) => `${name}, ${execution}.${index}`),
		/** Calls the webhook, and gives its answer when the workflow answers. */
		call: async (prompts: readonly string[]) => {
			const results = (await (await call({ prompts })).json()) as JsonRecord[];
			return results.map((json) => ({ json }));
		},
		start: async (prompts: readonly string[]) => {
			await call({ prompts });
			return await until('the execution is in the list', async () => {
				const ids = await client.executionsOf(workflowId);
				const id = ids.find((candidate) => !known.has(candidate));
				if (id !== undefined) known.add(id);
				return id;
			});
		},
		/** Waits until the service has made so many of its images. */
		untilPaid: async (count: number) =>
			await until(`${count} images are made`, () => paid(requests()).length >= count),
		/** Waits for the end of an execution, which delivers these prompts in their order. */
		expectDelivered: async (id: string, prompts: readonly string[]) => {
			const execution = await client.waitForExecution(id);
			expect(execution).toMatchObject({ status: 'success', error: undefined });
			expect(delivered(lastItems(execution))).toEqual(prompts);
		},
	};
}

/** Of the requests, those that made an image: each was paid. */
export function paid(requests: readonly RecordedRequest[]): RecordedRequest[] {
	return requests.filter(({ images }) => images > 0);
}

export function paidTwice(requests: readonly RecordedRequest[]): string[] {
	const prompts = paid(requests).map(({ prompt }) => String(prompt));
	return prompts.filter((prompt, index) => prompts.indexOf(prompt) !== index);
}

export function lastItems(execution: Execution, node = NODE): readonly NodeItem[] {
	return execution.runs[node]?.at(-1)?.outputs[0] ?? [];
}

/** The prompts of these items, each of which has to hold a link. */
export function delivered(items: readonly { readonly json: JsonRecord }[]): string[] {
	return items.map(({ json }) => {
		expect(String(json.url)).toMatch(/^https?:\/\//);
		return String(json.prompt);
	});
}

export async function workerOf(cluster: Cluster, executionId: string): Promise<Worker> {
	return await until('a worker has begun', async () => {
		for (const worker of cluster.workers) {
			const log = await worker.process.log();
			if (log.includes(`Worker started execution ${executionId} `)) return worker;
		}
		return undefined;
	});
}
