/** Executions at the same time. */
import { setTimeout as sleep } from 'node:timers/promises';

import type { RunOptions } from './harness/run';
import { itemsOf, model, useSimulator } from './support';

const bench = useSimulator();
const counts = () => bench.simulator.counts;

/** An execution of its own with one request an item, on the account of the test. */
async function execution(prompts: string[], options = {}, more: Partial<RunOptions> = {}) {
	return await bench.run(
		{
			model: model('qwen-image-edit-plus', 'id'),
			prompt: '={{ $json.prompt }}',
			download: false,
			options,
		},
		{ items: itemsOf(...prompts.map((prompt) => ({ prompt }))), ...more },
	);
}

const many = (count: number, name: string) =>
	Array.from({ length: count }, (_, at) => `${name} ${at}`);

test('that use the same account are refused together no more often than one', async () => {
	bench.simulator.set({ maxConcurrent: 3, latencyMs: 40 });
	const runs = await Promise.all(many(30, 'product').map(async (name) => await execution([name])));
	for (const { error, items } of runs) {
		expect(error).toBeUndefined();
		expect(items).toHaveLength(1);
	}
	expect(bench.simulator.madeTwice()).toEqual([]);
	// Each for itself, thirty executions meet well over a hundred refusals.
	expect(counts().refused).toBeLessThanOrEqual(30);
});

test('take turns: one item does not wait for the long batch before it', async () => {
	bench.simulator.set({ maxConcurrent: 2, latencyMs: 30 });
	const long = execution(many(60, 'long'));
	await sleep(600);
	const before = bench.simulator.edits().length;
	await execution(['single']);
	expect(bench.simulator.edits().length - before).toBeLessThan(30);
	expect((await long).items).toHaveLength(60);
});

test("keep to their own users' bounds only, and one that fails takes nobody with it", async () => {
	bench.simulator.set({ latencyMs: 30 });
	const [bound, failing, free] = await Promise.all([
		execution(['a', 'b', 'c'], { concurrency: 1 }),
		execution(['x', 'y [[fault:inputInspectionFailed]]', 'z']),
		execution(many(12, 'free')),
	]);
	expect(bound.items).toHaveLength(3);
	expect(failing.error?.message).toContain('[Item 1]');
	expect(free.items).toHaveLength(12);
	expect(counts().highestConcurrency).toBeGreaterThan(2);
});

test('one that is stopped leaves its places to the others, and nobody else leaves', async () => {
	bench.simulator.set({ maxConcurrent: 2, latencyMs: 50 });
	const ofStopped = () =>
		bench.simulator.edits().filter(({ prompt }) => prompt?.startsWith('stopped'));
	let stop = () => {};
	const onStart: RunOptions['onStart'] = ({ cancel }) => (stop = cancel);
	const stopped = execution(many(60, 'stopped'), {}, { onStart });
	const other = execution(many(8, 'other'));
	await sleep(300);
	stop();
	await stopped;
	const sentByThen = ofStopped().length;
	expect((await other).items).toHaveLength(8);
	expect(ofStopped()).toHaveLength(sentByThen);
	expect(sentByThen).toBeLessThan(60);
	expect(bench.simulator.madeTwice()).toEqual([]);
});

test('of two accounts do not wait for each other', async () => {
	bench.simulator.faultNext('retryAfterSeconds');
	const first = execution(['waits']);
	await sleep(100);
	const credentials = { provider: 'custom', baseUrl: bench.simulator.url, apiKey: 'sk-simulator' };
	const other = await execution(['goes'], {}, { credentials });
	expect(other.items).toHaveLength(1);
	expect(bench.simulator.edits().map(({ status }) => status)).toEqual([429, 200]);
	expect((await first).items).toHaveLength(1);
});

test('a service that asked one request to wait is not asked by another execution either', async () => {
	bench.simulator.faultNext('retryAfterSeconds');
	await Promise.all([execution(many(6, 'waits')), execution(['waits, too'])]);
	const [refused, ...later] = bench.simulator.edits().sort((a, b) => a.arrivedAt - b.arrivedAt);
	expect(refused?.status).toBe(429);
	const answeredAt = refused?.answeredAt ?? 0;
	// The others of the first burst were sent before the refusal was known, however slow the machine is.
	const after = later.slice(3);
	expect(after).toHaveLength(4);
	for (const { arrivedAt } of after) expect(arrivedAt - answeredAt).toBeGreaterThanOrEqual(990);
});
