import { Editor } from '../../../scripts/n8n/editor';
import { OLDEST_N8N, type N8nRelease } from '../../../scripts/n8n/versions';
import type { Environment } from '../environment';
import { startByWebhook, until, webhook } from '../webhook';
import { items, NODE, qwen, START, workflowOf, type NodeSpec } from '../workflowBuilder';

/**
 * The Stop button where n8n's main process runs the executions: it stores what it knew before the node ended, so that only
 * the log knows what is paid.
 */
export function describeStop(current: () => Environment, release: N8nRelease): void {
	describe('Stop', () => {
		/** A workflow of so many items whose third is under way until it is stopped. */
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
			const id = await add(workflowOf(name, [trigger, items('Prompts', prompts), node, after]));
			const sent = (): number => simulator.edits().length;
			const words = [
				`was stopped\\. Paid: 2 of ${count} items\\.`,
				...[0, 1].map((item) => `item ${item}: http\\S+ \\(until \\S+\\)`),
				'May be billed: item 2\\.',
			];
			return {
				id,
				sent,
				underWay: async () => void (await until('the third item is under way', () => sent() === 3)),
				/** What is said of it once it is stopped. */
				said: new RegExp(words.join('\\s+'), 'g'),
			};
		}

		/** Holds that n8n's log says it, once. */
		async function expectLogged(said: RegExp): Promise<void> {
			const { server } = current();
			await until('the log has it', async () => (await server.log()).match(said) !== null);
			expect((await server.log()).match(said)).toHaveLength(1);
		}

		/**
		 * Holds that nothing of the stopped execution looks complete.
		 * @param again items that its Retry sends, of the order of which n8n kept nothing
		 */
		async function expectIncomplete(id: string, sent: () => number, again: number): Promise<void> {
			const { client } = current();
			const [stoppedId = ''] = await client.executionsOf(id);
			const stopped = await client.waitForExecution(stoppedId);
			expect(stopped.status).toBe('canceled');
			expect([stopped.runs[NODE], stopped.runs.After]).toEqual([undefined, undefined]);
			const before = sent();
			const retried = await client
				.retryExecution(stoppedId, 'original')
				// Newer releases refuse it.
				.catch(() => undefined);
			expect(sent() - before).toBe(again);
			expect(Boolean(retried?.runs[NODE])).toBe(again > 0);
		}

		it('tells the browser’s console and n8n’s log what is paid of an execution that was started in the editor', async () => {
			const { server, browser } = current();
			const stopped = await order('stopped in the editor', START, 4);
			const editor = await Editor.open(await browser(), server.url);
			const console: string[] = [];
			editor.page.on('console', (message) => console.push(message.text()));
			await editor.openWorkflow(stopped.id);
			await editor.seen('execute-workflow-button').click();
			await stopped.underWay();
			await editor.seen('stop-execution-button').click();
			await until('the console has it', () => console.join('\n').match(stopped.said) !== null);
			await editor.close();
			await expectLogged(stopped.said);
			await expectIncomplete(stopped.id, stopped.sent, 0);
		});

		it('tells n8n’s log what is paid of an execution that was started by a webhook', async () => {
			const { client } = current();
			const path = 'stopped-order';
			const stopped = await order('stopped in the list', webhook(path), 5);
			const id = await startByWebhook(client, stopped.id, path);
			await stopped.underWay();
			await client.stopExecution(id);
			await expectLogged(stopped.said);
			// Newer releases begin the whole workflow again, which is a new order.
			await expectIncomplete(stopped.id, stopped.sent, release === OLDEST_N8N ? 0 : 5);
		});
	});
}
