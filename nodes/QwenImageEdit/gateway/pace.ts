import { Belief, DIMENSIONS, type Bound, type Observation } from './pace/belief';
import { History, type Started } from './pace/history';
import type { Outcome, PaceBounds, PaceGuess } from './pace/types';

export type { Outcome, PaceBounds, PaceGuess } from './pace/types';

const MOST_BUDGET = 6;
const PER_TAKEN = 0.15;
const LONGEST_TRIAL_WAIT_MS = 300_000;
const FIRST_BURST = 4;
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
	/** For each dimension: how often its bound was tried in vain, when it may be tried next, and from which age of a window. */
	private readonly trials = DIMENSIONS.map(() => ({ failed: 0, granted: 0, nextAt: 0, age: 0 }));
	private testedAt = 0;
	private refusedRounds = 0;
	private budget = MOST_BUDGET;
	private lastRefusalAt = -Infinity;
	private lastRefusedStart = -Infinity;

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
		const against = this.belief.explanations.flatMap((explanation) =>
			explanation.bounds.filter((bound) => this.boundFreeAt(bound, now) > now),
		);
		const inFlight = this.history.inFlight.size + 1;
		const request: Started = { startedAt: now, against, inFlight };
		if (against.length > 0) this.tests.add(request);
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

		const explanations = this.belief.explanations.map(({ bounds }) =>
			bounds
				.map((bound) => ({ bound, freeAt: this.boundFreeAt(bound, now) }))
				.filter(({ freeAt }) => freeAt > now)
				.sort((left, right) => right.freeAt - left.freeAt),
		);
		let all = now;
		let testAt = Infinity;
		let together = now;
		let granted = 2;
		for (const blocking of explanations) {
			const [last, second] = blocking;
			if (!last) {
				testAt = now;
				continue;
			}
			all = Math.max(all, last.freeAt);
			testAt = Math.min(testAt, last.freeAt);
			for (const { bound } of blocking) {
				granted = Math.min(granted, this.trials[bound.dimension]?.granted ?? 0);
			}
			const { dimension } = last.bound;
			const everywhere = explanations.every((others) =>
				others.some(({ bound }) => bound.dimension === dimension),
			);
			const mayTest = Math.max(second?.freeAt ?? now, this.mayTest(last.bound, now));
			together = Math.max(together, mayTest);
			if (everywhere) testAt = Math.min(testAt, mayTest);
		}
		testAt = Math.min(testAt, together);
		if (this.refusedRounds > 0 && this.undecidedSince(this.lastRefusalAt)) {
			return Math.max(now + 1, this.settlesAt());
		}
		if (this.budget < 1) {
			const earliest = this.atTakenRate();
			all = Math.max(all, earliest);
			testAt = Math.max(testAt, earliest);
		}
		if (all <= now) return now;
		if (this.tests.size >= 2 ** granted) return Math.min(all, this.settlesAt());
		const undecided = this.open[this.firstOpen];
		if (undecided && undecided.startedAt <= this.lastRefusalAt && undecided.against.length === 0) {
			return Math.min(all, Math.max(now + 1, this.settlesAt()));
		}
		return all - testAt < this.presumeMs() ? all : Math.max(now, testAt);
	}

	/** Whether a request that was started after `time` is neither answered nor presumed taken. */
	private undecidedSince(time: number): boolean {
		for (let index = this.open.length - 1; index >= this.firstOpen; index -= 1) {
			const request = this.open[index];
			if (!request || request.startedAt < time) return false;
			if (!request.observation && this.history.inFlight.has(request)) return true;
		}
		return false;
	}

	/** When the next start is due at the rate at which requests were taken lately, or a little faster. */
	private atTakenRate(): number {
		const last = this.history.nthLast(1);
		if (!last) return 0;
		for (let count = 16; count > 1; count -= 1) {
			const first = this.history.nthLast(count);
			if (!first) continue;
			const spacing = (last.startedAt - first.startedAt) / (count - 1);
			return Math.max(last.startedAt, this.lastRefusalAt) + spacing / 1.25;
		}
		return 0;
	}

	/** When a bound that alone is in the way may be tried with a request beyond it. */
	private mayTest(bound: Bound, now: number): number {
		const trial = this.trials[bound.dimension];
		const windowMs = DIMENSIONS[bound.dimension];
		if (!trial || windowMs === undefined) return trial?.nextAt ?? now;
		if (trial.age > 0.75 * windowMs) return Infinity;
		const last = this.history.nthLast(bound.limit);
		return Math.max(trial.nextAt, (last?.startedAt ?? now) + trial.age);
	}

	/** The most in flight at once with which a request was taken, lately. */
	private peak(): number {
		return Math.max(this.peaks[0], this.peaks[1]);
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
					? this.history.atLeastAtOnce(request, 2 * this.slack(windowMs))
					: this.history.atLeastInWindow(request, windowMs, this.slack(windowMs), undecided),
			);
			request.observation = { startedAt: request.startedAt, levels, refused: false };
			this.belief.add(request.observation);
			this.budget = Math.min(MOST_BUDGET, this.budget + PER_TAKEN);
			this.peaks[0] = Math.max(this.peaks[0], request.inFlight);
			this.sincePeak += 1;
			if (this.sincePeak > 64) {
				this.peaks = [0, this.peaks[0]];
				this.sincePeak = 0;
			}
		}
		if (request.startedAt >= this.lastRefusedStart) this.refusedRounds = 0;
		for (const trial of this.trials) trial.age = 0;
		if (this.tests.delete(request)) {
			for (const { dimension } of request.against) {
				const trial = this.trials[dimension];
				if (!trial) continue;
				trial.failed = Math.max(0, trial.failed - 1);
				trial.granted = Math.min(2, trial.granted + 1);
				trial.nextAt = now;
			}
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
			this.budget = Math.max(0, this.budget - 1);
			this.lastRefusedStart = request.startedAt;
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
		this.widenMargin(request, explaining);
		this.tests.delete(request);
		const round = request.startedAt >= this.testedAt;
		if (round) this.testedAt = now;
		const possible = new Map<string, Bound>();
		for (const explanation of this.belief.explanations) {
			for (const bound of explanation.bounds) {
				if ((levels[bound.dimension] ?? 0) >= bound.limit)
					possible.set(`${bound.dimension}`, bound);
			}
		}
		for (const bound of possible.values()) {
			const trial = this.trials[bound.dimension];
			if (!trial) continue;
			trial.granted = 0;
			const windowMs = DIMENSIONS[bound.dimension];
			if (round && request.against.some((other) => other.dimension === bound.dimension)) {
				const alone = this.belief.explanations.length === 1;
				trial.failed = alone ? trial.failed + 1 : Math.min(2, trial.failed + 1);
			}
			const last = windowMs === undefined ? undefined : this.history.nthLast(bound.limit);
			if (last) trial.age = Math.max(trial.age, 3 * (request.startedAt - last.startedAt));
			const unit =
				windowMs === undefined
					? Math.min(1_000, Math.max(50, 2 * (this.latency ?? 500)))
					: windowMs * Math.min(1, 2 / bound.limit);
			const wait =
				trial.failed === 0
					? Math.min(500, unit / 2)
					: Math.min(
							(unit / 2) * 3 ** trial.failed,
							this.belief.isGuessed(bound) ? 16 * (windowMs ?? 0) : LONGEST_TRIAL_WAIT_MS,
						);
			trial.nextAt = now + wait;
		}
	}

	/** A refusal just after a window had opened: the clocks or the network differ by more than thought. */
	private widenMargin(request: Started, explaining: readonly Bound[]): void {
		for (const bound of explaining) {
			const windowMs = DIMENSIONS[bound.dimension];
			const last = windowMs === undefined ? undefined : this.history.nthLast(bound.limit);
			if (windowMs === undefined || !last || request.against.length > 0) continue;
			if (request.startedAt >= last.startedAt + windowMs + this.margin) {
				this.margin = Math.min(250, 1.5 * this.margin);
			}
		}
	}
}
