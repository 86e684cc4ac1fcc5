import { setTimeout as sleep } from 'node:timers/promises';
import type { N8nClient } from '../../scripts/n8n/client';
import type { JsonRecord } from '../../scripts/n8n/json';
import { withCredentials, type CredentialUse } from '../../scripts/n8n/workflows';
import { workflowOf, type NodeSpec } from './workflowBuilder';

const POLL_MS = 100;

/** Waits until `look` finds something, and gives it. */
export async function until<T>(
	what: string,
	timeoutMs: number,
	look: () => T | undefined | false | Promise<T | undefined | false>,
): Promise<T> {
	const deadline = Date.now() + timeoutMs;
	for (;;) {
		const found = await look();
		if (found !== undefined && found !== false) return found;
		if (Date.now() > deadline) throw new Error(`Not after ${timeoutMs / 1000} s: ${what}`);
		await sleep(POLL_MS);
	}
}

/** One item for each of the prompts a webhook was given. */
export const SPLIT_PROMPTS: NodeSpec = {
	name: 'Prompts',
	type: 'n8n-nodes-base.splitOut',
	parameters: { fieldToSplitOut: 'body.prompts', options: { destinationFieldName: 'prompt' } },
};

/** A published workflow that its webhook starts. */
export interface PublishedWebhook {
	readonly workflowId: string;
	/** Calls the webhook. */
	call(body: JsonRecord): Promise<Response>;
}

/**
 * Makes and publishes a workflow of these nodes behind a webhook, whose node is called Order.
 * @param responseMode `lastNode`: the webhook answers with the results; otherwise it answers at once
 * @param prepare changes the workflow before it is made
 */
export async function publishWebhook(
	{ client, credential }: { readonly client: N8nClient; readonly credential: CredentialUse },
	name: string,
	specs: readonly NodeSpec[],
	responseMode: 'onReceived' | 'lastNode' = 'onReceived',
	prepare: (workflow: JsonRecord) => JsonRecord = (workflow) => workflow,
): Promise<PublishedWebhook> {
	const path = name.replace(/\W+/g, '-');
	const webhook: NodeSpec = {
		name: 'Order',
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		parameters: { httpMethod: 'POST', path, responseMode, responseData: 'allEntries' },
	};
	const workflow = prepare(workflowOf(name, [webhook, ...specs]));
	const workflowId = await client.createWorkflow(withCredentials(workflow, [credential]));
	await client.activateWorkflow(workflowId);
	return {
		workflowId,
		call: async (body) =>
			await until('the webhook answers', 30_000, async () => {
				const response = await fetch(`${client.url}/webhook/${path}`, {
					method: 'POST',
					headers: { 'content-type': 'application/json' },
					body: JSON.stringify(body),
				});
				// n8n answers 404 for a moment after a workflow was published.
				return response.status === 404 ? undefined : response;
			}),
	};
}

/** A trigger that listens at this path. */
export function webhook(path: string): NodeSpec {
	return {
		name: 'Webhook',
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		parameters: { path, httpMethod: 'POST', options: {} },
	};
}

/** Publishes a stored workflow and calls its webhook; gives the id of the execution. */
export async function callWebhook(client: N8nClient, id: string, path: string): Promise<string> {
	await client.activateWorkflow(id);
	// Older releases put the workflow before the path; and n8n answers 404 for a moment after a workflow was activated.
	const paths = [path, `${id}/webhook/${path}`];
	const call = async (at = 0): Promise<boolean> =>
		(await fetch(`${client.url}/webhook/${paths[at]}`, { method: 'POST' })).ok;
	for (let tries = 0; tries < 100 && !(await call(tries % 2)); tries += 1) await sleep(100);
	for (let tries = 0; tries < 50; tries += 1) {
		const [first] = await client.executionsOf(id);
		if (first !== undefined) return first;
		await sleep(200);
	}
	throw new Error(`The webhook ${path} started nothing`);
}
