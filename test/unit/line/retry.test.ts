import fc from 'fast-check';
import type { FailureKind, Repeat } from '../../../nodes/QwenImageEdit/failure';
import {
	LONGEST_RETRY_AFTER_MS,
	retryDelayMs,
	type RetryQuestion,
} from '../../../nodes/QwenImageEdit/line/retry';

const serverFailure = { kind: 'server', repeat: 'wait' } as const;
const rateLimit = { kind: 'rateLimit', repeat: 'wait' } as const;

function after(failure: RetryQuestion['failure'], retryAfterMs: number): RetryQuestion['failure'] {
	return { ...failure, retryAfterMs };
}

function question(changes: Partial<RetryQuestion> = {}): RetryQuestion {
	return {
		failure: serverFailure,
		tries: 1,
		maxTries: 5,
		startedAt: 0,
		now: 0,
		budgetMs: 600_000,
		retryUncertain: false,
		random: () => 0,
		...changes,
	};
}

describe('a request that failed', () => {
	it.each<[string, Partial<RetryQuestion>, number | undefined]>([
		['its own delays double', { tries: 1 }, 1_000],
		['', { tries: 2 }, 2_000],
		['', { tries: 4 }, 8_000],
		['up to half a minute', { tries: 6, maxTries: 10 }, 30_000],
		['', { tries: 9, maxTries: 10 }, 30_000],
		['they are shortened at random, by up to half', { random: () => 0.5 }, 750],
		['', { random: () => 1 }, 500],
		['not sent more often than asked', { tries: 5 }, undefined],
		['', { maxTries: 1 }, undefined],
		['no wait that ends after the time', { now: 599_000 }, undefined],
		['', { now: 598_999 }, 1_000],
	])('%s: %j', (_, changes, ms) => {
		expect(retryDelayMs(question(changes))).toBe(ms);
	});

	it.each<[string, RetryQuestion['failure'], Partial<RetryQuestion>, number | undefined]>([
		['a Retry-After is kept exactly', after(serverFailure, 7_000), { random: () => 0.9 }, 7_000],
		['', after(serverFailure, 0), {}, 0],
		['even a long one', after(serverFailure, LONGEST_RETRY_AFTER_MS), {}, LONGEST_RETRY_AFTER_MS],
		['not a longer one', after(serverFailure, LONGEST_RETRY_AFTER_MS + 1), {}, undefined],
		['', after(rateLimit, LONGEST_RETRY_AFTER_MS + 1), {}, undefined],
		['nor past the time', after(serverFailure, 10_000), { now: 590_000 }, undefined],
		['a refusal is the pace’s, whatever the tries', after(rateLimit, 5_000), { tries: 50 }, 0],
		['', rateLimit, { now: 599_999 }, 0],
		['but for the time', rateLimit, { now: 600_000 }, undefined],
		['', after(rateLimit, 5_000), { now: 595_000 }, undefined],
		['what may be billed', { kind: 'timeout', repeat: 'uncertain' }, {}, undefined],
		['as wished', { kind: 'timeout', repeat: 'uncertain' }, { retryUncertain: true }, 1_000],
		['final', { kind: 'parameter', repeat: 'never' }, { retryUncertain: true }, undefined],
		['', { kind: 'parameter', repeat: 'inline' }, { retryUncertain: true }, undefined],
	])('%s: %j, %j', (_, failure, changes, ms) => {
		expect(retryDelayMs(question({ failure, ...changes }))).toBe(ms);
	});

	const anyFailure = fc.record({
		kind: fc.constantFrom<FailureKind>('server', 'rateLimit', 'timeout', 'parameter'),
		repeat: fc.constantFrom<Repeat>('never', 'wait', 'inline', 'uncertain'),
		retryAfterMs: fc.option(fc.nat(200_000), { nil: undefined }),
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
						const delayMs = retryDelayMs(
							question({ failure, tries, maxTries, now, budgetMs, retryUncertain: true }),
						);
						if (delayMs === undefined) break;
						now += delayMs;
						expect(now).toBeLessThanOrEqual(budgetMs);
						expect(sent).toBeLessThanOrEqual(budgetMs / tookMs + 1);
					}
					expect(tries).toBeLessThanOrEqual(maxTries);
				},
			),
		);
	});
});
