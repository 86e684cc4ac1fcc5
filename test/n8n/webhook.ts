import type { N8nClient } from '../../scripts/n8n/client';
import type { JsonRecord } from '../../scripts/n8n/json';
import { until } from '../../scripts/n8n/until';
import { withCredentials, type CredentialUse } from '../../scripts/n8n/workflows';
import { workflowOf, type NodeSpec } from './workflowBuilder';

/** One item for each of the prompts a webhook was given. */
export const SPLIT_PROMPTS: NodeSpec = {
	name: 'Prompts',
	type: 'n8n-nodes-base.splitOut',
	parameters: { fieldToSplitOut: 'body.prompts', options: { destinationFieldName: 'prompt' } },
};

type ResponseMode = 'onReceived' | 'lastNode';

/** A trigger that listens at this path, and answers at once, or with the results of the last node. */
export function webhook(path: string, responseMode: ResponseMode = 'onReceived'): NodeSpec {
	return {
		name: 'Order',
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		parameters: { httpMethod: 'POST', path, responseMode, responseData: 'allEntries', options: {} },
	};
}

async function callWebhook(
	{ url }: N8nClient,
	workflowId: string,
	path: string,
	body: JsonRecord | FormData,
): Promise<Response> {
	const sent =
		body instanceof FormData
			? { body }
			: { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
	return await until('the webhook answers', async () => {
		// Older releases put the workflow before the path; and n8n answers 404 for a moment after a workflow was published.
		for (const each of [path, `${workflowId}/order/${path}`]) {
			const response = await fetch(`${url}/webhook/${each}`, { method: 'POST', ...sent });
			if (response.status !== 404) return response;
		}
		return undefined;
	});
}

/** Publishes a stored workflow and calls its webhook for the first time; gives the id of the execution. */
export async function startByWebhook(
	client: N8nClient,
	workflowId: string,
	path: string,
): Promise<string> {
	await client.activateWorkflow(workflowId);
	await callWebhook(client, workflowId, path, {});
	return await until('it runs', async () => (await client.executionsOf(workflowId))[0]);
}

/** Makes and publishes a workflow of these nodes behind a webhook. */
export async function publishWebhook(
	{ client, credential }: { readonly client: N8nClient; readonly credential: CredentialUse },
	name: string,
	specs: readonly NodeSpec[],
	responseMode?: ResponseMode,
) {
	const path = name.replace(/\W+/g, '-');
	const workflow = workflowOf(name, [webhook(path, responseMode), ...specs]);
	const workflowId = await client.createWorkflow(withCredentials(workflow, [credential]));
	await client.activateWorkflow(workflowId);
	return {
		workflowId,
		/** Posts JSON, or a form with files. */
		call: async (body: JsonRecord | FormData) => await callWebhook(client, workflowId, path, body),
	};
}
