import type { Belief } from './belief';
import type { History, Started } from './history';
import { Trials } from './trials';
import { DIMENSIONS, levelOf, type Bound, type Explanation, type Observation } from './types';

/** Windows are kept a little longer, since the service counts arrivals. Ms; grows when refusals show that it must. */
const FIRST_MARGIN_MS = 20;
const LONGEST_MARGIN_MS = 250;
const MARGIN_GROWTH = 1.5;

/** When the next request may start, ms, as far as the limits are known. */
export interface Opening {
	/** When all possible explanations allow it. */
	allAt: number;
	/** When one may be tried. */
	tryAt: number;
	/** How many may be tried at once. */
	mostTried: number;
}

/** When the bounds that may be what the service enforces allow a start, and when one of them may be tried. */
export class Openings {
	private readonly trials = new Trials();
	private marginMs = FIRST_MARGIN_MS;

	constructor(
		private readonly history: History,
		private readonly belief: Belief,
	) {}

	/** When all possible explanations allow a start, and when one may be tried: when one of them allows it, or when each may be tried. */
	next(now: number): Opening {
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
			eachAt = Math.max(eachAt, second?.freeAt ?? now, this.trials.mayTryAt(last.bound, oldest));
		}
		const against = obstacles.flatMap((entries) => entries.map(({ bound }) => bound));
		const mostTried = this.trials.mostAtOnce(against);
		return { allAt, tryAt: Math.min(tryAt, eachAt), mostTried };
	}

	/** The possible bounds that forbid a start now. */
	against(now: number): Bound[] {
		return this.belief.possible.flatMap(({ bounds }) =>
			bounds.filter((bound) => this.freeAt(bound, now) > now),
		);
	}

	/** A request was taken; what was tried with it was wrong. */
	taken({ against }: Started, wasTried: boolean, now: number): void {
		this.trials.restart();
		if (wasTried) this.trials.grant(against, now);
	}

	/**
	 * A request was refused: possible bounds that have it so were right.
	 * @param refusal.stopMs how long nothing may start because of it
	 */
	refused(
		request: Started,
		observation: Observation,
		refusal: { now: number; isNewRound: boolean; stopMs: number },
	): void {
		this.widenMargin(request, observation);
		const { now, isNewRound, stopMs } = refusal;
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
				latencyMs: this.history.latencyMs,
				stopMs,
				known: this.belief.isGuessed(bound),
			});
		}
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
	freeAt({ dimension, limit }: Bound, now: number): number {
		const windowMs = DIMENSIONS[dimension];
		if (limit <= 0) return Infinity;
		if (windowMs === undefined) return this.history.inFlight.size < limit ? now : Infinity;
		const oldest = this.history.nthLast(limit);
		return oldest ? oldest.startedAt + windowMs + this.marginMs : now;
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
}
