import { startSimulator } from '../../simulator';
import type { Simulator } from '../../simulator';
import { Limits, retryAfterHeader } from '../../simulator/limits';
import { DEFAULT_OPTIONS } from '../../simulator/options';
import { editBody, GATEWAY_PATH, post } from './client';

jest.setTimeout(60_000);

describe('limits', () => {
	it('accepts so many arrivals in a sliding window, and says when the next may come', () => {
		const limits = new Limits();
		const options = { ...DEFAULT_OPTIONS, rate: { count: 2, windowMs: 1000 } };
		const enter = (now: number) => limits.enter(options, now);

		expect([enter(0), enter(400)]).toEqual([undefined, undefined]);
		expect(enter(700)).toEqual({ waitMs: 300 });
		expect(enter(999)).toEqual({ waitMs: 1 });
		expect(enter(1000)).toBeUndefined();
		expect(enter(1100)).toEqual({ waitMs: 300 });
		expect(enter(1400)).toBeUndefined();
	});

	it('accepts so many at once', () => {
		const limits = new Limits();
		const options = { ...DEFAULT_OPTIONS, maxConcurrent: 2 };
		const enter = () => limits.enter(options, 0);

		expect([enter(), enter(), enter()]).toEqual([undefined, undefined, { waitMs: 0 }]);
		limits.leave();
		expect(enter()).toBeUndefined();
		expect(limits.highest).toBe(2);
	});

	it('writes Retry-After in seconds or as a date, never too early', () => {
		const now = Date.UTC(2026, 0, 1, 0, 0, 0, 400);
		expect(retryAfterHeader({ waitMs: 1200 }, 'seconds', now)).toEqual({ 'retry-after': '2' });
		expect(retryAfterHeader({ waitMs: 1200 }, 'date', now)).toEqual({
			'retry-after': 'Thu, 01 Jan 2026 00:00:02 GMT',
		});
		expect(retryAfterHeader({ waitMs: 1200 }, undefined, now)).toEqual({});
	});
});

describe('limits over HTTP', () => {
	let simulator: Simulator;

	beforeEach(async () => {
		simulator = await startSimulator({ pictures: 'blank' });
	});
	afterEach(() => simulator.close());

	const burst = async (count: number): Promise<number[]> => {
		const answers = await Promise.all(
			Array.from({ length: count }, () => post(simulator, GATEWAY_PATH, editBody(simulator))),
		);
		return answers.map(({ status }) => status).sort();
	};

	it('refuses at once what is too much at once, and counts it', async () => {
		// The demo picture is drawn when it is first asked for; that time is not this test's.
		await burst(1);
		simulator.reset();
		simulator.set({ maxConcurrent: 3, latencyMs: 400 });
		expect(await burst(5)).toEqual([200, 200, 200, 429, 429]);
		expect(simulator.counts).toMatchObject({
			requests: 5,
			accepted: 3,
			refused: 2,
			imagesMade: 3,
			highestConcurrency: 3,
		});
		expect(await burst(3)).toEqual([200, 200, 200]);
	});

	it('tells pictures made twice from different ones', async () => {
		const body = (prompt: string, seed: number) =>
			editBody(simulator, { prompt, parameters: { n: 1, seed } });
		await post(simulator, GATEWAY_PATH, body('one', 1));
		await post(simulator, GATEWAY_PATH, body('two', 1));
		expect(simulator.madeTwice()).toEqual([]);
		await post(simulator, GATEWAY_PATH, body('one', 2));
		expect(simulator.madeTwice()).toEqual([
			{ prompt: 'one', requests: 2, accepted: 2, imagesMade: 2 },
		]);
	});

	it('notices a client that goes away, and has made the image all the same', async () => {
		simulator.set({ latencyMs: 200 });
		await expect(
			fetch(simulator.url + GATEWAY_PATH, {
				method: 'POST',
				headers: { authorization: 'Bearer sk-simulator', 'content-type': 'application/json' },
				body: JSON.stringify(editBody(simulator)),
				signal: AbortSignal.timeout(60),
			}),
		).rejects.toThrow();
		await new Promise((resolve) => setTimeout(resolve, 50));
		expect(simulator.edits()[0]).toMatchObject({ aborted: true, status: 0, images: 1 });
	});
});
