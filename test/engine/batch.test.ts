import { FAULT_NAMES, FAULTS, type FaultName, type Simulator, startSimulator } from '../simulator';
import { jsonOf, type RunOptions, runNode } from './harness/run';
import { simulatorCredentials } from './harness/simulator';

let simulator: Simulator;

beforeAll(async () => {
	simulator = await startSimulator({ pictures: 'blank', remoteImages: 'demo' });
});

afterAll(async () => await simulator.close());

beforeEach(() => {
	simulator.reset();
	simulator.set({
		latencyMs: 0,
		maxConcurrent: undefined,
		rate: undefined,
		retryAfter: undefined,
		faultRate: 0,
		faultNames: [],
	});
});

/** One request an item: the item's text becomes the prompt, its markers tell the simulator what to do. */
async function runBatch(prompts: string[], options: Partial<RunOptions> = {}) {
	return await runNode({
		...options,
		parameters: {
			model: { __rl: true, mode: 'id', value: 'qwen-image-edit-plus' },
			imageUrl: 'https://shop.example/mug.png',
			prompt: '={{ $json.prompt }}',
			download: false,
			...options.parameters,
		},
		items: prompts.map((prompt, item) => ({ json: { prompt, item } })),
		credentials: simulatorCredentials(simulator),
	});
}

function prompts(count: number, marker: (item: number) => string = () => ''): string[] {
	return Array.from({ length: count }, (_, item) => `product ${item} ${marker(item)}`);
}

describe('order', () => {
	test('the output follows the input although later answers come first', async () => {
		const { items, error } = await runBatch(
			prompts(12, (item) => `[[latency:${(12 - item) * 20}]]`),
		);
		expect(error).toBeUndefined();
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
			Array.from({ length: 12 }, (_, item) => ({ item })),
		);
	});
});

describe('the pace', () => {
	test('nothing fails and little is refused where only a few requests at once are allowed', async () => {
		simulator.set({ maxConcurrent: 4, latencyMs: 60 });
		const { items, error } = await runBatch(prompts(40));
		expect(error).toBeUndefined();
		expect(items).toHaveLength(40);
		expect(simulator.madeTwice()).toEqual([]);
		// How few exactly is tested on a simulated clock; here other processes take part.
		expect(simulator.counts.refused).toBeLessThanOrEqual(20);
		expect(simulator.counts.highestConcurrency).toBeGreaterThan(2);
	});

	test('a Retry-After is kept by every request, not only by the refused one', async () => {
		simulator.faultNext('retryAfterSeconds');
		const { error } = await runBatch(prompts(6));
		expect(error).toBeUndefined();
		const [refused, ...later] = simulator
			.edits()
			.filter(
				(request, at) =>
					at === 0 || request.arrivedAt > (simulator.edits()[0]?.answeredAt ?? 0) + 50,
			);
		expect(refused?.status).toBe(429);
		for (const request of later) {
			expect(request.arrivedAt - (refused?.answeredAt ?? 0)).toBeGreaterThanOrEqual(990);
		}
	});

	test('concurrency and requests per minute are upper bounds', async () => {
		simulator.set({ latencyMs: 40 });
		await runBatch(prompts(9), { parameters: { options: { concurrency: 2 } } });
		expect(simulator.counts.highestConcurrency).toBe(2);
		simulator.reset();
		const startedAt = Date.now();
		await runBatch(prompts(4), { parameters: { options: { requestsPerMinute: 120 } } });
		expect(simulator.edits()).toHaveLength(4);
		expect(Date.now() - startedAt).toBeGreaterThanOrEqual(900);
	});
});

describe('paying once', () => {
	test('Retry On Fail sends only what is missing, and the error carries what is finished', async () => {
		const { error } = await runBatch(
			prompts(6, (item) => (item === 4 ? '[[fault:inputInspectionFailed]]' : '')),
			{ retryOnFail: true, maxTries: 3, waitBetweenTries: 1 },
		);
		expect(error?.message).toContain('[Item 4]');
		expect(simulator.madeTwice()).toEqual([]);
		expect(simulator.counts.imagesMade).toBe(5);
		const sentAgain = simulator.edits().filter(({ prompt }) => prompt?.includes('product 4'));
		expect(sentAgain).toHaveLength(3);
		for (const item of [0, 1, 2, 3, 5]) {
			expect(error?.description).toMatch(
				new RegExp(`Item ${item}: <a href="${simulator.url}/results/`),
			);
		}
		expect(error?.context.data).toMatchObject({
			failed: [{ item: 4, mayBeBilled: false }],
			finished: [{ item: 0 }, { item: 1 }, { item: 2 }, { item: 3 }, { item: 5 }],
		});
	});

	test('a second try that succeeds hands over the results of the first', async () => {
		const { items, error } = await runBatch(
			prompts(5, (item) => (item === 2 ? '[[fault:inputInspectionFailed*1]]' : '')),
			{ retryOnFail: true, maxTries: 2, waitBetweenTries: 1 },
		);
		expect(error).toBeUndefined();
		expect(items).toHaveLength(5);
		expect(simulator.counts.imagesMade).toBe(5);
		expect(simulator.counts.requests).toBe(6);
	});

	test('the image of a lost answer is not asked for again, not even by Retry On Fail', async () => {
		const { error } = await runBatch(
			prompts(3, (item) => (item === 1 ? '[[fault:cutAfter]]' : '')),
			{ retryOnFail: true, maxTries: 3, waitBetweenTries: 1 },
		);
		expect(error?.message).toBe('[Item 1] The answer of the service was lost');
		expect(error?.description).toContain('may have been billed');
		expect(simulator.madeTwice()).toEqual([]);
		expect(simulator.counts.requests).toBe(3);
	});

	test('a lost answer is repeated where the user asks for it', async () => {
		const { items, error } = await runBatch(
			prompts(1, () => '[[fault:cutAfter*1]]'),
			{ parameters: { options: { retryUncertain: true } } },
		);
		expect(error).toBeUndefined();
		expect(items).toHaveLength(1);
		expect(simulator.counts.requests).toBe(2);
	});

	test('what the first try may have cost is told although the next is refused', async () => {
		simulator.faultNext('cutAfter', 'inputInspectionFailed');
		const { error } = await runBatch(prompts(1), {
			parameters: { options: { retryUncertain: true } },
		});
		expect(error?.description).toContain('An earlier try may have been billed.');
		expect(JSON.stringify(error?.context.data)).toContain('"mayBeBilled":true');
	});

	test('after Stop only what may have been billed is said to be', async () => {
		simulator.set({ rate: { count: 2, windowMs: 60_000 } });
		const { logs } = await runBatch(prompts(5), {
			onStart: ({ cancel }) => setTimeout(cancel, 1_500),
		});
		expect(simulator.counts.refused).toBeGreaterThan(0);
		const warnings = logs.filter((line) => line.startsWith('warn')).join();
		expect(warnings).toContain('Paid: 2 of 5 items.');
		expect(warnings).not.toContain('May be billed');
	});

	test('another execution does not share the memory', async () => {
		const options = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
		await runBatch(prompts(2), options);
		await runBatch(prompts(2), options);
		expect(simulator.counts.imagesMade).toBe(4);
	});
});

describe('failing', () => {
	test('Stop Workflow starts nothing new, waits for what is in flight, and loses nothing', async () => {
		simulator.set({ maxConcurrent: 4 });
		const { error } = await runBatch(
			prompts(30, (item) => (item === 5 ? '[[fault:inputInspectionFailed]]' : '[[latency:150]]')),
			{ parameters: { options: { concurrency: 4 } } },
		);
		expect(error?.message).toContain('[Item 5]');
		expect(simulator.counts.requests).toBeLessThan(15);
		const links = error?.description?.match(/\/results\//g) ?? [];
		expect(links).toHaveLength(simulator.counts.imagesMade);
		const failedAt = simulator.edits().find(({ status }) => status === 400)?.answeredAt ?? 0;
		// The node hears of the failure a moment after it was sent.
		const late = simulator.edits().filter(({ arrivedAt }) => arrivedAt > failedAt + 50);
		expect(late).toEqual([]);
	});

	test('with Continue only the failed item fails, with its input and what to do', async () => {
		const { items } = await runBatch(
			prompts(6, (item) => (item === 0 ? '[[fault:inputInspectionFailed]]' : '')),
			{ onError: 'continueRegularOutput', retryOnFail: true, maxTries: 3, waitBetweenTries: 1 },
		);
		expect(items).toHaveLength(6);
		expect(items[0]?.json).toMatchObject({
			item: 0,
			error: { kind: 'moderation', mayBeBilled: false, requestId: expect.any(String) },
		});
		expect(jsonOf(items.slice(1)).every(({ url }) => typeof url === 'string')).toBe(true);
		expect(simulator.counts.imagesMade).toBe(5);
	});

	test('server trouble is waited out, and the number of tries is told when it stays', async () => {
		const good = await runBatch(prompts(1, () => '[[fault:internalError*1]]'));
		expect(good.error).toBeUndefined();
		simulator.reset();
		const bad = await runBatch(
			prompts(1, () => '[[fault:internalError]]'),
			{
				parameters: { options: { maxTries: 2 } },
			},
		);
		expect(simulator.counts.requests).toBe(2);
		expect(bad.error?.description).toContain('Tried 2 times.');
	});

	test('Max Tries bounds refusals by the rate limit, too', async () => {
		const { error } = await runBatch(
			prompts(1, () => '[[fault:rateQuota]]'),
			{
				parameters: { options: { maxTries: 2 } },
			},
		);
		expect(simulator.counts.requests).toBe(2);
		expect(error?.message).toContain('slow down');
	});
});

describe('a service that refuses everything', () => {
	test('the rest is not sent where it says to come back much later', async () => {
		simulator.set({ retryAfter: 'seconds', rate: { count: 2, windowMs: 3_600_000 } });
		const { items } = await runBatch(prompts(30), { onError: 'continueRegularOutput' });
		const failed = jsonOf(items).filter(({ error }) => error !== undefined);
		expect(items).toHaveLength(30);
		expect(failed).toHaveLength(28);
		for (const { error } of failed) {
			expect(error).toMatchObject({ kind: 'rateLimit', mayBeBilled: false });
		}
		expect(simulator.counts.requests).toBeLessThan(20);
		expect(simulator.counts.imagesMade).toBe(2);
	});
});

describe('the Stop button', () => {
	test('no request arrives after it, and waiting ends at once', async () => {
		simulator.set({ latencyMs: 200 });
		let stoppedAt = 0;
		const { items, logs } = await runBatch(prompts(40), {
			parameters: { options: { concurrency: 4 } },
			retryOnFail: true,
			maxTries: 3,
			waitBetweenTries: 1,
			onStart: ({ cancel }) => {
				setTimeout(() => {
					stoppedAt = Date.now();
					cancel();
				}, 500);
			},
		});
		expect(Date.now() - stoppedAt).toBeLessThan(2000);
		const after = simulator.edits().filter(({ arrivedAt }) => arrivedAt > stoppedAt);
		await new Promise((resolve) => setTimeout(resolve, 300));
		expect(after).toEqual([]);
		expect(simulator.counts.requests).toBeLessThan(20);
		// A stopped run never looks complete; what was finished stands in the log.
		expect(items).toEqual([]);
		expect(paidInLog(logs).length).toBeGreaterThanOrEqual(simulator.counts.imagesMade - 4);
		expect(paidInLog(logs).length).toBeGreaterThan(0);
	});

	test('a wait for the rate limit ends at once', async () => {
		simulator.set({ rate: { count: 1, windowMs: 60_000 } });
		let stoppedAt = 0;
		await runBatch(prompts(5), {
			onStart: ({ cancel }) => {
				setTimeout(() => {
					stoppedAt = Date.now();
					cancel();
				}, 700);
			},
		});
		expect(Date.now() - stoppedAt).toBeLessThan(2000);
	});
});

describe('a storm of faults', () => {
	/** Everything that ends quickly; the two that never end are tested with a short time limit elsewhere. */
	const storm = FAULT_NAMES.filter((name) => name !== 'hang' && name !== 'trickle');
	const passing: FaultName[] = storm.filter((name) => FAULTS[name].repeat === 'wait');
	const STORM: FaultName[] = [
		...Array<FaultName>(3).fill('rateQuota'),
		...Array<FaultName>(3).fill('internalError'),
		'badGateway',
		'cutBefore',
		'cutAfter',
		'halfAnswer',
		'gatewayTimeout',
		'slow',
	];

	/** Pictures made = pictures handed over + pictures that were reported as perhaps billed; none made twice. */
	function balance(handedOver: number, uncertain: number): void {
		const { imagesMade } = simulator.counts;
		expect(simulator.madeTwice()).toEqual([]);
		expect(imagesMade - handedOver).toBeGreaterThanOrEqual(0);
		expect(imagesMade - handedOver).toBeLessThanOrEqual(uncertain);
	}

	test('every item ends as a result or as a true failure', async () => {
		expect(passing.length).toBeGreaterThan(5);
		// A tenth of the answers each: refusals by the rate limit, and server trouble.
		simulator.set({ faultRate: 0.4, faultNames: STORM });
		const { items } = await runBatch(prompts(500), { onError: 'continueRegularOutput' });
		expect(items).toHaveLength(500);
		const failed = jsonOf(items).filter(({ error }) => error !== undefined);
		const uncertain = jsonOf(items).filter((json) => isUncertain(json.error));
		expect(uncertain.length).toBeGreaterThan(3);
		balance(500 - failed.length, uncertain.length);
		// Only what may have been billed is given up at once; the rest is tried as often as may be.
		const givenUpEarly = failed.filter(
			({ error }) => !isUncertain(error) && (error as { tries: number }).tries < 5,
		);
		expect(givenUpEarly).toEqual([]);
	}, 60_000);

	test('with Stop Workflow and Retry On Fail', async () => {
		simulator.set({ faultRate: 0.25, faultNames: STORM, latencyMs: [5, 50] });
		const { error } = await runBatch(prompts(60), {
			retryOnFail: true,
			maxTries: 3,
			waitBetweenTries: 1,
		});
		expect(error).toBeDefined();
		const data = error?.context.data;
		if (!isReport(data)) throw new Error('The error carries no report');
		balance(data.finished.length, data.failed.filter(({ mayBeBilled }) => mayBeBilled).length);
	}, 60_000);

	test('with Stop pressed in the middle', async () => {
		simulator.set({ faultRate: 0.25, faultNames: STORM, latencyMs: [20, 200] });
		const { logs } = await runBatch(prompts(500), {
			onError: 'continueRegularOutput',
			retryOnFail: true,
			maxTries: 3,
			waitBetweenTries: 1,
			onStart: ({ cancel }) => {
				const looking = setInterval(() => {
					if (simulator.edits().length < 50) return;
					clearInterval(looking);
					cancel();
				}, 5);
			},
		});
		expect(simulator.counts.requests).toBeLessThan(500);
		const uncertain = /May be billed: (.+)\./.exec(logs.join('\n'))?.[1]?.split(', ') ?? [];
		expect(paidInLog(logs).length).toBeGreaterThan(0);
		balance(paidInLog(logs).length, uncertain.length);
	}, 60_000);
});

/** The items a stopped run names in n8n's log as paid. */
function paidInLog(logs: string[]): string[] {
	const warning = logs.filter((line) => line.startsWith('warn')).join('\n');
	return warning.split('\n').filter((line) => /^item \d+: http/.test(line));
}

function isUncertain(error: unknown): boolean {
	return (
		typeof error === 'object' &&
		error !== null &&
		'mayBeBilled' in error &&
		error.mayBeBilled === true
	);
}

interface Report {
	failed: Array<{ mayBeBilled: boolean }>;
	finished: unknown[];
}

function isReport(data: unknown): data is Report {
	return (
		typeof data === 'object' &&
		data !== null &&
		'failed' in data &&
		Array.isArray(data.failed) &&
		'finished' in data &&
		Array.isArray(data.finished)
	);
}
