import type { History, Started } from './history';

/** So many requests may be without an answer after a refusal, or twice as many as were taken since. */
const MOST_UNDECIDED_AFTER_REFUSAL = 8;
const GROWTH = 2;

/**
 * Refusals one after another are followed by pauses from the fourth on: 50 ms, 100 ms, … up to some 16 s, each of a random length: neighbours
 * must not come back in step, and a service that is idle again is noticed within seconds.
 */
const ROUNDS_WITHOUT_PAUSE = 3;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 16_000;

/** Whoever others crowd out tries without pauses, as long as it was served within so many ms. */
const SERVED_WITHIN_MS = 60_000;

/** So many rounds of refusals are free; each request taken earns a part of another. */
const MOST_CREDIT = 6;
const CREDIT_PER_TAKEN = 0.15;
/** Without credit it goes this much faster than requests were taken lately, by the last so many. */
const ABOVE_TAKEN_RATE = 1.25;
const TAKEN_RATE_OF = 16;
/**
 * … and so much faster again with each request that is taken without a refusal, never slower than a request in so many ms, more
 * or less: whoever was crowded out by others (four processes at two a second) finds an idle service within seconds.
 */
const RECOVERY = 1.25;
const MOST_RECOVERED = 20;
const LONGEST_SPACING_MS = 5_000;

/** What holds the line back whatever the limits are: pauses, `Retry-After`, and too many refusals that nothing explains. */
export class Patience {
	private blockedUntil = -Infinity;
	/** Refusals one after another, those of requests sent before the last refusal was known counted as one. */
	private refusedRounds = 0;
	private lastRefusal = { startedAt: -Infinity, knownAt: -Infinity };
	private takenSinceRefusal = Infinity;
	private takenAt = -Infinity;
	private credit = MOST_CREDIT;
	private longestSpacingMs = LONGEST_SPACING_MS;

	constructor(
		private readonly history: History,
		private readonly random: () => number,
	) {}

	/** When the last refusal became known. */
	get refusalKnownAt(): number {
		return this.lastRefusal.knownAt;
	}

	/** Until when nothing starts. */
	get pausedUntil(): number {
		return this.blockedUntil;
	}

	/** How many requests may be undecided: one until something is taken, then a few, then twice what was taken. */
	get mostUndecided(): number {
		if (this.refusedRounds > 0) return 1;
		return Math.max(MOST_UNDECIDED_AFTER_REFUSAL, GROWTH * this.takenSinceRefusal);
	}

	/** Whether the request was sent after the last refusal was known. */
	isNewRound({ startedAt }: Started): boolean {
		return startedAt >= this.lastRefusal.knownAt;
	}

	/** When the next start is due: without credit, at the rate at which requests were taken lately, and a little more. */
	startAt(now: number): number {
		if (this.credit >= 1) return now;
		const last = this.history.nthLast(1);
		for (let count = TAKEN_RATE_OF; last && count > 1; count -= 1) {
			const first = this.history.nthLast(count);
			if (!first) continue;
			const spacingMs = (last.startedAt - first.startedAt) / (count - 1);
			const since = Math.max(last.startedAt, this.lastRefusal.knownAt);
			const recovered = RECOVERY ** Math.min(MOST_RECOVERED, this.takenSinceRefusal);
			return since + Math.min(this.longestSpacingMs, spacingMs / ABOVE_TAKEN_RATE / recovered);
		}
		return -Infinity;
	}

	/** A request was taken, or is presumed to be. */
	taken(request: Started, now: number): void {
		this.takenAt = now;
		this.credit = Math.min(MOST_CREDIT, this.credit + CREDIT_PER_TAKEN);
		if (this.isNewRound(request)) this.takenSinceRefusal += 1;
	}

	/** A request that was presumed taken, or is now, was answered. */
	answered({ startedAt }: Started): void {
		if (startedAt >= this.lastRefusal.startedAt) this.refusedRounds = 0;
	}

	/** Nothing starts for so long, as the service asked. */
	waitFor(ms: number, now: number): void {
		this.blockedUntil = Math.max(this.blockedUntil, now + ms);
	}

	/** A request of a new round was refused. */
	refused(request: Started, now: number): void {
		this.note(request, now);
		this.credit = Math.max(0, this.credit - 1);
		this.refusedRounds += 1;
		this.longestSpacingMs = LONGEST_SPACING_MS * this.aboutOne();
		const pauses = this.refusedRounds - ROUNDS_WITHOUT_PAUSE;
		if (pauses <= 0) return;
		const fullMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (pauses - 1));
		this.waitFor(fullMs * this.aboutOne(), now);
	}

	/** The same where others are the reason: no pause follows, unless nothing has been taken for long. */
	refusedByOthers(request: Started, now: number): void {
		if (this.takenAt === -Infinity) this.takenAt = now;
		if (now - this.takenAt > SERVED_WITHIN_MS) this.refused(request, now);
		else this.note(request, now);
	}

	private note({ startedAt }: Started, now: number): void {
		this.lastRefusal = { startedAt, knownAt: now };
		this.takenSinceRefusal = 0;
	}

	/** Three quarters to five quarters. */
	private aboutOne(): number {
		return 0.75 + this.random() / 2;
	}
}
