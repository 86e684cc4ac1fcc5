import type { Environment } from '../environment';
import { items, qwen, START, workflowOf, type NodeSpec } from '../workflowBuilder';

const CASE_TIMEOUT_MS = 120_000;
const NODE = 'Qwen Image Edit';

/** Retry in n8n's list of executions, of executions that were started in the editor and by a webhook. */
export function describeRetry(current: () => Environment): void {
	/** Ten prompts, the fourth of which the service refuses. */
	function prompts(name: string): NodeSpec {
		const all = Array.from({ length: 10 }, (_, at) => ({
			prompt: `${name} ${at}${at === 3 ? ' [[fault:inputInspectionFailed]]' : ''}`,
		}));
		return items('Prompts', all);
	}

	function batch(name: string, trigger: NodeSpec) {
		const node = qwen({
			imageUrl: `${current().simulator.url}/inputs/mug.png`,
			model: { __rl: true, mode: 'id', value: 'qwen-image-edit-plus' },
			prompt: '={{ $json.prompt }}',
			download: false,
			options: { concurrency: 1 },
		});
		return workflowOf(name, [trigger, prompts(name), node]);
	}

	/** How often each prompt's image was made. */
	function made(name: string): number[] {
		const counts = new Map<string, number>();
		for (const { body, status } of current().simulator.edits()) {
			const text = JSON.stringify(body);
			const [prompt] = new RegExp(`${name} \\d`).exec(text) ?? [];
			if (prompt && status === 200) counts.set(prompt, (counts.get(prompt) ?? 0) + 1);
		}
		return [...counts.values()];
	}

	describe('Retry of a failed execution', () => {
		it(
			'pays only for what is missing, again and again (started in the editor)',
			async () => {
				const { n8n } = current();
				const failed = await current().run(batch('by hand', START));
				expect(failed.status).toBe('error');
				expect(JSON.stringify(failed.error)).toContain('Retry pays only for what is missing.');
				expect(made('by hand')).toEqual([1, 1, 1]);
				const once = await n8n.client.retryExecution(failed.id, 'original', 60_000);
				const twice = await n8n.client.retryExecution(once.id, 'current', 60_000);
				expect([once.status, twice.status]).toEqual(['error', 'error']);
				expect(made('by hand')).toEqual([1, 1, 1]);
			},
			CASE_TIMEOUT_MS,
		);

		it(
			'pays only for what is missing (started by a webhook)',
			async () => {
				const { n8n, add } = current();
				const webhook: NodeSpec = {
					name: 'Webhook',
					type: 'n8n-nodes-base.webhook',
					typeVersion: 2,
					parameters: { path: 'retry-of-an-order', httpMethod: 'POST', options: {} },
				};
				const id = await add(batch('by webhook', webhook));
				await n8n.client.activateWorkflow(id);
				// Older releases put the workflow before the path; and n8n answers 404 for a moment after a workflow was activated.
				const paths = ['retry-of-an-order', `${id}/webhook/retry-of-an-order`];
				const call = async (path = '') =>
					(await fetch(`${n8n.client.url}/webhook/${path}`, { method: 'POST' })).ok;
				for (let tries = 0; tries < 100 && !(await call(paths[tries % 2])); tries += 1) {
					await new Promise((resolve) => setTimeout(resolve, 100));
				}
				let first: string | undefined;
				for (let tries = 0; tries < 50 && first === undefined; tries += 1) {
					[first] = await n8n.client.executionsOf(id);
					await new Promise((resolve) => setTimeout(resolve, 200));
				}
				const failed = await n8n.client.waitForExecution(String(first), 60_000);
				expect(failed.status).toBe('error');
				expect(made('by webhook')).toEqual([1, 1, 1]);
				const retried = await n8n.client.retryExecution(failed.id, 'original', 60_000);
				expect(retried.status).toBe('error');
				expect(Object.keys(retried.runs)).toContain(NODE);
				expect(made('by webhook')).toEqual([1, 1, 1]);
			},
			CASE_TIMEOUT_MS,
		);
	});
}
