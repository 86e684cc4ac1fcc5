import fc from 'fast-check';
import type { FailureKind, Repeat } from '../../../nodes/QwenImageEdit/failure';
import {
	decideRetry,
	DEFAULT_MAX_TRIES,
	LONGEST_RETRY_AFTER_MS,
	type RetryQuestion,
} from '../../../nodes/QwenImageEdit/line/retry';
import { parseRetryAfter } from '../../../nodes/QwenImageEdit/wire/retryAfter';

const serverFailure = { kind: 'server', repeat: 'wait' } as const;
const rateLimit = { kind: 'rateLimit', repeat: 'wait' } as const;

function question(changes: Partial<RetryQuestion> = {}): RetryQuestion {
	return {
		failure: serverFailure,
		tries: 1,
		startedAt: 0,
		now: 0,
		budgetMs: 600_000,
		retryUncertain: false,
		random: () => 0,
		...changes,
	};
}

describe('decideRetry', () => {
	it('doubles its own delays up to half a minute', () => {
		const delays = [1, 2, 3, 4, 5, 6, 7].map((tries) =>
			decideRetry(question({ tries, maxTries: 10 })),
		);
		expect(delays).toEqual(
			[1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000].map((delayMs) => ({
				again: true,
				delayMs,
			})),
		);
	});

	it('shortens its own delays at random, by up to half', () => {
		expect(decideRetry(question({ random: () => 0.5 }))).toEqual({ again: true, delayMs: 750 });
		expect(decideRetry(question({ random: () => 1 }))).toEqual({ again: true, delayMs: 500 });
	});

	it('keeps a Retry-After exactly, without jitter', () => {
		const failure = { ...serverFailure, retryAfterMs: 7_000 };
		expect(decideRetry(question({ failure, random: () => 0.9 }))).toEqual({
			again: true,
			delayMs: 7_000,
		});
	});

	it.each([serverFailure, rateLimit])('gives up at once on a long Retry-After (%j)', (failure) => {
		const long = { ...failure, retryAfterMs: LONGEST_RETRY_AFTER_MS + 1 };
		expect(decideRetry(question({ failure: long }))).toEqual({
			again: false,
			reason: 'retryAfter',
		});
	});

	it('sends one request as often as asked at most', () => {
		const last = question({ tries: DEFAULT_MAX_TRIES });
		expect(decideRetry(last)).toEqual({ again: false, reason: 'tries' });
		expect(decideRetry({ ...last, tries: DEFAULT_MAX_TRIES - 1 }).again).toBe(true);
		expect(decideRetry(question({ maxTries: 1 }))).toEqual({ again: false, reason: 'tries' });
	});

	it('asks for the time before it waits', () => {
		const failure = { ...serverFailure, retryAfterMs: 10_000 };
		expect(decideRetry(question({ failure, now: 590_000 }))).toEqual({
			again: false,
			reason: 'time',
		});
		expect(decideRetry(question({ failure, now: 589_999 })).again).toBe(true);
	});

	it('leaves refusals by the rate limit to the pace: no delay, no limit of tries, only of time', () => {
		const refused = question({ failure: { ...rateLimit, retryAfterMs: 5_000 }, tries: 50 });
		expect(decideRetry(refused)).toEqual({ again: true, delayMs: 0 });
		expect(decideRetry({ ...refused, now: 595_000 })).toEqual({ again: false, reason: 'time' });
	});

	it('repeats what may have been billed only if the user asks for it', () => {
		const failure = { kind: 'timeout', repeat: 'uncertain' } as const;
		expect(decideRetry(question({ failure }))).toEqual({ again: false, reason: 'mayBeBilled' });
		expect(decideRetry(question({ failure, retryUncertain: true })).again).toBe(true);
	});

	it.each(['never', 'inline'] as const)('does not repeat what is final (%s)', (repeat) => {
		const failure = { kind: 'parameter', repeat } as const;
		expect(decideRetry(question({ failure, retryUncertain: true }))).toEqual({
			again: false,
			reason: 'final',
		});
	});

	const anyNumber = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(NaN, Infinity, -Infinity));
	const anyFailure = fc.record({
		kind: fc.constantFrom<FailureKind>('server', 'rateLimit', 'timeout', 'parameter'),
		repeat: fc.constantFrom<Repeat>('never', 'wait', 'inline', 'uncertain'),
		retryAfterMs: fc.option(anyNumber, { nil: undefined }),
	});

	it('never waits for less than nothing, for ever or past the budget, whatever it is given', () => {
		fc.assert(
			fc.property(
				fc.record({
					failure: anyFailure,
					tries: anyNumber,
					maxTries: fc.option(anyNumber, { nil: undefined }),
					startedAt: anyNumber,
					now: anyNumber,
					budgetMs: anyNumber,
					retryUncertain: fc.boolean(),
					random: fc.double({ min: 0, max: 1, noNaN: true }).map((value) => () => value),
				}),
				(asked) => {
					const decision = decideRetry(asked);
					if (!decision.again) return;
					expect(decision.delayMs).toBeGreaterThanOrEqual(0);
					expect(Number.isFinite(decision.delayMs)).toBe(true);
					expect(asked.now - asked.startedAt + decision.delayMs).toBeLessThanOrEqual(
						asked.budgetMs,
					);
				},
			),
		);
	});

	it('always ends, if each try takes some time', () => {
		fc.assert(
			fc.property(
				fc.array(anyFailure, { minLength: 1, maxLength: 5 }),
				fc.integer({ min: 1, max: 10 }),
				fc.integer({ min: 100, max: 60_000 }),
				(failures, maxTries, tookMs) => {
					const budgetMs = 600_000;
					let now = 0;
					let tries = 0;
					for (let sent = 0; ; sent += 1) {
						now += tookMs;
						const failure = failures[sent % failures.length] ?? serverFailure;
						if (failure.kind !== 'rateLimit') tries += 1;
						const decision = decideRetry(
							question({ failure, tries, maxTries, now, budgetMs, retryUncertain: true }),
						);
						if (!decision.again) break;
						now += decision.delayMs;
						expect(sent).toBeLessThanOrEqual(budgetMs / tookMs + 1);
					}
					expect(tries).toBeLessThanOrEqual(maxTries);
				},
			),
		);
	});
});

describe('parseRetryAfter', () => {
	const now = Date.UTC(2026, 10, 24, 14, 6, 0);

	it.each([
		['3', 3_000],
		[' 3 ', 3_000],
		[3, 3_000],
		['0', 0],
		['0.5', 500],
		['1.2345', 1_235],
		[['2', '5'], 2_000],
		['Tue, 24 Nov 2026 14:06:30 GMT', 30_000],
		['Tuesday, 24-Nov-26 14:06:30 GMT', 30_000],
		['Tue Nov 24 14:06:30 2026', 30_000],
		['Tue, 24 Nov 2026 15:06:30 +0100', 30_000],
		['Tue, 24 Nov 2026 14:05:00 GMT', 0],
	])('reads %j', (header, ms) => {
		expect(parseRetryAfter(header, now)).toBe(ms);
	});

	it.each([
		undefined,
		null,
		'',
		'soon',
		'-3',
		-3,
		NaN,
		Infinity,
		'1e3',
		'0x10',
		'3 seconds',
		'2026-11-24T14:06:30Z',
		'Tue, 99 Nov 2026 14:06:30 GMT',
		[],
		{},
		true,
	])('finds nothing in %j', (header) => {
		expect(parseRetryAfter(header, now)).toBeUndefined();
	});

	it('gives nothing or a finite time that is not negative, for any value', () => {
		fc.assert(
			fc.property(fc.oneof(fc.anything(), fc.string(), fc.date().map(String)), (header) => {
				const ms = parseRetryAfter(header, now);
				if (ms === undefined) return;
				expect(Number.isFinite(ms)).toBe(true);
				expect(ms).toBeGreaterThanOrEqual(0);
			}),
		);
	});
});
