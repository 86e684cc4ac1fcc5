import { Editor } from '../../../scripts/n8n/editor';
import { OLDEST_N8N, type N8nRelease } from '../../../scripts/n8n/versions';
import type { Environment } from '../environment';
import { until } from '../../../scripts/n8n/until';
import { startByWebhook, webhook } from '../webhook';
import { items, NODE, qwen, START, workflowOf, type NodeSpec } from '../workflowBuilder';

/**
 * The Stop button where n8n's main process runs the executions: it stores what it knew before the node ended, so that only
 * the log knows what is paid.
 */
export function describeStop(current: () => Environment, release: N8nRelease): void {
	describe('Stop', () => {
		/** A workflow of so many items whose third is under way until it is stopped; gives its id, and what is said of it then. */
		async function order(name: string, trigger: NodeSpec, count: number) {
			const { simulator, add } = current();
			const prompts = Array.from({ length: count }, (_, at) => ({
				prompt: `${name} ${at}${at === 2 ? ' [[fault:hang*1]]' : ''}`,
			}));
			const node = qwen({
				imageUrl: `${simulator.url}/inputs/mug.png`,
				prompt: '={{ $json.prompt }}',
				download: false,
				options: { concurrency: 1 },
			});
			const after = { name: 'After', type: 'n8n-nodes-base.noOp' };
			const words = [
				`was stopped\\. Paid for: 2 of ${count} items\\.`,
				...[0, 1].map((item) => `item ${item}: http\\S+ \\(until \\S+\\)`),
				'May be billed: item 2\\.',
			];
			const workflow = workflowOf(name, [trigger, items('Prompts', prompts), node, after]);
			return { id: await add(workflow), said: new RegExp(words.join('\\s+'), 'g') };
		}

		const sent = (): number => current().simulator.edits().length;

		async function underWay(): Promise<void> {
			await until('the third item is under way', () => sent() === 3);
		}

		/** Holds that n8n's log says it, once. */
		async function expectLogged(said: RegExp): Promise<void> {
			const find = async () => (await current().server.log()).match(said) ?? undefined;
			expect(await until('the log has it', find)).toHaveLength(1);
		}

		/**
		 * Holds that nothing of the stopped execution looks complete.
		 * @param again items that its Retry sends, of the order of which n8n kept nothing
		 */
		async function expectIncomplete(id: string, again: number): Promise<void> {
			const { client } = current();
			const [stoppedId = ''] = await client.executionsOf(id);
			const stopped = await client.waitForExecution(stoppedId);
			expect(stopped.status).toBe('canceled');
			expect([stopped.runs[NODE], stopped.runs.After]).toEqual([undefined, undefined]);
			const before = sent();
			// Newer releases refuse it.
			const retry = client.retryExecution(stoppedId, 'original').catch(() => undefined);
			expect(Boolean((await retry)?.runs[NODE])).toBe(again > 0);
			expect(sent() - before).toBe(again);
		}

		it('tells the browser’s console and n8n’s log what is paid of an execution that was started in the editor', async () => {
			const { server, browser } = current();
			const stopped = await order('stopped in the editor', START, 4);
			const editor = await Editor.open(await browser(), server.url);
			const console: string[] = [];
			editor.page.on('console', (message) => console.push(message.text()));
			await editor.openWorkflow(stopped.id);
			await editor.seen('execute-workflow-button').click();
			await underWay();
			await editor.seen('stop-execution-button').click();
			await until('the console has it', () => console.join('\n').match(stopped.said) !== null);
			await editor.close();
			await expectLogged(stopped.said);
			await expectIncomplete(stopped.id, 0);
		});

		it('tells n8n’s log what is paid of an execution that was started by a webhook', async () => {
			const { client } = current();
			const path = 'stopped-order';
			const stopped = await order('stopped in the list', webhook(path), 5);
			const id = await startByWebhook(client, stopped.id, path);
			await underWay();
			await client.stopExecution(id);
			await expectLogged(stopped.said);
			// Newer releases begin the whole workflow again, which is a new order.
			await expectIncomplete(stopped.id, release === OLDEST_N8N ? 0 : 5);
		});
	});
}
