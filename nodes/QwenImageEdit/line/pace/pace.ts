import { Belief } from './belief';
import { History, type Started } from './history';
import { Trials } from './trials';
import {
	DIMENSIONS,
	levelOf,
	type Bound,
	type Explanation,
	type Observation,
	type Outcome,
	type PaceGuess,
} from './types';
import { LONGEST_RETRY_AFTER_MS } from '../retry';

export type { Outcome, PaceGuess } from './types';

/** The first burst. One more than the smallest limits in use shows them at once; fewer would waste the first round trip. */
const FIRST_BURST = 4;
/** What was taken with so many in flight is tried with twice as many, until the first refusal. */
const GROWTH = 2;
/** So many requests may be without an answer after a refusal, or twice as many as were taken since. */
const MOST_UNDECIDED_AFTER_REFUSAL = 8;
/** Before any answer came, no more than this, since answers may be slow to come (large uploads). */
const MOST_BEFORE_ANSWER = 16;
/** The peak in flight is that of the last this many to twice this many requests taken. */
const PEAK_OF = 64;

/** Without an answer after this time a request is presumed taken: refusals come quickly. Ms, until the first refusal shows how quickly. */
const FIRST_PRESUME_MS = 500;
const LONGEST_PRESUME_MS = 10_000;

/** Windows are kept a little longer, since the service counts arrivals. Ms; grows when refusals show that it must. */
const FIRST_MARGIN_MS = 20;
const LONGEST_MARGIN_MS = 250;
const MARGIN_GROWTH = 1.5;

/** How far times at the service may be off, ms, until the first refusal shows how long requests travel. */
const FIRST_SLACK_MS = 50;

/**
 * Refusals one after another are followed by pauses from the fourth on: 50 ms, 100 ms, … up to some 16 s, each of a random length: neighbours
 * must not come back in step, and a service that is idle again is noticed within seconds.
 */
const ROUNDS_WITHOUT_PAUSE = 3;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 16_000;

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

/** Starts are kept for the longest window and what may be off. */
const KEEP_MS = 65_000;

/**
 * Finds the pace a service allows from its answers, and keeps just below it. Pure: it is told what
 * starts and what comes back, and says how long to wait; the time is an argument, in ms of any clock
 * that does not run backwards.
 *
 * A refusal (429) does not say whether too many requests are in flight or too many were sent within
 * a second, or a minute, or whether it means anything at all. So each refusal and each request taken
 * is evidence (`pace/belief.ts`), of which sets of bounds follow that are all possible. What all of
 * them allow starts at once. What only some allow, or none but one bound forbids, is tried now and
 * then with single requests (`pace/trials.ts`), each of which proves somebody wrong: so it finds
 * the limits, hears when they change, and takes a stray refusal for what it is.
 *
 * - It begins with a few requests and doubles what is in flight with each round trip.
 * - A request without an answer for much longer than refusals take is presumed taken, so that slow
 *   answers do not hold the search up: a picture takes 20 s, a refusal well under one.
 * - Tries are paid for: a run begins with some credit and earns more by requests taken. Without
 *   credit (nothing explains the refusals) it goes at the rate at which requests were taken lately.
 * - After a refusal nothing but a single request is sent until one is taken again.
 * - A `Retry-After` overrules: nothing starts before it. One longer than anybody waits is no pace at
 *   all: the caller gives such a request up, and the others shall not sleep for it.
 *
 * With nothing in flight the wait is always finite.
 */
export class Pace {
	private readonly history = new History(KEEP_MS);
	private readonly belief: Belief;
	private readonly trials = new Trials();
	private readonly firstBurst: number;
	private readonly tickets = new Map<number, Started>();
	private lastTicket = 0;
	/** Requests in order of their start; those before `firstOpen` are settled: answered, or presumed taken. */
	private open: Started[] = [];
	private firstOpen = 0;
	/** Requests in flight that were sent in spite of a possible bound and are not settled. */
	private readonly trying = new Set<Started>();
	/** Most in flight when a request was taken: of the current and the last count of `PEAK_OF`. */
	private peaks: readonly [number, number] = [0, 0];
	private takenSincePeak = 0;
	private answered = false;
	private latencyMs = 500;
	private slowestRefusalMs: number | undefined;
	private marginMs = FIRST_MARGIN_MS;
	private blockedUntil = -Infinity;
	/** Refusals one after another, those of requests sent before the last refusal was known counted as one. */
	private refusedRounds = 0;
	private lastRefusal = { startedAt: -Infinity, knownAt: -Infinity };
	private takenSinceRefusal = Infinity;
	private credit = MOST_CREDIT;
	private longestSpacingMs = LONGEST_SPACING_MS;

	/** @param random a number in [0, 1), as Math.random: neighbours must not come back in step */
	constructor(
		guess?: PaceGuess,
		private readonly random: () => number = Math.random,
	) {
		this.belief = new Belief(guess);
		this.firstBurst = Math.max(FIRST_BURST, Math.min(2 * FIRST_BURST, (guess?.count ?? 0) + 1));
	}

	/** Ms until the next request may start; 0 = now; Infinity = only an answer can free a place. */
	waitMs(now: number): number {
		this.settle(now);
		return Math.max(0, this.nextStart(now) - now);
	}

	/** A request starts. @returns its ticket, for `finish` */
	start(now: number): number {
		this.settle(now);
		const against = this.belief.possible.flatMap(({ bounds }) =>
			bounds.filter((bound) => this.freeAt(bound, now) > now),
		);
		const request: Started = {
			startedAt: now,
			inFlight: this.history.inFlight.size + 1,
			against,
		};
		if (against.length > 0) this.trying.add(request);
		this.history.add(request);
		this.open.push(request);
		this.lastTicket += 1;
		this.tickets.set(this.lastTicket, request);
		return this.lastTicket;
	}

	/** A request ended. @param retryAfterMs what the service asked to wait, uncapped */
	finish(ticket: number, now: number, outcome: Outcome, retryAfterMs?: number): void {
		const request = this.tickets.get(ticket);
		if (!request) return;
		this.tickets.delete(ticket);
		this.settle(now);
		if (outcome !== 'unknown') this.answered = true;
		if (outcome === 'refused') {
			this.refused(request, now, retryAfterMs);
			return;
		}
		this.history.end(request, now);
		// What became of a lost request is not known; it may have counted, so its start stays.
		if (outcome === 'unknown') this.trying.delete(request);
		else {
			this.latencyMs += 0.2 * (now - request.startedAt - this.latencyMs);
			this.taken(request, now);
		}
	}

	private nextStart(now: number): number {
		const inFlight = this.history.inFlight.size;
		if (this.blockedUntil > now) return this.blockedUntil;
		if (inFlight >= this.mostInFlight()) return this.settlesAt();
		if (this.undecidedSince(this.lastRefusal.knownAt) >= this.mostUndecided()) {
			return this.settlesAt();
		}
		const possible = this.possibleStarts(now);
		const { against } = possible;
		const creditAt = this.credit < 1 ? this.atTakenRate() : now;
		const allAt = Math.max(possible.allAt, creditAt);
		const tryAt = Math.max(possible.tryAt, creditAt);
		if (allAt <= now) return now;
		if (this.trying.size >= this.trials.mostAtOnce(against)) {
			return Math.min(allAt, this.settlesAt());
		}
		// Nothing is tried while others of the burst that was refused may still come back.
		const oldest = this.open[this.firstOpen];
		if (oldest && oldest.startedAt <= this.lastRefusal.knownAt && oldest.against.length === 0) {
			return Math.min(allAt, this.settlesAt());
		}
		// Nor when it can be known only after it is allowed anyhow.
		return allAt - tryAt < this.presumeMs() ? allAt : tryAt;
	}

	/**
	 * When all possible explanations allow a start, and when one may be tried: when one of them
	 * allows it; when a bound that is in the way in all of them may be tried, and nothing else is in
	 * the way; or when each of them may be tried.
	 */
	private possibleStarts(now: number): { allAt: number; tryAt: number; against: Bound[] } {
		const obstacles = this.belief.possible.map((explanation) => this.obstaclesOf(explanation, now));
		let allAt = now;
		let tryAt = Infinity;
		let eachAt = now;
		for (const [last, second] of obstacles) {
			if (!last) {
				tryAt = now;
				continue;
			}
			allAt = Math.max(allAt, last.freeAt);
			tryAt = Math.min(tryAt, last.freeAt);
			const oldest = this.history.nthLast(last.bound.limit)?.startedAt ?? now;
			const mayTryAt = Math.max(
				now,
				second?.freeAt ?? now,
				this.trials.mayTryAt(last.bound, oldest),
			);
			eachAt = Math.max(eachAt, mayTryAt);
			const isEverywhere = obstacles.every((others) =>
				others.some(({ bound }) => bound.dimension === last.bound.dimension),
			);
			if (isEverywhere) tryAt = Math.min(tryAt, mayTryAt);
		}
		const against = obstacles.flatMap((entries) => entries.map(({ bound }) => bound));
		return { allAt, tryAt: Math.min(tryAt, eachAt), against };
	}

	/** The bounds that forbid a start now and when they no longer do, the last one first. */
	private obstaclesOf(
		{ bounds }: Explanation,
		now: number,
	): Array<{ bound: Bound; freeAt: number }> {
		return bounds
			.map((bound) => ({ bound, freeAt: this.freeAt(bound, now) }))
			.filter(({ freeAt }) => freeAt > now)
			.sort((left, right) => right.freeAt - left.freeAt);
	}

	/** When a bound allows a start; Infinity = after an answer. */
	private freeAt({ dimension, limit }: Bound, now: number): number {
		const windowMs = DIMENSIONS[dimension];
		if (windowMs === undefined) return this.history.inFlight.size < limit ? now : Infinity;
		const oldest = this.history.nthLast(limit);
		return oldest ? oldest.startedAt + windowMs + this.marginMs : now;
	}

	private mostInFlight(): number {
		const most = Math.max(this.firstBurst, GROWTH * Math.max(...this.peaks));
		return this.answered ? most : Math.min(most, MOST_BEFORE_ANSWER);
	}

	/** When the next start is due at the rate at which requests were taken lately, and a little more. */
	private atTakenRate(): number {
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

	/** After how long a request without an answer is presumed taken, ms. */
	private presumeMs(): number {
		if (this.slowestRefusalMs === undefined) return FIRST_PRESUME_MS;
		return Math.min(LONGEST_PRESUME_MS, 2 * this.slowestRefusalMs + 20);
	}

	/** When the oldest open request is presumed taken; Infinity = only an answer tells more. */
	private settlesAt(): number {
		const request = this.open[this.firstOpen];
		return request ? request.startedAt + this.presumeMs() : Infinity;
	}

	/** Presumes requests taken that would have been refused by now. */
	private settle(now: number): void {
		for (let request = this.open[this.firstOpen]; request; request = this.open[this.firstOpen]) {
			if (this.history.isUndecided(request)) {
				if (request.startedAt + this.presumeMs() > now) break;
				this.taken(request, now);
			}
			this.firstOpen += 1;
		}
		if (this.firstOpen > 256) {
			this.open = this.open.slice(this.firstOpen);
			this.firstOpen = 0;
		}
	}

	/** How many requests that were started since are neither answered nor presumed taken. */
	private undecidedSince(time: number): number {
		let count = 0;
		for (let index = this.open.length - 1; index >= this.firstOpen; index -= 1) {
			const request = this.open[index];
			if (!request || request.startedAt < time) break;
			if (this.history.isUndecided(request)) count += 1;
		}
		return count;
	}

	/** How many of them there may be: one until something is taken, then a few, then twice what was taken. */
	private mostUndecided(): number {
		if (this.refusedRounds > 0) return 1;
		return Math.max(MOST_UNDECIDED_AFTER_REFUSAL, GROWTH * this.takenSinceRefusal);
	}

	/** How far times at the service may be off, ms, where a window is of that length. */
	private slackMs(windowMs: number | undefined): number {
		return Math.min(
			this.slowestRefusalMs ?? FIRST_SLACK_MS,
			LONGEST_MARGIN_MS,
			(windowMs ?? 1_000) / 5,
		);
	}

	/** The service took the request, or is presumed to have. */
	private taken(request: Started, now: number): void {
		if (!request.observation) {
			request.observation = this.observe(
				request,
				// An answer and the next request both travel.
				(windowMs) =>
					windowMs === undefined
						? this.history.atLeastAtOnce(request, 2 * this.slackMs(windowMs))
						: this.history.atLeastInWindow(request, windowMs, this.slackMs(windowMs)),
			);
			this.belief.addTaken(request.observation);
			this.credit = Math.min(MOST_CREDIT, this.credit + CREDIT_PER_TAKEN);
			this.raisePeak(request.inFlight);
			if (request.startedAt >= this.lastRefusal.knownAt) this.takenSinceRefusal += 1;
		}
		if (request.startedAt >= this.lastRefusal.startedAt) this.refusedRounds = 0;
		this.trials.restart();
		if (this.trying.delete(request)) this.trials.grant(request.against, now);
	}

	private raisePeak(inFlight: number): void {
		const [current, last] = this.peaks;
		this.peaks = [Math.max(current, inFlight), last];
		this.takenSincePeak += 1;
		if (this.takenSincePeak > PEAK_OF) {
			this.peaks = [0, this.peaks[0]];
			this.takenSincePeak = 0;
		}
	}

	private refused(request: Started, now: number, retryAfterMs: number | undefined): void {
		this.history.remove(request);
		this.trying.delete(request);
		if (request.observation) this.belief.revoke(request.observation);
		request.observation = undefined;
		if (retryAfterMs !== undefined && !(retryAfterMs <= LONGEST_RETRY_AFTER_MS)) return;

		const took = now - request.startedAt;
		this.slowestRefusalMs = Math.max(took, 0.9 * (this.slowestRefusalMs ?? 0));
		if (retryAfterMs !== undefined) {
			this.blockedUntil = Math.max(this.blockedUntil, now + retryAfterMs);
		}
		const isNewRound = request.startedAt >= this.lastRefusal.knownAt;
		if (isNewRound) this.countRound(request, now);

		const observation = this.observe(request, (windowMs) =>
			windowMs === undefined
				? this.history.atMostAtOnce(request, this.slackMs(windowMs))
				: this.history.atMostInWindow(request, windowMs, this.slackMs(windowMs)),
		);
		this.belief.addRefused(observation, retryAfterMs);
		this.widenMargin(request, observation);
		this.failTrials(request, observation, { now, isNewRound, stopMs: retryAfterMs ?? 0 });
	}

	private countRound(request: Started, now: number): void {
		this.lastRefusal = { startedAt: request.startedAt, knownAt: now };
		this.takenSinceRefusal = 0;
		this.credit = Math.max(0, this.credit - 1);
		this.refusedRounds += 1;
		this.longestSpacingMs = LONGEST_SPACING_MS * this.aboutOne();
		const pauses = this.refusedRounds - ROUNDS_WITHOUT_PAUSE;
		if (pauses <= 0) return;
		const fullMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (pauses - 1));
		const pauseMs = fullMs * this.aboutOne();
		this.blockedUntil = Math.max(this.blockedUntil, now + pauseMs);
	}

	/** Three quarters to five quarters. */
	private aboutOne(): number {
		return 0.75 + this.random() / 2;
	}

	private observe(
		{ startedAt }: Started,
		count: (windowMs: number | undefined) => number,
	): Observation {
		return { startedAt, levels: DIMENSIONS.map(count) };
	}

	/** A refusal just after a window had opened: times are off by more than thought. */
	private widenMargin(request: Started, observation: Observation): void {
		if (request.against.length > 0) return;
		for (const bound of this.belief.best.bounds) {
			const windowMs = DIMENSIONS[bound.dimension];
			const oldest = this.history.nthLast(bound.limit);
			if (windowMs === undefined || !oldest || levelOf(observation, bound) < bound.limit) continue;
			if (request.startedAt >= oldest.startedAt + windowMs + this.marginMs) {
				this.marginMs = Math.min(LONGEST_MARGIN_MS, MARGIN_GROWTH * this.marginMs);
			}
		}
	}

	/** Possible bounds that have it that this request is refused were right. */
	private failTrials(
		request: Started,
		observation: Observation,
		{ now, isNewRound, stopMs }: { now: number; isNewRound: boolean; stopMs: number },
	): void {
		const { possible } = this.belief;
		const right = new Map<number, Bound>();
		for (const bound of possible.flatMap(({ bounds }) => bounds)) {
			if (levelOf(observation, bound) >= bound.limit) right.set(bound.dimension, bound);
		}
		for (const bound of right.values()) {
			const oldest = this.history.nthLast(bound.limit);
			this.trials.fail(bound, now, {
				tried: isNewRound && request.against.some((each) => each.dimension === bound.dimension),
				alone: possible.length === 1,
				ageMs: oldest ? request.startedAt - oldest.startedAt : 0,
				latencyMs: this.latencyMs,
				stopMs,
				known: this.belief.isGuessed(bound),
			});
		}
	}
}
