import { setTimeout as sleep } from 'node:timers/promises';
import { recordOf, type JsonRecord } from '../../../scripts/n8n/json';
import { publishWebhook, SPLIT_PROMPTS } from '../../n8n/webhook';
import { type NodeSpec, qwen } from '../../n8n/workflowBuilder';
import { httpRequestParameters } from '../support/workflows';
import type { Office } from './office';

export type Contestant = 'ours' | 'httpRequest';

/** A published workflow that its webhook starts. */
export interface Order {
	/** Starts an execution. */
	start(body: JsonRecord): Promise<void>;
	/** How many executions have ended in these ways. */
	ended(status: readonly string[]): Promise<number>;
}

const POLL_MS = 500;
const ENDED = ['success', 'error', 'crashed', 'canceled'];

/** Waits until so many executions have ended, or for too long. @returns how many have not */
export async function untilEnded(
	order: Order,
	executions: number,
	mostMs: number,
): Promise<number> {
	const deadline = Date.now() + mostMs;
	for (;;) {
		const left = executions - (await order.ended(ENDED));
		if (left <= 0 || Date.now() > deadline) return left;
		await sleep(POLL_MS);
	}
}

/** The node that makes the images: this one at its defaults, or n8n's own with all the retries it has. */
function maker(contestant: Contestant, url: string): NodeSpec {
	const image = `${url}/inputs/mug.png`;
	if (contestant === 'ours') {
		return qwen({
			model: { __rl: true, mode: 'id', value: 'qwen-image-edit-plus' },
			imageUrl: image,
			prompt: '={{ $json.prompt }}',
		});
	}
	return {
		name: 'HTTP Request',
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		parameters: httpRequestParameters(url, `[{ image: '${image}' }, { text: $json.prompt }]`),
	};
}

/** Makes and publishes a workflow that makes an image for each prompt its webhook is given. */
export async function publishPrompts(
	office: Office,
	name: string,
	contestant: Contestant,
): Promise<Order> {
	return await publish(office, name, [SPLIT_PROMPTS, maker(contestant, office.simulator.url)]);
}

/** Makes and publishes a workflow that fetches a file and edits it, or waits and does nothing with it. */
export async function publishFiles(
	office: Office,
	name: string,
	made: 'ours' | 'none',
	photoUrl: string,
): Promise<Order> {
	const photo: NodeSpec = {
		name: 'Photo',
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		parameters: {
			url: photoUrl,
			options: { response: { response: { responseFormat: 'file' } } },
		},
	};
	// As long as the others take, so that all executions are there at once here as well.
	const nothing: NodeSpec = {
		name: 'Nothing',
		type: 'n8n-nodes-base.wait',
		typeVersion: 1.1,
		parameters: { amount: 30, unit: 'seconds' },
	};
	const node = qwen({
		model: { __rl: true, mode: 'id', value: 'qwen-image-edit-plus' },
		imageSource: 'field',
		imageField: 'data',
		prompt: "={{ $('Order').item.json.body.prompt }}",
	});
	return await publish(office, name, [photo, made === 'ours' ? node : nothing]);
}

async function publish(office: Office, name: string, specs: NodeSpec[]): Promise<Order> {
	const { client } = office;
	const { workflowId, call } = await publishWebhook(office, name, specs, 'onReceived', withRetries);
	return {
		start: async (body) => {
			const { status } = await call(body);
			if (status !== 200) throw new Error(`The webhook answered ${status}`);
		},
		ended: async (status) => {
			const filter = encodeURIComponent(JSON.stringify({ workflowId, status }));
			return Number(
				recordOf(await client.call('GET', `/executions?filter=${filter}`), 'list').count,
			);
		},
	};
}

/** Retry On Fail with as many tries and as long a wait as n8n allows, for n8n's own node. */
function withRetries(workflow: JsonRecord): JsonRecord {
	const nodes: unknown[] = Array.isArray(workflow.nodes) ? workflow.nodes : [];
	return {
		...workflow,
		nodes: nodes.map((each) => {
			const node = recordOf(each, 'node');
			if (node.type !== 'n8n-nodes-base.httpRequest') return node;
			return { ...node, retryOnFail: true, maxTries: 5, waitBetweenTries: 5000 };
		}),
	};
}
