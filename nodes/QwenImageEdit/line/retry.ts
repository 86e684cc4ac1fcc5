import { DEFAULTS } from '../catalogue/defaults';
import type { Failure } from '../failure';

/** How often one request is sent at most, unless the user says otherwise. */
export const DEFAULT_MAX_TRIES = DEFAULTS.maxTries;

/** A service that asks for a longer wait than this is not worth waiting for within a run, ms. */
export const LONGEST_RETRY_AFTER_MS = 120_000;

/** The first own delay after a server error and the longest one, ms, before jitter. */
const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 30_000;

export interface RetryQuestion {
	/** Why the last try failed. */
	failure: Pick<Failure, 'kind' | 'repeat' | 'retryAfterMs'>;
	/**
	 * How often this request was sent and failed for another reason than the rate limit, the last
	 * try included. Refusals by the rate limit are left out: see `decideRetry`.
	 */
	tries: number;
	/** Most such tries; default `DEFAULT_MAX_TRIES`. */
	maxTries?: number;
	/** When the request was first sent, ms. */
	startedAt: number;
	/** The time now, ms, of the same clock. */
	now: number;
	/** The longest that all tries and waits together may take, ms. */
	budgetMs: number;
	/** Whether the user asked to repeat requests that may have been billed. */
	retryUncertain: boolean;
	/** A random number in [0, 1), as Math.random. */
	random: () => number;
}

/** Why a request is not sent again; undefined where the failure itself says it. */
export type GiveUpReason = 'final' | 'mayBeBilled' | 'tries' | 'time' | 'retryAfter';

export type RetryDecision =
	| { again: true; delayMs: number }
	| { again: false; reason: GiveUpReason };

/**
 * Whether the same request is sent again after a failure, and after how many ms.
 *
 * - Only what surely was not billed and may succeed (`repeat: 'wait'`), or what the user asked to
 *   repeat although it may have been billed (`'uncertain'` with `retryUncertain`). `'inline'` is
 *   another request (the images inside the body), sent by the caller, so not "again".
 * - A refusal by the rate limit has no delay of its own: the pace holds all workers back, and a
 *   `Retry-After` goes to the pace. It does not use up a try either: it was not worked on, says
 *   nothing about the request, and in a batch the same item may be refused several times while the
 *   pace is being found. Only the time budget ends it.
 * - Server errors wait 1 s, 2 s, 4 s, … up to 30 s, each shortened by up to half at random so that
 *   requests that failed together do not come back together. A `Retry-After` is the service's own
 *   word and is kept exactly; longer than `LONGEST_RETRY_AFTER_MS`, it ends the request at once.
 * - The budget is asked before sleeping: a wait that would end after it is not begun.
 */
export function decideRetry(question: RetryQuestion): RetryDecision {
	const { failure, tries, startedAt, now, budgetMs, retryUncertain, random } = question;
	const maxTries = Math.max(1, question.maxTries ?? DEFAULT_MAX_TRIES);
	if (failure.repeat === 'uncertain' && !retryUncertain) return giveUp('mayBeBilled');
	if (failure.repeat !== 'wait' && failure.repeat !== 'uncertain') return giveUp('final');

	const asked = failure.retryAfterMs;
	if (asked !== undefined && !(asked <= LONGEST_RETRY_AFTER_MS)) return giveUp('retryAfter');
	// The negations also end it should a number be NaN.
	const left = startedAt + budgetMs - now;
	if (failure.kind === 'rateLimit') {
		return left > Math.max(0, asked ?? 0) ? { again: true, delayMs: 0 } : giveUp('time');
	}
	if (!(tries < maxTries)) return giveUp('tries');
	const delayMs = asked === undefined ? ownDelayMs(tries, random) : Math.max(0, asked);
	return left > delayMs ? { again: true, delayMs } : giveUp('time');
}

function ownDelayMs(tries: number, random: () => number): number {
	const full = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.max(0, tries - 1));
	return Math.round(full * (1 - random() / 2));
}

function giveUp(reason: GiveUpReason): RetryDecision {
	return { again: false, reason };
}
