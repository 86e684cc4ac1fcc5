import { setTimeout as sleep } from 'node:timers/promises';
import { recordOf, type JsonRecord } from '../../../scripts/n8n/json';
import { withCredentials } from '../../../scripts/n8n/workflows';
import { type NodeSpec, qwen, workflowOf } from '../../n8n/workflowBuilder';
import { httpRequestParameters } from '../support/workflows';
import type { Office } from './office';

export type Contestant = 'ours' | 'httpRequest';

/** A published workflow that its webhook starts. */
export interface Order {
	/** Starts an execution. @param body JSON, or a form with a file */
	start(body: JsonRecord | FormData): Promise<void>;
	/** How many executions have ended in these ways. */
	ended(status: readonly string[]): Promise<number>;
}

const WEBHOOK_TIMEOUT_MS = 30_000;
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
	const split: NodeSpec = {
		name: 'Prompts',
		type: 'n8n-nodes-base.splitOut',
		parameters: { fieldToSplitOut: 'body.prompts', options: { destinationFieldName: 'prompt' } },
	};
	return await publish(office, name, [split, maker(contestant, office.simulator.url)]);
}

/** Makes and publishes a workflow that edits the file its webhook is given, or does nothing with it. */
export async function publishFiles(
	office: Office,
	name: string,
	made: 'ours' | 'none',
): Promise<Order> {
	const nothing: NodeSpec = { name: 'Nothing', type: 'n8n-nodes-base.noOp' };
	const node = qwen({
		model: { __rl: true, mode: 'id', value: 'qwen-image-edit-plus' },
		imageSource: 'field',
		imageField: 'data',
		prompt: '={{ $json.body.prompt }}',
	});
	return await publish(office, name, [made === 'ours' ? node : nothing]);
}

async function publish(office: Office, name: string, specs: NodeSpec[]): Promise<Order> {
	const { client, credential } = office;
	const path = name.replace(/\W+/g, '-');
	const webhook: NodeSpec = {
		name: 'Order',
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		parameters: { httpMethod: 'POST', path, responseMode: 'onReceived' },
	};
	const workflow = withCredentials(withRetries(workflowOf(name, [webhook, ...specs])), [
		credential,
	]);
	const id = await client.createWorkflow(workflow);
	await client.activateWorkflow(id);
	return {
		start: async (body) => {
			const isForm = body instanceof FormData;
			const deadline = Date.now() + WEBHOOK_TIMEOUT_MS;
			// n8n answers 404 for a moment after a workflow was published.
			for (;;) {
				const { status } = await fetch(`${client.url}/webhook/${path}`, {
					method: 'POST',
					headers: isForm ? {} : { 'content-type': 'application/json' },
					body: isForm ? body : JSON.stringify(body),
				});
				if (status === 200) return;
				if (status !== 404 || Date.now() > deadline) {
					throw new Error(`The webhook answered ${status}`);
				}
				await sleep(100);
			}
		},
		ended: async (status) => {
			const query = { workflowId: id, status };
			const filter = encodeURIComponent(JSON.stringify(query));
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
