import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { recordOf, type JsonRecord } from '../../scripts/n8n/json';
import { readExample, triggerOf, withCredentials, withNodes } from '../../scripts/n8n/workflows';
import { DataTables } from '../n8n/dataTables';
import { expectSuccess } from '../n8n/environment';
import { until } from '../../scripts/n8n/until';
import { useCluster } from './cluster';
import { paid, paidTwice, workerOf } from './orders';

const PRODUCTS = 20;
const IMAGES = 2 * PRODUCTS;
/** The batch size of Loop Over Items in the example. */
const PASS = 10;

const cluster = useCluster();

/** The example with its step Save to Disk switched on, which writes into this folder. */
function shopWorkflow(folder: string): JsonRecord {
	const workflow = withNodes(readExample('shop-catalogue'), ({ name }) =>
		name === 'Save to Disk' ? { disabled: false } : undefined,
	);
	return recordOf(
		JSON.parse(JSON.stringify(workflow).replace('/home/node/.n8n-files', folder)),
		'workflow',
	);
}

describe.each([
	['is killed', 'SIGKILL', {}],
	['is told to end and given too little time', 'SIGTERM', { N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '3' }],
] as const)('a shop’s catalogue in a worker that %s', (_, signal, variables) => {
	it('has lost only the pass that was cut: a second run makes the rest, and pays twice for none but that', async () => {
		const { client, simulator, workers, credential, folder } = cluster();
		for (const worker of workers) {
			await worker.process.stop();
			await worker.revive(variables);
		}
		const files = join(folder, 'files', signal);
		await mkdir(files, { recursive: true });
		const tables = await DataTables.of(client);
		await tables.remove('Shop Results');
		const products = Array.from({ length: PRODUCTS }, (_product, index) => ({
			product: `${signal}-${index}`,
			photo: `${simulator.url}/inputs/mug.png`,
			scenes: `with ${signal} on beach ${index}; with ${signal} in studio ${index}`,
		}));
		await tables.create('Shop Products', ['product', 'photo', 'scenes'], products);
		const workflow = withCredentials(shopWorkflow(files), [credential]);
		const workflowId = await client.createWorkflow(workflow);
		const requests = () =>
			simulator.edits().filter(({ prompt }) => prompt?.includes(`with ${signal} `));
		const madeRows = async () =>
			(await tables.rows('Shop Results')).filter(({ state }) => state === 'made');

		simulator.set({ latencyMs: 1_000, maxConcurrent: 3 });
		const id = String(await client.startWorkflow(workflowId, triggerOf(workflow)));
		const worker = await workerOf(cluster(), id);
		await until('the third pass is under way', () => paid(requests()).length >= 2 * PASS + 3);
		worker.process.kill(signal);
		await worker.process.ended;
		await until('no request is under way', () =>
			requests().every(({ answeredAt }) => answeredAt > 0),
		);
		const before = paid(requests()).length;
		const stored = await madeRows();
		expect(stored.length).toBeGreaterThanOrEqual(2 * PASS);
		expect(before - stored.length).toBeLessThanOrEqual(PASS);
		expect(await readdir(files)).toEqual(expect.arrayContaining(stored.map(({ file }) => file)));

		simulator.set({ latencyMs: 0, maxConcurrent: undefined });
		expectSuccess(await client.runWorkflow(workflowId, triggerOf(workflow)));
		const all = await madeRows();
		expect(new Set(all.map(({ prompt }) => prompt)).size).toBe(IMAGES);
		expect(all).toHaveLength(IMAGES);
		expect((await readdir(files)).sort()).toEqual(all.map(({ file }) => file).sort());
		expect(paidTwice(requests())).toHaveLength(before - stored.length);
		expect(paid(requests())).toHaveLength(IMAGES + before - stored.length);
		const kept = stored.map(({ prompt }) => prompt);
		expect(paidTwice(requests()).filter((prompt) => kept.includes(prompt))).toEqual([]);
	});
});
