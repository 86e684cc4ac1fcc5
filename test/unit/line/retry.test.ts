import fc from 'fast-check';
import type { FailureKind, Repeat } from '../../../nodes/QwenImageEdit/failure';
import {
	LONGEST_RETRY_AFTER_MS,
	retryDelayMs,
	type RetryQuestion,
} from '../../../nodes/QwenImageEdit/line/retry';

type Failed = RetryQuestion['failure'];

/** A server error, tried once, at the beginning of ten minutes, but for what is told. */
const delay = (changes: Partial<RetryQuestion>) =>
	retryDelayMs({
		...{ failure: { kind: 'server', repeat: 'wait' }, tries: 1, maxTries: 5 },
		...{ startedAt: 0, now: 0, budgetMs: 600_000, retryUncertain: false, random: () => 0 },
		...changes,
	});

const asks = (retryAfterMs: number, kind: FailureKind = 'server'): Failed => ({
	...{ kind, repeat: 'wait', retryAfterMs },
});
const limited: Failed = { kind: 'rateLimit', repeat: 'wait' };
const uncertain: Failed = { kind: 'timeout', repeat: 'uncertain' };
const asked = { retryUncertain: true };

describe('a request that failed', () => {
	it.each<[string, Partial<RetryQuestion>, number | undefined]>([
		['its own delays double', { tries: 1 }, 1_000],
		['', { tries: 2 }, 2_000],
		['', { tries: 4 }, 8_000],
		['up to half a minute', { tries: 6, maxTries: 10 }, 30_000],
		['they are shortened at random, by up to half', { random: () => 0.5 }, 750],
		['', { random: () => 1 }, 500],
		['not sent more often than asked', { tries: 5 }, undefined],
		['no wait that ends after the time', { now: 599_000 }, undefined],
		['', { now: 598_999 }, 1_000],
		['a Retry-After is kept exactly', { failure: asks(7_000), random: () => 0.9 }, 7_000],
		['', { failure: asks(0) }, 0],
		['even a long one', { failure: asks(LONGEST_RETRY_AFTER_MS) }, LONGEST_RETRY_AFTER_MS],
		['not a longer one', { failure: asks(LONGEST_RETRY_AFTER_MS + 1) }, undefined],
		['', { failure: asks(LONGEST_RETRY_AFTER_MS + 1, 'rateLimit') }, undefined],
		['nor past the time', { failure: asks(10_000), now: 590_000 }, undefined],
		['a refusal is the pace’s', { failure: asks(5_000, 'rateLimit'), tries: 50 }, 0],
		['but for the time', { failure: limited, now: 599_999 }, 0],
		['', { failure: limited, now: 600_000 }, undefined],
		['', { failure: asks(5_000, 'rateLimit'), now: 595_000 }, undefined],
		['what may be billed', { failure: uncertain }, undefined],
		['as wished', { failure: uncertain, ...asked }, 1_000],
		['final', { failure: { kind: 'parameter', repeat: 'never' }, ...asked }, undefined],
		['', { failure: { kind: 'parameter', repeat: 'inline' }, ...asked }, undefined],
	])('%s: %j', (_, changes, ms) => {
		expect(delay(changes)).toBe(ms);
	});

	it('always ends, if each try takes some time', () => {
		const anyFailure = fc.record({
			kind: fc.constantFrom<FailureKind>('server', 'rateLimit', 'timeout', 'parameter'),
			repeat: fc.constantFrom<Repeat>('never', 'wait', 'inline', 'uncertain'),
			retryAfterMs: fc.option(fc.nat(200_000), { nil: undefined }),
		});
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
						const failure = failures[sent % failures.length] ?? limited;
						if (failure.kind !== 'rateLimit') tries += 1;
						const delayMs = delay({ failure, tries, maxTries, now, budgetMs, ...asked });
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
