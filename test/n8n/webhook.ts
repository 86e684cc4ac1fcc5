import { setTimeout as sleep } from 'node:timers/promises';
import type { N8nClient } from '../../scripts/n8n/client';
import type { NodeSpec } from './workflowBuilder';

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
