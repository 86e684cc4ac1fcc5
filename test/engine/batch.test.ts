import type { FaultName } from '../simulator';
import { jsonOf, type RunOptions } from './harness/run';
import { model, RETRY_ON_FAIL, useSimulator, warningsIn } from './support';

const bench = useSimulator();
const counts = () => bench.simulator.counts;

/** One request an item: the item's text becomes the prompt, its markers tell the simulator what to do. */
async function runBatch(texts: string[], options = {}, more: Partial<RunOptions> = {}) {
	const plus = { model: model('qwen-image-edit-plus', 'id'), download: false };
	return await bench.run(
		{ ...plus, prompt: '={{ $json.prompt }}', options },
		{ items: texts.map((prompt, item) => ({ json: { prompt, item } })), ...more },
	);
}

function prompts(count: number, marker: (item: number) => string = () => ''): string[] {
	return Array.from({ length: count }, (_, item) => `product ${item} ${marker(item)}`);
}

/** So many items, of which one meets a fault. */
const faulty = (count: number, at: number, fault: string) =>
	prompts(count, (item) => (item === at ? `[[fault:${fault}]]` : ''));

const GO_ON = { onError: 'continueRegularOutput' } as const;

test('the output follows the input although later answers come first', async () => {
	const { items, error } = await runBatch(prompts(12, (item) => `[[latency:${(12 - item) * 20}]]`));
	expect(error).toBeUndefined();
	expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
		Array.from({ length: 12 }, (_, item) => ({ item })),
	);
});

describe('the pace', () => {
	test('nothing fails and little is refused where only a few requests at once are allowed', async () => {
		bench.simulator.set({ maxConcurrent: 4, latencyMs: 60 });
		const { items, error } = await runBatch(prompts(40));
		expect(error).toBeUndefined();
		expect(items).toHaveLength(40);
		expect(bench.simulator.madeTwice()).toEqual([]);
		// How few exactly is tested on a simulated clock; here other processes take part.
		expect(counts().refused).toBeLessThanOrEqual(20);
		expect(counts().highestConcurrency).toBeGreaterThan(2);
	});

	test('requests per minute are an upper bound', async () => {
		const startedAt = Date.now();
		await runBatch(prompts(4), { requestsPerMinute: 120 });
		expect(bench.simulator.edits()).toHaveLength(4);
		expect(Date.now() - startedAt).toBeGreaterThanOrEqual(900);
	});
});

describe('paying once', () => {
	test('Retry On Fail sends only what is missing, and the error carries what is finished', async () => {
		const { error } = await runBatch(faulty(6, 4, 'inputInspectionFailed'), {}, RETRY_ON_FAIL);
		expect(error?.message).toContain('[Item 4]');
		expect(bench.simulator.madeTwice()).toEqual([]);
		expect(counts().imagesMade).toBe(5);
		const sentAgain = bench.simulator.edits().filter(({ prompt }) => prompt?.includes('product 4'));
		expect(sentAgain).toHaveLength(3);
		for (const item of [0, 1, 2, 3, 5]) {
			expect(error?.description).toMatch(
				new RegExp(`Item ${item}: <a href="${bench.simulator.url}/results/`),
			);
		}
		expect(error?.context.data).toMatchObject({
			failed: [{ item: 4, mayBeBilled: false }],
			finished: [{ item: 0 }, { item: 1 }, { item: 2 }, { item: 3 }, { item: 5 }],
		});
	});

	test('a second try that succeeds hands over the results of the first', async () => {
		const { items, error } = await runBatch(
			faulty(5, 2, 'inputInspectionFailed*1'),
			{},
			RETRY_ON_FAIL,
		);
		expect(error).toBeUndefined();
		expect(items).toHaveLength(5);
		expect(counts()).toMatchObject({ imagesMade: 5, requests: 6 });
	});

	test('the image of a lost answer is not asked for again, not even by Retry On Fail', async () => {
		const { error } = await runBatch(faulty(3, 1, 'cutAfter'), {}, RETRY_ON_FAIL);
		expect(error?.message).toBe('[Item 1] The service’s answer was lost');
		expect(error?.description).toContain('may have been billed');
		expect(bench.simulator.madeTwice()).toEqual([]);
		expect(counts().requests).toBe(3);
	});

	test('what the first try may have cost is told although the next is refused', async () => {
		const earlier = 'An earlier try may have been billed.';
		bench.simulator.faultNext('cutAfter', 'inputInspectionFailed');
		const { error } = await runBatch(prompts(1), { retryUncertain: true });
		expect(error?.description).toContain(earlier);
		expect(JSON.stringify(error?.context.data)).toContain('"mayBeBilled":true');
		bench.simulator.faultNext('cutAfter', 'cutAfter');
		const lost = await runBatch(prompts(1), { retryUncertain: true, maxTries: 2 });
		// What the last try may have cost says it already.
		expect(lost.error?.description).toContain('may have been billed');
		expect(lost.error?.description).not.toContain(earlier);
	});

	test('another execution does not share the memory', async () => {
		await runBatch(prompts(2), {}, RETRY_ON_FAIL);
		await runBatch(prompts(2), {}, RETRY_ON_FAIL);
		expect(counts().imagesMade).toBe(4);
	});
});

describe('failing', () => {
	test('Stop Workflow starts nothing new, waits for what is in flight, and loses nothing', async () => {
		bench.simulator.set({ maxConcurrent: 4 });
		const { error } = await runBatch(
			prompts(30, (item) => (item === 5 ? '[[fault:inputInspectionFailed]]' : '[[latency:150]]')),
			{ concurrency: 4 },
		);
		expect(error?.message).toContain('[Item 5]');
		expect(counts().requests).toBeLessThan(15);
		const links = error?.description?.match(/\/results\//g) ?? [];
		expect(links).toHaveLength(counts().imagesMade);
		const failedAt = bench.simulator.edits().find(({ status }) => status === 400)?.answeredAt ?? 0;
		// The node hears of the failure a moment after it was sent.
		const late = bench.simulator.edits().filter(({ arrivedAt }) => arrivedAt > failedAt + 50);
		expect(late).toEqual([]);
	});

	test('with Continue only the failed item fails, and Retry On Fail pays for no other again', async () => {
		const texts = faulty(6, 0, 'inputInspectionFailed');
		const { items } = await runBatch(texts, {}, { ...GO_ON, ...RETRY_ON_FAIL });
		expect(items).toHaveLength(6);
		expect(items[0]?.json).toMatchObject({ item: 0, error: { kind: 'moderation' } });
		expect(jsonOf(items.slice(1)).every(({ url }) => typeof url === 'string')).toBe(true);
		expect(counts().imagesMade).toBe(5);
	});

	test.each([
		['refusals by the rate limit, too', 'rateQuota', 'slow down'],
		['tries that went wrong', 'internalError', 'The service'],
	])('Max Tries bounds %s, and the next item is sent', async (_, fault, said) => {
		const options = { maxTries: 2, concurrency: 1 };
		const { items } = await runBatch(faulty(2, 0, fault), options, GO_ON);
		const message = expect.stringContaining(said) as string;
		expect(items[0]?.json.error).toMatchObject({ message, tries: 2 });
		expect(items[1]?.json).toHaveProperty('url');
		expect(counts().requests).toBe(3);
	});

	test('who set no Max Tries has refusals by the rate limit not counted', async () => {
		bench.simulator.faultNext(...Array<FaultName>(4).fill('rateQuota'), 'internalError');
		const { error } = await runBatch(prompts(1));
		expect(error).toBeUndefined();
		expect(counts().requests).toBe(6);
	});

	test('the rest is not sent where the service says to come back much later', async () => {
		bench.simulator.set({ retryAfter: 'seconds', rate: { count: 2, windowMs: 3_600_000 } });
		const { items } = await runBatch(prompts(30), {}, GO_ON);
		const errors = jsonOf(items).flatMap(({ error }) => (error === undefined ? [] : [error]));
		expect(items).toHaveLength(30);
		expect(errors).toHaveLength(28);
		for (const error of errors) {
			expect(error).toMatchObject({ kind: 'rateLimit', mayBeBilled: false });
		}
		expect(counts().requests).toBeLessThan(20);
		expect(counts().imagesMade).toBe(2);
	});
});

describe('the Stop button', () => {
	test('no request arrives after it, and waiting ends at once', async () => {
		// Longer than the node stands still at Stop, and with it the service, which is in the same process here.
		bench.simulator.set({ latencyMs: 1_000 });
		const onStart = bench.stopAt(5, 100);
		const more = { ...RETRY_ON_FAIL, onStart };
		const { items, logs } = await runBatch(prompts(40), { concurrency: 4 }, more);
		const asked = bench.simulator.edits();
		await new Promise((resolve) => setTimeout(resolve, 300));
		expect(bench.simulator.edits()).toHaveLength(asked.length);
		expect(asked.length).toBeLessThan(10);
		// What was on its way has been cut.
		expect(asked.some(({ aborted }) => aborted)).toBe(true);
		// A stopped run never looks complete; what was finished stands in the log.
		expect(items).toEqual([]);
		const paid = paidInLog(logs).length;
		expect(paid).toBeGreaterThan(0);
		expect(paid).toBeLessThanOrEqual(asked.filter(({ aborted }) => !aborted).length);
		// An answer may have been on its way when its request was cut.
		const [perhaps = ''] = /May be billed: .*/.exec(warningsIn(logs).join('\n')) ?? [];
		expect(paid + perhaps.split(', ').length).toBe(asked.length);
	});

	test('a wait for the rate limit ends at once, and only what may have been billed is said to be', async () => {
		bench.simulator.set({ rate: { count: 2, windowMs: 60_000 } });
		// The first try for a place comes half a second after the first refusal: Stop is pressed when none is under way.
		const startedAt = Date.now();
		const { logs } = await runBatch(prompts(5), {}, { onStart: bench.stopAt(3, 1500) });
		expect(Date.now() - startedAt).toBeLessThan(5000);
		expect(counts().refused).toBeGreaterThan(0);
		const warnings = warningsIn(logs).join();
		expect(warnings).toContain('Paid for: 2 of 5 items.');
		expect(warnings).not.toContain('May be billed');
	});
});

describe('a storm of faults', () => {
	const STORM: FaultName[] = [
		...['rateQuota', 'rateQuota', 'rateQuota'],
		...['internalError', 'internalError', 'internalError'],
		...['badGateway', 'cutBefore', 'cutAfter', 'halfAnswer', 'gatewayTimeout', 'slow'],
	] as FaultName[];

	/** Pictures made = pictures handed over + pictures that were reported as perhaps billed; none made twice. */
	function balance(handedOver: number, uncertain: number): void {
		expect(bench.simulator.madeTwice()).toEqual([]);
		expect(counts().imagesMade - handedOver).toBeGreaterThanOrEqual(0);
		expect(counts().imagesMade - handedOver).toBeLessThanOrEqual(uncertain);
	}

	test('every item ends as a result or as a true failure', async () => {
		bench.simulator.set({ faultRate: 0.4, faultNames: STORM });
		const { items } = await runBatch(prompts(500), {}, GO_ON);
		expect(items).toHaveLength(500);
		const errors = jsonOf(items).flatMap(({ error }) =>
			error === undefined ? [] : [error as { mayBeBilled: boolean; tries: number }],
		);
		const uncertain = errors.filter(({ mayBeBilled }) => mayBeBilled);
		expect(uncertain.length).toBeGreaterThan(3);
		balance(500 - errors.length, uncertain.length);
		// Only what may have been billed is given up at once; the rest is tried as often as may be.
		expect(errors.filter(({ mayBeBilled, tries }) => !mayBeBilled && tries < 5)).toEqual([]);
	}, 60_000);

	test('with Stop Workflow and Retry On Fail', async () => {
		bench.simulator.set({ faultRate: 0.25, faultNames: STORM, latencyMs: [5, 50] });
		const { error } = await runBatch(prompts(60), {}, RETRY_ON_FAIL);
		const data = error?.context.data as {
			failed: Array<{ mayBeBilled: boolean }>;
			finished: unknown[];
		};
		balance(data.finished.length, data.failed.filter(({ mayBeBilled }) => mayBeBilled).length);
	}, 60_000);

	test('with Stop pressed in the middle', async () => {
		bench.simulator.set({ faultRate: 0.25, faultNames: STORM, latencyMs: [20, 200] });
		const more = { ...GO_ON, ...RETRY_ON_FAIL, onStart: bench.stopAt(50) };
		const { logs } = await runBatch(prompts(500), {}, more);
		expect(counts().requests).toBeLessThan(500);
		const uncertain = /May be billed: (.+)\./.exec(logs.join('\n'))?.[1]?.split(', ') ?? [];
		expect(paidInLog(logs).length).toBeGreaterThan(0);
		balance(paidInLog(logs).length, uncertain.length);
	}, 60_000);
});

/** The items a stopped run names in n8n's log as paid. */
function paidInLog(logs: string[]): string[] {
	const lines = warningsIn(logs).join('\n').split('\n');
	return lines.filter((line) => /^item \d+: http/.test(line));
}
