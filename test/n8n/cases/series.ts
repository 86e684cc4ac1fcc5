import type { Execution } from '../../../scripts/n8n/client';
import { stringOf, type JsonRecord } from '../../../scripts/n8n/json';
import { readExample, withNodes } from '../../../scripts/n8n/workflows';
import { DataTables } from '../dataTables';
import { expectSuccess, itemsAt, type Environment } from '../environment';
import { until } from '../../../scripts/n8n/until';

const TABLE = 'Qwen: What Went Wrong';

/** The series with a format that no model makes, at work every two seconds; tried once, so that it fails at once. */
function failingSeries(): JsonRecord {
	return withNodes(readExample('daily-series'), ({ name, parameters }) => {
		if (name === 'Every Morning at Six') {
			const rule = { interval: [{ field: 'seconds', secondsInterval: 2 }] };
			return { parameters: { rule } };
		}
		if (name === 'Topics and Formats') {
			const text = stringOf(parameters.jsonOutput, 'list').replace('1920*1080', '19200*1080');
			return { parameters: { ...parameters, jsonOutput: text } };
		}
		return { retryOnFail: false };
	});
}

/** The example of a social series, with its own error workflow. */
export function describeSeries(current: () => Environment): void {
	describe('daily-series.json', () => {
		/** The first run that n8n started because another had failed. */
		async function errorRun(workflowId: string): Promise<Execution> {
			const { client } = current();
			return await until('a run fails', async () => {
				for (const id of await client.executionsOf(workflowId)) {
					const execution = await client.waitForExecution(id);
					if (execution.runs['When a Run Fails']) return execution;
				}
				return undefined;
			});
		}

		it('makes the topic of the day in three formats with one seed', async () => {
			const execution = await current().run(readExample('daily-series'));
			expect(execution.status).toBe('success');
			const posts = itemsAt(execution, 'Ready to Post').map(({ json }) => json);
			expect(posts.map(({ width, height }) => `${String(width)}*${String(height)}`)).toEqual([
				'1024*1024',
				'1080*1920',
				'1920*1080',
			]);
			expect(new Set(posts.map(({ text }) => text)).size).toBe(1);
			const seed = { parameters: { seed: 20251215 } };
			const asked = current().simulator.edits();
			expect(asked.map(({ body }) => body)).toMatchObject([seed, seed, seed]);
		});

		it('writes a run that failed by itself into a table, with what to do and where to look', async () => {
			const { add, simulator, client } = current();
			const id = await add(failingSeries());
			await client.activateWorkflow(id);
			const written = await errorRun(id);
			await client.call('POST', `/workflows/${id}/deactivate`);
			expectSuccess(written);
			const [row] = itemsAt(written, 'Write It Down').map(({ json }) => json);
			const expected = {
				workflow: 'Qwen: A Social Series Every Morning',
				what: expect.stringContaining('19200'),
				whatToDo: expect.stringContaining('Choose another size'),
				execution: expect.stringContaining(`/workflow/${id}/executions/`),
			};
			expect(row).toEqual(expect.objectContaining(expected));
			expect(await (await DataTables.of(client)).rows(TABLE)).toContainEqual(
				expect.objectContaining(expected),
			);
			expect(simulator.counts.imagesMade).toBe(0);
		});
	});
}
