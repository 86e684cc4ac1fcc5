import { setTimeout as sleep } from 'node:timers/promises';
import type { N8nClient } from '../../../scripts/n8n/client';
import type { JsonRecord } from '../../../scripts/n8n/json';
import type { CredentialUse } from '../../../scripts/n8n/workflows';
import { publishWebhook } from '../../n8n/webhook';
import type { NodeSpec } from '../../n8n/workflowBuilder';
import type { Simulator } from '../../simulator';

/** An n8n that runs, alone or in queue mode with two workers, and the service its workflows ask. */
export interface Office {
	readonly client: N8nClient;
	readonly simulator: Simulator;
	readonly credential: CredentialUse;
	readonly pid?: number;
	close(): Promise<void>;
}

export interface Order {
	start(body: JsonRecord): Promise<void>;
	count(status: readonly string[]): Promise<number>;
	/** Waits until so many executions have ended, or for too long. @returns how many have not */
	untilEnded(executions: number, mostMs: number): Promise<number>;
}

const POLL_MS = 500;
const ENDED = ['success', 'error', 'crashed', 'canceled'];

/** Makes and publishes a workflow of these nodes behind a webhook. */
export async function publish(office: Office, name: string, specs: NodeSpec[]): Promise<Order> {
	const { client } = office;
	const { workflowId, call } = await publishWebhook(office, name, specs);
	const count = async (status: readonly string[]): Promise<number> => {
		const filter = encodeURIComponent(JSON.stringify({ workflowId, status }));
		return Number((await client.record('GET', `/executions?filter=${filter}`)).count);
	};
	return {
		start: async (body) => {
			const { status } = await call(body);
			if (status !== 200) throw new Error(`The webhook answered ${status}`);
		},
		count,
		untilEnded: async (executions, mostMs) => {
			const deadline = Date.now() + mostMs;
			for (;;) {
				const left = executions - (await count(ENDED));
				if (left <= 0 || Date.now() > deadline) return left;
				await sleep(POLL_MS);
			}
		},
	};
}
