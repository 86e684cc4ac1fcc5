import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { withCredentials } from '../../scripts/n8n/workflows';
import { until } from '../../scripts/n8n/until';
import { getFile, NODE, qwen, START, workflowOf } from '../n8n/workflowBuilder';
import { useCluster } from './cluster';
import {
	delivered,
	lastItems,
	paid,
	paidTwice,
	publishOrder,
	workerOf,
	type Order,
} from './orders';

const cluster = useCluster();

/** Waits until no requests come any more: who still sends would be seen. */
async function untilQuiet(order: Order): Promise<void> {
	await until('no more requests come', async () => {
		const before = order.requests().length;
		await sleep(3_000);
		return order.requests().length === before;
	});
}

afterEach(async () => {
	for (const worker of cluster().workers) await worker.revive();
});

describe('a batch', () => {
	it('comes by a webhook, is made in a worker, and goes back to the caller in its order', async () => {
		cluster().simulator.set({ latencyMs: [50, 300] });
		const order = await publishOrder(cluster(), 'batch', { responseMode: 'lastNode' });
		const prompts = order.prompts(20);
		expect(delivered(await order.call(prompts))).toEqual(prompts);
		expect(paid(order.requests()).length).toBe(20);
		const [id = ''] = await cluster().client.executionsOf(order.workflowId);
		await workerOf(cluster(), id);
	});

	it('started in the editor runs in a worker too', async () => {
		const { client, simulator, credential } = cluster();
		const image = `${simulator.url}/inputs/mug.png`;
		const node = qwen({ imageUrl: image, prompt: 'by hand', download: false });
		const workflow = withCredentials(workflowOf('by hand', [START, node]), [credential]);
		const id = await client.createWorkflow(workflow);
		const execution = await client.runWorkflow(id, START.name);
		expect(execution.status).toBe('success');
		expect(lastItems(execution)).toHaveLength(1);
		await workerOf(cluster(), execution.id);
	});

	it('takes its files from the database that all processes share, and puts the results there', async () => {
		const { client, simulator } = cluster();
		simulator.set({ recordBodies: true });
		const file = { imageSource: 'field', imageField: 'data', download: true };
		const order = await publishOrder(cluster(), 'files', {
			parameters: { ...file, prompt: "={{ $('Prompts').item.json.prompt }}" },
			before: [getFile(`${simulator.url}/inputs/mug.png`)],
			after: [{ ...qwen({ ...file, prompt: 'files, once more' }), name: 'Once More' }],
		});
		const id = await order.start(order.prompts(2));
		const execution = await client.waitForExecution(id);
		expect(execution.error).toBeUndefined();
		const items = lastItems(execution, 'Once More');
		expect(items).toHaveLength(2);
		for (const { json, binary } of items) {
			const stored = binary?.data ?? { data: '', mimeType: '' };
			expect(stored.id).toMatch(/^database:/);
			const linked = await fetch(String(json.url));
			const bytes = Buffer.from(await linked.arrayBuffer());
			// A worker wrote it; main reads it for the editor.
			expect((await client.downloadFile(stored)).equals(bytes)).toBe(true);
		}
		const bodies = order.requests().map(({ body }) => JSON.stringify(body));
		expect(bodies).toHaveLength(4);
		for (const body of bodies) expect(body).toContain('"image":"data:image/');
	});

	it('with an item that fails ends with the results that were paid, and its Retry pays only for what is missing', async () => {
		const { client } = cluster();
		const order = await publishOrder(cluster(), 'failure');
		const prompts = order.prompts(10);
		prompts[4] += ' [[fault:inputInspectionFailed*1]]';
		const failedId = await order.start(prompts);
		const failed = await client.waitForExecution(failedId);
		expect(failed.status).toBe('error');
		const text = JSON.stringify(failed.error);
		expect(text).toContain('[Item 4]');
		const links = new Set(text.match(/http[^"\\\s]+\/results\/\w+\.png/g));
		expect(links.size).toBe(paid(order.requests()).length);
		const retried = await client.retryExecution(failedId, 'original');
		expect(retried.status).toBe('success');
		expect(delivered(lastItems(retried))).toEqual(prompts);
		expect(paidTwice(order.requests())).toEqual([]);
	});
});

describe('Stop', () => {
	it('ends an execution that never looks complete, and its Retry delivers the rest, paying each image once but for those under way', async () => {
		const { client, simulator, mainDatabase } = cluster();
		simulator.set({ latencyMs: 1_000, maxConcurrent: 3 });
		const order = await publishOrder(cluster(), 'stop', {
			// What was under way may have been billed, and is sent again only by who wants that.
			parameters: { options: { concurrency: 3, retryUncertain: true } },
			after: [{ name: 'After', type: 'n8n-nodes-base.noOp' }],
		});
		const prompts = order.prompts(20);
		const id = await order.start(prompts);
		await order.untilPaid(8);
		// Main stores the stopped execution as well, and whichever comes later stays: here main takes its time.
		mainDatabase.delayMs = 10;
		await client.stopExecution(id);
		mainDatabase.delayMs = 0;
		await client.waitForExecution(id);
		await untilQuiet(order);
		expect(order.requests().length).toBeLessThan(20);
		const underWay = order.requests().filter(({ aborted }) => aborted);
		expect(underWay.length).toBeLessThanOrEqual(3);
		const stopped = await until('the worker has stored what it knew', async () => {
			const execution = await client.waitForExecution(id);
			return execution.runs[NODE]?.at(-1)?.error && execution;
		});
		expect(stopped.status).not.toBe('success');
		expect(stopped.runs.After).toBeUndefined();

		const retried = await client.retryExecution(id, 'original');
		expect(retried.status).toBe('success');
		expect(delivered(lastItems(retried))).toEqual(prompts);
		expect(delivered(lastItems(retried, 'After'))).toEqual(prompts);
		const cut = underWay.map(({ prompt }) => prompt);
		expect(paidTwice(order.requests()).filter((prompt) => !cut.includes(prompt))).toEqual([]);
	});
});

describe('files in folders', () => {
	/** Makes one image in a worker that keeps files in this folder; gives what main says when it is asked for the file. */
	async function fileKeptIn(folder: string, name: string): Promise<string> {
		const { client, workers } = cluster();
		const [worker, ...others] = workers;
		for (const other of others) await other.process.stop();
		await worker?.process.stop();
		await worker?.revive({
			N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem',
			N8N_STORAGE_PATH: folder,
		});
		const order = await publishOrder(cluster(), name, { parameters: { download: true } });
		const id = await order.start(order.prompts(1));
		const execution = await client.waitForExecution(id);
		const [item] = lastItems(execution);
		const file = item?.binary?.data ?? { data: '', mimeType: '' };
		expect(file.id).toMatch(/^filesystem/);
		return await client.downloadFile(file).then(
			(bytes) => bytes.subarray(1, 4).toString(),
			(error: unknown) => String(error),
		);
	}

	afterEach(async () => {
		for (const worker of cluster().workers) await worker.process.stop();
	});

	it('are read by main where the folder is the same for all processes, and only there', async () => {
		const shared = join(cluster().folder, 'storage');
		expect(await fileKeptIn(shared, 'shared folder')).toBe('PNG');
		const own = join(cluster().folder, 'own-storage');
		expect(await fileKeptIn(own, 'own folder')).toContain('404');
	});
});

describe('two workers with one account', () => {
	it('deliver everything several executions ask for at once, and pay for nothing twice', async () => {
		const { simulator, workers } = cluster();
		simulator.set({ latencyMs: [300, 900], rate: { count: 6, windowMs: 1_000 } });
		const order = await publishOrder(cluster(), 'company');
		const EXECUTIONS = 6;
		const ITEMS = 6;
		const ids: string[] = [];
		for (let execution = 0; execution < EXECUTIONS; execution++) {
			ids.push(await order.start(order.prompts(ITEMS, execution)));
		}
		for (const [index, id] of ids.entries()) {
			await order.expectDelivered(id, order.prompts(ITEMS, index));
		}
		expect(paid(order.requests()).length).toBe(EXECUTIONS * ITEMS);
		expect(paidTwice(order.requests())).toEqual([]);
		const took = await Promise.all(ids.map(async (id) => await workerOf(cluster(), id)));
		expect(new Set(took).size).toBe(workers.length);
	});
});

describe('a worker that is told to end', () => {
	it('delivers the batch it works on first, while another worker takes what comes', async () => {
		cluster().simulator.set({ latencyMs: 1_000, maxConcurrent: 3 });
		const order = await publishOrder(cluster(), 'told to end', {
			parameters: { options: { concurrency: 3 } },
		});
		const prompts = order.prompts(20);
		const id = await order.start(prompts);
		const worker = await workerOf(cluster(), id);
		await order.untilPaid(4);
		worker.process.kill('SIGTERM');
		await until('the worker has heard it', async () =>
			(await worker.process.log()).includes('Received SIGTERM'),
		);
		// The queue's library takes half a second to leave the queue, and until then the worker may be given another execution.
		await sleep(1_000);
		expect(order.requests().length).toBeLessThan(20);

		const next = await publishOrder(cluster(), 'after the signal');
		const nextId = await next.start(next.prompts(2));
		expect(await workerOf(cluster(), nextId)).not.toBe(worker);

		await worker.process.ended;
		await order.expectDelivered(id, prompts);
		expect(paid(order.requests()).length).toBe(20);
		await next.expectDelivered(nextId, next.prompts(2));
	});
});

describe('a worker that is killed', () => {
	it('takes its batch with it: nobody sends it again, it never looks complete, and the other worker goes on', async () => {
		const { client, simulator } = cluster();
		simulator.set({ latencyMs: 1_000, maxConcurrent: 3 });
		const order = await publishOrder(cluster(), 'killed', {
			parameters: { options: { concurrency: 3 } },
		});
		const id = await order.start(order.prompts(20));
		const worker = await workerOf(cluster(), id);
		await order.untilPaid(5);
		worker.process.kill('SIGKILL');
		await worker.process.ended;

		simulator.set({ maxConcurrent: undefined });
		const next = await publishOrder(cluster(), 'after the kill');
		const nextId = await next.start(next.prompts(3));
		await next.expectDelivered(nextId, next.prompts(3));
		expect(await workerOf(cluster(), nextId)).not.toBe(worker);

		// n8n notices when the lock of the job has run out, which is seconds here and minutes by default.
		const lost = await client.waitForExecution(id);
		expect(lost.status).toBe('error');
		expect(lost.runs[NODE]).toBeUndefined();
		const sent = order.requests().length;
		expect(sent).toBeLessThan(20);
		expect(paidTwice(order.requests())).toEqual([]);

		const retried = await client.retryExecution(id, 'original');
		expect(retried.status).not.toBe('success');
		expect(order.requests().length).toBe(sent);
	});
});
