import { setTimeout as sleep } from 'node:timers/promises';
import type { Execution } from '../../../scripts/n8n/client';
import { isRecord, recordOf, stringOf, type JsonRecord } from '../../../scripts/n8n/json';
import { nodesOf, readWorkflows } from '../../../scripts/n8n/workflows';
import { itemsAt, type Environment } from '../environment';

const SERIES_TIMEOUT_MS = 120_000;
const POLL_MS = 250;
const TABLE = 'Qwen: What Went Wrong';

/** The parameters of what was asked of the service, from a request on. */
function askedFrom({ simulator }: Environment, first: number): JsonRecord[] {
	const asked = simulator.edits().slice(first);
	return asked.map(({ body }) => recordOf(recordOf(body, 'body').parameters, 'parameters'));
}

/** The series with a format that no model makes, at work every two seconds; tried once, so that it fails at once. */
function failingSeries(workflow: JsonRecord): JsonRecord {
	const nodes = nodesOf(workflow).map(({ name, raw }) => {
		const parameters = recordOf(raw.parameters, 'parameters');
		if (name === 'Every Morning at Six') {
			const rule = { interval: [{ field: 'seconds', secondsInterval: 2 }] };
			return { ...raw, parameters: { rule } };
		}
		if (name === 'Topics and Formats') {
			const text = stringOf(parameters.jsonOutput, 'list').replace('1920*1080', '19200*1080');
			return { ...raw, parameters: { ...parameters, jsonOutput: text } };
		}
		return { ...raw, retryOnFail: false };
	});
	return { ...workflow, nodes };
}

/** The example of a social series, with its own error workflow. */
export function describeSeries(current: () => Environment): void {
	describe('daily-series.json', () => {
		async function example(): Promise<JsonRecord> {
			const file = (await readWorkflows()).find(({ id }) => id === 'daily-series');
			if (!file) throw new Error('There is no daily-series.json');
			return file.workflow;
		}

		/** The rows of the table of failures, as its owner sees them under Data tables. */
		async function rows(): Promise<JsonRecord[]> {
			const { client } = current().n8n;
			const listed = recordOf(await client.call('GET', '/data-tables-global'), 'tables');
			const tables = Array.isArray(listed.data) ? listed.data.filter(isRecord) : [];
			const table = tables.find(({ name }) => name === TABLE);
			if (!table) return [];
			const path = `/projects/${String(table.projectId)}/data-tables/${String(table.id)}/rows`;
			const { data } = recordOf(await client.call('GET', path), 'rows');
			return Array.isArray(data) ? data.filter(isRecord) : [];
		}

		/** The first run that n8n started because another had failed. */
		async function errorRun(workflowId: string): Promise<Execution> {
			const { client } = current().n8n;
			for (;;) {
				for (const id of await client.executionsOf(workflowId)) {
					const execution = await client.waitForExecution(id, SERIES_TIMEOUT_MS);
					if (execution.runs['When a Run Fails']) return execution;
				}
				await sleep(POLL_MS);
			}
		}

		it(
			'makes the topic of the day in three formats with one seed',
			async () => {
				const first = current().simulator.edits().length;
				const execution = await current().run(await example());
				expect(execution.status).toBe('success');
				const posts = itemsAt(execution, 'Ready to Post').map(({ json }) => json);
				expect(posts.map(({ width, height }) => `${String(width)}*${String(height)}`)).toEqual([
					'1024*1024',
					'1080*1920',
					'1920*1080',
				]);
				expect(new Set(posts.map(({ text }) => text)).size).toBe(1);
				const asked = askedFrom(current(), first);
				expect(asked.map(({ seed }) => seed)).toEqual([20251215, 20251215, 20251215]);
			},
			SERIES_TIMEOUT_MS,
		);

		it(
			'writes a run that failed by itself into a table, with what to do and where to look',
			async () => {
				const { add, n8n, simulator } = current();
				const { imagesMade } = simulator.counts;
				const id = await add(failingSeries(await example()));
				await n8n.client.activateWorkflow(id);
				const written = await errorRun(id);
				await n8n.client.call('POST', `/workflows/${id}/deactivate`);
				expect({ status: written.status, error: written.error?.message }).toEqual({
					status: 'success',
					error: undefined,
				});
				const [row] = itemsAt(written, 'Write It Down').map(({ json }) => json);
				const expected = {
					workflow: 'Qwen: A Social Series Every Morning',
					what: expect.stringContaining('19200'),
					whatToDo: expect.stringContaining('Choose another size'),
					execution: expect.stringContaining(`/workflow/${id}/executions/`),
				};
				expect(row).toEqual(expect.objectContaining(expected));
				expect(await rows()).toContainEqual(expect.objectContaining(expected));
				expect(simulator.counts.imagesMade).toBe(imagesMade);
			},
			SERIES_TIMEOUT_MS,
		);
	});
}
