import type { Failure } from '../failure';

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
	 * try included; 1 or more. Refusals by the rate limit are left out: see `retryDelayMs`.
	 */
	tries: number;
	/** Most such tries. */
	maxTries: number;
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

/**
 * After how many ms the same request is sent again after a failure; undefined: not at all.
 *
 * - Only what was certainly not billed and may succeed (`repeat: 'wait'`), or what the user asked to
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
export function retryDelayMs(question: RetryQuestion): number | undefined {
	const { failure, tries, maxTries, startedAt, now, budgetMs, retryUncertain } = question;
	const { kind, repeat, retryAfterMs } = failure;
	if (repeat !== 'wait' && !(repeat === 'uncertain' && retryUncertain)) return undefined;
	if (retryAfterMs !== undefined && retryAfterMs > LONGEST_RETRY_AFTER_MS) return undefined;
	const left = startedAt + budgetMs - now;
	if (kind === 'rateLimit') return left > (retryAfterMs ?? 0) ? 0 : undefined;
	if (tries >= maxTries) return undefined;
	const delayMs = retryAfterMs ?? ownDelayMs(tries, question.random);
	return left > delayMs ? delayMs : undefined;
}

function ownDelayMs(tries: number, random: () => number): number {
	const full = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (tries - 1));
	return Math.round(full * (1 - random() / 2));
}
