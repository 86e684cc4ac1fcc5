import { jsonOf, runNode, type RunOptions } from './harness/run';
import { SIMULATOR_KEY, simulatorCredentials } from './harness/simulator';
import { itemsOf, useSimulator } from './support';

const bench = useSimulator();

/** An execution of its own with one request an item. */
async function execution(
	prompts: string[],
	apiKey: string,
	options = {},
	onStart?: RunOptions['onStart'],
) {
	return await runNode({
		onStart,
		parameters: {
			model: { __rl: true, mode: 'id', value: 'qwen-image-edit-plus' },
			imageUrl: 'https://shop.example/mug.png',
			prompt: '={{ $json.prompt }}',
			download: false,
			options,
		},
		items: itemsOf(...prompts.map((prompt) => ({ prompt }))),
		credentials: simulatorCredentials(bench.simulator, apiKey),
	});
}

function isOfStopped({ prompt }: { prompt?: string }): boolean {
	return prompt?.startsWith('stopped') === true;
}

function key(name: string): string {
	return `${SIMULATOR_KEY}-company-${name}`;
}

beforeEach(() => {
	bench.simulator.set({ apiKeys: ['one', 'other', 'third', 'fourth', 'fifth'].map(key) });
});

describe('executions at the same time', () => {
	test('that use the same account are refused together no more often than one', async () => {
		bench.simulator.set({ maxConcurrent: 3, latencyMs: 40 });
		const runs = await Promise.all(
			Array.from({ length: 30 }, async (_, at) => await execution([`product ${at}`], key('one'))),
		);
		for (const { error, items } of runs) {
			expect(error).toBeUndefined();
			expect(jsonOf(items)).toHaveLength(1);
		}
		expect(bench.simulator.madeTwice()).toEqual([]);
		// Each for itself, thirty executions meet well over a hundred refusals.
		expect(bench.simulator.counts.refused).toBeLessThanOrEqual(30);
	});

	test('take turns: one item does not wait for the long batch before it', async () => {
		bench.simulator.set({ maxConcurrent: 2, latencyMs: 30 });
		const many = Array.from({ length: 60 }, (_, at) => `long ${at}`);
		const long = execution(many, key('other'));
		await new Promise((resolve) => setTimeout(resolve, 600));
		const before = bench.simulator.edits().length;
		await execution(['single'], key('other'));
		const between = bench.simulator.edits().length - before;
		expect(between).toBeLessThan(30);
		expect((await long).items).toHaveLength(60);
	});

	test("keep to their own users' bounds only, and one that fails takes nobody with it", async () => {
		bench.simulator.set({ latencyMs: 30 });
		const [bound, failing, free] = await Promise.all([
			execution(['a', 'b', 'c'], key('third'), { concurrency: 1 }),
			execution(['x', 'y [[fault:dataInspectionFailed]]', 'z'], key('third')),
			execution(
				Array.from({ length: 12 }, (_, at) => `free ${at}`),
				key('third'),
			),
		]);
		expect(bound.items).toHaveLength(3);
		expect(failing.error?.message).toContain('[Item 1]');
		expect(free.items).toHaveLength(12);
		expect(bench.simulator.counts.highestConcurrency).toBeGreaterThan(2);
	});

	test('one that is stopped leaves its places to the others, and nobody else leaves', async () => {
		bench.simulator.set({ maxConcurrent: 2, latencyMs: 50 });
		let stop = () => {};
		const stopped = execution(
			Array.from({ length: 60 }, (_, at) => `stopped ${at}`),
			key('fifth'),
			{},
			({ cancel }) => {
				stop = cancel;
			},
		);
		const others = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
		const other = execution(others, key('fifth'));
		await new Promise((resolve) => setTimeout(resolve, 300));
		stop();
		await stopped;
		const sentByThen = bench.simulator.edits().filter(isOfStopped).length;
		expect((await other).items).toHaveLength(others.length);
		expect(bench.simulator.edits().filter(isOfStopped)).toHaveLength(sentByThen);
		expect(sentByThen).toBeLessThan(60);
		expect(bench.simulator.madeTwice()).toEqual([]);
	});

	test('of two accounts do not wait for each other', async () => {
		bench.simulator.faultNext('retryAfterSeconds');
		const first = execution(['waits'], key('one'));
		await new Promise((resolve) => setTimeout(resolve, 100));
		const other = await execution(['goes'], key('fourth'));
		expect(other.items).toHaveLength(1);
		const texts = bench.simulator.edits().map(({ status }) => status);
		expect(texts).toEqual([429, 200]);
		expect((await first).items).toHaveLength(1);
	});

	test('a service that asked one execution to wait is not asked by the next one either', async () => {
		bench.simulator.faultNext('retryAfterSeconds');
		await Promise.all([execution(['waits'], key('one')), execution(['waits, too'], key('one'))]);
		const [refused, ...later] = bench.simulator.edits().sort((a, b) => a.arrivedAt - b.arrivedAt);
		expect(refused?.status).toBe(429);
		const after = later.filter(({ arrivedAt }) => arrivedAt > (refused?.answeredAt ?? 0) + 50);
		for (const { arrivedAt } of after) {
			expect(arrivedAt - (refused?.answeredAt ?? 0)).toBeGreaterThanOrEqual(900);
		}
		expect(after.length).toBeGreaterThan(0);
	});
});
