import type { PaceGuess } from './types';

/**
 * What can be limited: requests at once (`undefined`), or requests within a window of so many ms.
 * Between one second and two minutes, since that is what services use; a limit of another length is
 * met well enough by the next longer one.
 */
export const DIMENSIONS: ReadonlyArray<number | undefined> = [
	undefined,
	500,
	1_000,
	2_000,
	5_000,
	10_000,
	20_000,
	30_000,
	60_000,
];

/** What services use most; the others come into question only when these are refuted. */
const USUAL: ReadonlySet<number | undefined> = new Set([undefined, 1_000, 10_000, 60_000]);
const UNUSUAL_WINDOW = 2.5;

/** `limit` requests at most, in the dimension of that index. */
export interface Bound {
	readonly dimension: number;
	readonly limit: number;
}

/** What one request taught: how many others there were in each dimension, and whether it was taken. */
export interface Observation {
	readonly startedAt: number;
	levels: readonly number[];
	refused: boolean;
	/** What the service asked to wait, ms. */
	retryAfterMs?: number;
	/** How much it counts; more than 1 where several requests of one burst met the same. */
	weight?: number;
}

/** A set of bounds that together explain what was seen; the higher the score, the better. */
export interface Explanation {
	readonly bounds: readonly Bound[];
	readonly score: number;
}

/** A refusal that no bound explains (a fault, not a limit) is about this improbable (log of 1/20). */
const UNEXPLAINED = 3;
const RARE = 0.05;
/** A request that was taken although a bound forbade it speaks against that bound even more. */
const CONTRADICTION = 4;
/** Every bound costs something, so that few explain much; longer windows a little more. */
const PER_BOUND = 2;
const PER_FURTHER_BOUND = 4;
const CHANGED = 3;
const CALM = 5;
const PER_LONGER_WINDOW = 0.1;
const GUESSED_RIGHT = 2.3;
/** Refusals of one burst are one event seen several times. */
const BURST_MS = 100;
const MOST_PER_BURST = 1.5;
/** Explanations this close to the best one are still possible: less than one refusal apart. */
const PLAUSIBLE = 1.9;

const STRADDLING = 0.3;
const SHORT_WINDOW_MS = 2_000;
const SMALL_LIMIT = 10;
const MOST_TAKEN = 64;
const MOST_REFUSED = 24;
const MOST_BOUNDS = 3;

/**
 * What is believed about the service's limits. It keeps the last observations and looks for the
 * sets of bounds that explain the refusals without forbidding what was taken: a few for each
 * dimension, best first. Several may explain the same; which one is true is found out by trying.
 */
export class Belief {
	private taken: Observation[] = [];
	private refused: Observation[] = [];
	private riddle = UNEXPLAINED;
	private calm = 0;
	private troubleSince = -Infinity;
	private scoreBefore = 0;
	explanations: readonly Explanation[] = [{ bounds: [], score: 0 }];

	constructor(private readonly guess?: PaceGuess) {}

	add(observation: Observation): void {
		if (observation.refused) {
			if (this.calm >= CALM) {
				this.troubleSince = observation.startedAt;
				this.scoreBefore = this.best.score;
			}
			this.calm = 0;
			this.addRefused(observation);
			this.update();
			return;
		}
		this.calm += 1;
		this.taken.push(observation);
		// Cut now and then instead of shifting each time.
		if (this.taken.length > 1.5 * MOST_TAKEN) {
			this.taken = this.taken.slice(-MOST_TAKEN);
			const since = this.taken[0]?.startedAt ?? 0;
			this.refused = this.refused.filter(
				(each) =>
					each.startedAt >= since || this.best.bounds.some((bound) => explains(bound, each)),
			);
		}
		if (this.explanations.some((explanation) => forbids(explanation, observation))) this.update();
	}

	/** What was presumed taken was refused after all. */
	revoke(observation: Observation): void {
		this.taken = this.taken.filter((other) => other !== observation);
	}

	/** The limits have changed: what was seen before `time` no longer counts. */
	forgetBefore(time: number): void {
		this.taken = this.taken.filter((observation) => observation.startedAt >= time);
		this.refused = this.refused.filter((observation) => observation.startedAt >= time);
		this.update();
	}

	/** The best explanation; without any refusal, none: no bounds. */
	get best(): Explanation {
		return this.explanations[0] ?? { bounds: [], score: 0 };
	}

	private update(): void {
		const found = this.explanationsOf(this.refused, this.taken, 0);
		if (this.troubleSince > -Infinity) {
			const since = this.troubleSince;
			const refused = this.refused.filter((each) => each.startedAt >= since);
			if (refused.length > 0 && refused.length < this.refused.length + 1) {
				const taken = this.taken.filter((each) => each.startedAt >= since);
				found.push(...this.explanationsOf(refused, taken, this.scoreBefore - CHANGED));
			}
		}
		found.sort((left, right) => right.score - left.score);
		const best = found[0]?.score ?? 0;
		const riddles = this.refused.filter(
			(each) => !found[0]?.bounds.some((bound) => explains(bound, each)),
		).length;
		this.riddle = -Math.log(RARE + riddles / (this.taken.length + this.refused.length + 10));
		const seen = new Set<string>();
		this.explanations = found.filter((explanation) => {
			const name = explanation.bounds
				.map((bound) => `${bound.dimension}:${bound.limit}`)
				.sort()
				.join();
			if (explanation.score < best - PLAUSIBLE || seen.has(name)) return false;
			seen.add(name);
			return true;
		});
	}

	/**
	 * Requests of one burst overstep a limit together: they are one event, and the last of them shows
	 * the limit best, when the others are known not to count.
	 */
	private addRefused(observation: Observation): void {
		const last = this.refused[this.refused.length - 1];
		if (last && Math.abs(observation.startedAt - last.startedAt) <= BURST_MS) {
			last.levels = last.levels.map((level, index) =>
				Math.min(level, observation.levels[index] ?? level),
			);
			last.weight = MOST_PER_BURST;
			last.retryAfterMs = observation.retryAfterMs ?? last.retryAfterMs;
			return;
		}
		this.refused.push(observation);
		if (this.refused.length > MOST_REFUSED) this.refused.shift();
	}

	private explanationsOf(
		refused: readonly Observation[],
		taken: readonly Observation[],
		score: number,
	): Explanation[] {
		return DIMENSIONS.flatMap((_, dimension) =>
			this.explain(refused, taken, dimension).map((each) => ({
				...each,
				score: each.score + score,
			})),
		);
	}

	/**
	 * Sets of bounds found by adding the best one at a time, the first in the given dimension: none,
	 * the first, the first two, … Each is an explanation of its own, with what it leaves unexplained.
	 */
	private explain(
		refused: readonly Observation[],
		taken: readonly Observation[],
		first: number,
	): Explanation[] {
		let bounds: Bound[] = [];
		let score = 0;
		for (const observation of refused) score -= this.riddle * (observation.weight ?? 1);
		const explanations: Explanation[] = [{ bounds, score }];
		let left = refused;
		let allowed = taken;
		while (bounds.length < MOST_BOUNDS && left.length > 0) {
			let best: { bound: Bound; gain: number } | undefined;
			const dimensions = bounds.length === 0 ? [first] : DIMENSIONS.keys();
			for (const dimension of dimensions) {
				const limits = new Set(left.map((observation) => observation.levels[dimension] ?? 0));
				for (const limit of limits) {
					if (limit < 1) continue;
					const bound = { dimension, limit };
					let gain = -this.cost(bound, bounds.length > 0);
					for (const observation of left) {
						if (explains(bound, observation)) gain += this.riddle * (observation.weight ?? 1);
					}
					gain -= CONTRADICTION * contradictions(bound, allowed);
					const better = best === undefined || gain > best.gain;
					const looser = gain === best?.gain && limit > best.bound.limit;
					if (better || looser) best = { bound, gain };
				}
			}
			if (!best || (bounds.length > 0 && best.gain <= 0)) break;
			const { bound, gain } = best;
			bounds = [...bounds, bound];
			score += gain;
			explanations.push({ bounds, score });
			left = left.filter((observation) => !explains(bound, observation));
			allowed = allowed.filter(
				(observation) => (observation.levels[bound.dimension] ?? 0) < bound.limit,
			);
		}
		return explanations;
	}

	/** Whether a bound is what the model is known to allow. */
	isGuessed({ dimension, limit }: Bound): boolean {
		return this.guess?.count === limit && this.guess.windowMs === DIMENSIONS[dimension];
	}

	private cost(bound: Bound, further: boolean): number {
		const guessed = this.isGuessed(bound);
		const unusual = guessed || USUAL.has(DIMENSIONS[bound.dimension]) ? 0 : UNUSUAL_WINDOW;
		return (
			unusual +
			((further ? PER_FURTHER_BOUND : PER_BOUND) +
				PER_LONGER_WINDOW * bound.dimension -
				(guessed ? GUESSED_RIGHT : 0))
		);
	}
}

function explains(bound: Bound, refused: Observation): boolean {
	const windowMs = DIMENSIONS[bound.dimension];
	// Who asks to wait longer than the window lasts (in whole seconds, rounded up) means another one.
	const asked = (refused.retryAfterMs ?? 0) - 1_000;
	if (asked > (windowMs ?? 5_000)) return false;
	return (refused.levels[bound.dimension] ?? 0) >= bound.limit;
}

/** How much speaks against a bound, in requests that were taken in spite of it; those of one burst are one event. */
function contradictions(bound: Bound, taken: readonly Observation[]): number {
	let sum = 0;
	let burst = -Infinity;
	let inBurst = 0;
	for (const observation of taken) {
		if ((observation.levels[bound.dimension] ?? 0) < bound.limit) continue;
		if (observation.startedAt > burst + BURST_MS) {
			burst = observation.startedAt;
			inBurst = 0;
		}
		const straddles =
			(DIMENSIONS[bound.dimension] ?? Infinity) <= SHORT_WINDOW_MS &&
			bound.limit <= SMALL_LIMIT &&
			(observation.levels[bound.dimension] ?? 0) < 2 * bound.limit;
		sum += (straddles ? STRADDLING : 1) * Math.min(1, MOST_PER_BURST - inBurst);
		inBurst = Math.min(MOST_PER_BURST, inBurst + 1);
	}
	return sum;
}

/** Whether an explanation says that this request could not have been taken. */
export function forbids(explanation: Explanation, observation: Observation): boolean {
	return explanation.bounds.some(
		(bound) => (observation.levels[bound.dimension] ?? 0) >= bound.limit,
	);
}
