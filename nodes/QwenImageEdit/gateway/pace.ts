import { Belief, DIMENSIONS, type Bound, type Explanation, type Observation } from './pace/belief';
import { History, type Started } from './pace/history';
import type { Outcome, PaceBounds, PaceGuess } from './pace/types';

export type { Outcome, PaceBounds, PaceGuess } from './pace/types';

const FIRST_BURST = 3;
const FIRST_PRESUME_MS = 500;
const FIRST_MARGIN_MS = 20;
const FIRST_SLACK_MS = 50;

export class Pace {
	private readonly history: History;
	private readonly belief: Belief;
	private readonly tickets = new Map<number, Started>();
	private lastTicket = 0;
	private readonly mostAtOnce: number;
	private readonly userWindows: Array<{ limit: number; windowMs: number }> = [];
	private readonly firstBurst: number;
	/** Requests not yet known to be taken, in order of their start; those before `firstOpen` are settled. */
	private open: Started[] = [];
	private firstOpen = 0;
	private slowestRefusal: number | undefined;
	private peaks: [number, number] = [0, 0];
	private sincePeak = 0;
	private latency: number | undefined;
	private margin = FIRST_MARGIN_MS;
	private blockedUntil = 0;
	private readonly tests = new Set<Started>();
	private granted = 0;
	private confirmed = 0;
	private nextTestAt = 0;
	private refusedRounds = 0;
	private lastRefusalAt = -Infinity;
	private recent: Array<{ startedAt: number; unexplained: boolean }> = [];

	constructor(bounds: PaceBounds = {}, guess?: PaceGuess) {
		this.mostAtOnce = Math.max(1, Math.floor(bounds.concurrency ?? Infinity));
		const perMinute = bounds.requestsPerMinute;
		if (perMinute !== undefined && perMinute > 0) {
			if (perMinute < 1) this.userWindows.push({ limit: 1, windowMs: 60_000 / perMinute });
			else {
				this.userWindows.push({ limit: Math.floor(perMinute), windowMs: 60_000 });
				this.userWindows.push({ limit: Math.ceil(perMinute / 60), windowMs: 1_000 });
			}
		}
		const longest = this.userWindows.map((window) => window.windowMs + 1);
		this.history = new History(Math.max(125_000, ...longest));
		this.belief = new Belief(guess);
		this.firstBurst = Math.max(FIRST_BURST, Math.min(8, (guess?.count ?? 0) + 1));
	}

	waitMs(now: number): number {
		this.settle(now);
		return Math.max(0, this.nextStart(now) - now);
	}

	start(now: number): number {
		this.settle(now);
		const test = this.belief.explanations.some((each) => this.freeAt(each, now) > now);
		const request: Started = { startedAt: now, test, inFlight: this.history.inFlight.size + 1 };
		if (test) this.tests.add(request);
		this.history.add(request);
		this.open.push(request);
		this.lastTicket += 1;
		this.tickets.set(this.lastTicket, request);
		return this.lastTicket;
	}

	finish(ticket: number, now: number, outcome: Outcome, retryAfterMs?: number): void {
		const request = this.tickets.get(ticket);
		if (!request) return;
		this.tickets.delete(ticket);
		this.settle(now);
		if (outcome === 'refused') this.refused(request, now, retryAfterMs);
		else {
			if (outcome === 'accepted') {
				const took = now - request.startedAt;
				this.latency = this.latency === undefined ? took : 0.8 * this.latency + 0.2 * took;
			} else this.tests.delete(request);
			this.history.end(request, now);
			if (outcome === 'accepted') this.taken(request, now);
		}
	}

	state(now: number): {
		inFlight: number;
		concurrency: number | undefined;
		window: PaceGuess | undefined;
		blockedUntil: number | undefined;
	} {
		const { bounds } = this.belief.best;
		const atOnce = bounds.find((bound) => DIMENSIONS[bound.dimension] === undefined);
		const window = bounds.find((bound) => DIMENSIONS[bound.dimension] !== undefined);
		const windowMs = window && DIMENSIONS[window.dimension];
		return {
			inFlight: this.history.inFlight.size,
			concurrency: atOnce?.limit,
			window: window && windowMs ? { count: window.limit, windowMs } : undefined,
			blockedUntil: this.blockedUntil > now ? this.blockedUntil : undefined,
		};
	}

	private nextStart(now: number): number {
		const inFlight = this.history.inFlight.size;
		if (inFlight >= this.mostAtOnce) return Infinity;
		let until = this.blockedUntil;
		for (const window of this.userWindows) {
			const last = this.history.nthLast(window.limit);
			if (last) until = Math.max(until, last.startedAt + window.windowMs);
		}
		if (until > now) return until;
		if (inFlight >= Math.max(this.firstBurst, 2 * this.peak())) return this.settlesAt();

		let first = Infinity;
		let all = now;
		for (const explanation of this.belief.explanations) {
			const freeAt = this.freeAt(explanation, now);
			first = Math.min(first, freeAt);
			all = Math.max(all, freeAt);
		}
		if (all <= now) return now;
		if (this.tests.size >= 2 ** this.granted) return Math.min(all, this.settlesAt());
		const testAt = Math.max(now, Math.min(first, Math.max(this.nextTestAt, now)));
		if (all - testAt < this.presumeMs()) return all;
		return testAt;
	}

	/** The most in flight at once with which a request was taken, lately. */
	private peak(): number {
		return Math.max(this.peaks[0], this.peaks[1]);
	}

	private freeAt(explanation: Explanation, now: number): number {
		let freeAt = now;
		for (const bound of explanation.bounds) freeAt = Math.max(freeAt, this.boundFreeAt(bound, now));
		return freeAt;
	}

	private boundFreeAt(bound: Bound, now: number): number {
		const windowMs = DIMENSIONS[bound.dimension];
		if (windowMs === undefined) return this.history.inFlight.size < bound.limit ? now : Infinity;
		const last = this.history.nthLast(bound.limit);
		return last ? last.startedAt + windowMs + this.margin : now;
	}

	private presumeMs(): number {
		if (this.slowestRefusal === undefined) return FIRST_PRESUME_MS;
		return Math.min(10_000, 2 * this.slowestRefusal + 20);
	}

	/** When the oldest open request will be presumed taken. */
	private settlesAt(): number {
		const request = this.open[this.firstOpen];
		return request ? request.startedAt + this.presumeMs() : Infinity;
	}

	/** Presumes requests taken that would have been refused by now. */
	private settle(now: number): void {
		for (;;) {
			const request = this.open[this.firstOpen];
			if (!request) break;
			if (!request.observation && this.history.inFlight.has(request)) {
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

	private slack(windowMs: number | undefined): number {
		return Math.min(this.slowestRefusal ?? FIRST_SLACK_MS, 250, (windowMs ?? 1_000) / 5);
	}

	private taken(request: Started, now: number): void {
		const first = request.observation === undefined;
		if (first) {
			const undecided: Started[] = [];
			for (const other of this.history.inFlight) {
				if (other !== request && !other.observation) undecided.push(other);
			}
			const levels = DIMENSIONS.map((windowMs) =>
				windowMs === undefined
					? this.history.atLeastAtOnce(request, this.slack(windowMs))
					: this.history.atLeastInWindow(request, windowMs, this.slack(windowMs), undecided),
			);
			request.observation = { startedAt: request.startedAt, levels, refused: false };
			this.belief.add(request.observation);
			this.note(request, false);
			this.peaks[0] = Math.max(this.peaks[0], request.inFlight);
			this.sincePeak += 1;
			if (this.sincePeak > 64) {
				this.peaks = [0, this.peaks[0]];
				this.sincePeak = 0;
			}
		}
		if (request.startedAt >= this.lastRefusalAt) this.refusedRounds = 0;
		if (this.tests.delete(request)) {
			this.granted = Math.min(4, this.granted + 1);
			this.confirmed = Math.max(0, this.confirmed - 1);
			this.nextTestAt = now;
		}
	}

	private refused(request: Started, now: number, retryAfterMs: number | undefined): void {
		this.slowestRefusal = Math.max(now - request.startedAt, 0.9 * (this.slowestRefusal ?? 0));
		if (request.observation) this.belief.revoke(request.observation);
		request.observation = undefined;
		this.history.remove(request);
		if (retryAfterMs !== undefined && retryAfterMs > 0) {
			this.blockedUntil = Math.max(this.blockedUntil, now + retryAfterMs);
		}
		if (request.startedAt >= this.lastRefusalAt) {
			this.refusedRounds += 1;
			this.lastRefusalAt = now;
			if (this.refusedRounds > 3) {
				const pause = Math.min(60_000, 25 * 2 ** (this.refusedRounds - 3));
				this.blockedUntil = Math.max(this.blockedUntil, now + pause);
			}
		}
		const levels = DIMENSIONS.map((windowMs) =>
			windowMs === undefined
				? this.history.atMostAtOnce(request, this.slack(windowMs))
				: this.history.atMostInWindow(request, windowMs, this.slack(windowMs)),
		);
		const observation: Observation = {
			startedAt: request.startedAt,
			levels,
			refused: true,
			retryAfterMs,
		};
		this.belief.add(observation);
		const explaining = this.belief.best.bounds.filter(
			(bound) => (levels[bound.dimension] ?? 0) >= bound.limit,
		);
		this.note(request, explaining.length === 0);
		this.widenMargin(request, explaining);
		if (this.tests.delete(request)) this.confirmed += 1;
		this.granted = 0;
		const windowMs = Math.max(0, ...explaining.map((bound) => DIMENSIONS[bound.dimension] ?? 0));
		const unit = windowMs || Math.min(1_000, Math.max(50, 2 * (this.latency ?? 500)));
		const wait = Math.min(
			(unit / 2) * 3 ** this.confirmed,
			500 * 4 ** this.confirmed,
			Math.max(120_000, 16 * unit),
		);
		this.nextTestAt = now + wait;
	}

	/** A refusal just after a window had opened: the clocks or the network differ by more than thought. */
	private widenMargin(request: Started, explaining: readonly Bound[]): void {
		for (const bound of explaining) {
			const windowMs = DIMENSIONS[bound.dimension];
			const last = windowMs === undefined ? undefined : this.history.nthLast(bound.limit);
			if (windowMs === undefined || !last || request.test) continue;
			if (request.startedAt >= last.startedAt + windowMs + this.margin) {
				this.margin = Math.min(250, 1.5 * this.margin);
			}
		}
	}

	private note(request: Started, unexplained: boolean): void {
		this.recent.push({ startedAt: request.startedAt, unexplained });
		if (this.recent.length > 8) this.recent.shift();
		if (!unexplained) return;
		const riddles = this.recent.filter((entry) => entry.unexplained);
		if (riddles.length >= 4) {
			const since = Math.min(...riddles.map((entry) => entry.startedAt));
			this.recent = [];
			this.belief.forgetBefore(since);
		}
	}
}
