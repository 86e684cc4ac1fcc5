import {
	DIMENSIONS,
	levelOf,
	type Bound,
	type Explanation,
	type Observation,
	type PaceGuess,
	type Refusal,
} from './types';

/**
 * How well sets of bounds explain what was seen: a score that adds up logarithms of probabilities,
 * as of a guess at how services behave. The numbers were tuned with the simulated clock
 * (test/unit/pace): what matters is their order, not their digits.
 */

/** A request that was taken although a bound forbids it speaks against the bound: limits are hard. */
const CONTRADICTION = 4;

/**
 * Only that much of it counts for short windows with a small limit as long as there are fewer than
 * two windows' worth: windows that begin at the tick of the service's clock let twice the limit
 * through around a tick.
 */
const AROUND_A_TICK = 0.3;
const TICKING_WINDOW_MS = 2_000;
const TICKING_LIMIT = 10;

/** Each bound has to earn its place: the first by more than half a refusal, a further one by more than one. */
const FIRST_BOUND = 2;
const FURTHER_BOUND = 4;

/** Shorter windows first: if one is wrong, that is found out sooner. */
const LONGER_WINDOW = 0.1;

/** What services use most; windows of other lengths come into question when these are refuted. */
const USUAL: ReadonlySet<number | undefined> = new Set([undefined, 1_000, 10_000, 60_000]);
const UNUSUAL_WINDOW = 2.5;

/**
 * A few requests prove nothing about a long window: where others use the same account, whoever was served once and then refused
 * would ask once a minute while the service stands idle (four processes side by side, a bucket refilled five times a second), and
 * whoever was served little for a while would keep to that (four at 20 a second); least of all about one for a model that is known to be limited otherwise.
 */
const LONG_WINDOW_MS = 2_000;
const FEW_IN_LONG_WINDOW = 12;
const SOME_IN_LONG_WINDOW = 2;

/** What the model is known to allow is believed before anything else that explains the same. */
const GUESSED = 2.3;

const MOST_BOUNDS = 3;

/** What one burst shows counts at most so many times. */
export const MOST_PER_BURST = 1.5;
/** Starts this close together are one burst, ms. */
export const BURST_MS = 100;

export interface Evidence {
	readonly refused: readonly Refusal[];
	/** Requests that were taken, oldest first. */
	readonly taken: readonly Observation[];
	/** How improbable a refusal is that no limit explains, as a negative logarithm. */
	readonly riddle: number;
	readonly guess: PaceGuess | undefined;
}

/** Whether the bound is what the model is known to allow. */
export function isGuessed({ dimension, limit }: Bound, guess: PaceGuess | undefined): boolean {
	return guess?.count === limit && guess.windowMs === DIMENSIONS[dimension];
}

/** Whether the bound is a reason for this refusal. */
export function explains(bound: Bound, refusal: Refusal): boolean {
	return levelOf(refusal, bound) >= bound.limit;
}

/**
 * Sets of bounds that may be what the service enforces, for each dimension with its best bound
 * first and then the best further bounds, one at a time: none, the first, the first two, … Each is
 * an explanation of its own, with the refusals it leaves unexplained. Unsorted, with repetitions.
 */
export function explanationsOf(evidence: Evidence): Explanation[] {
	return [...DIMENSIONS.keys()].flatMap((dimension) => beginningWith(dimension, evidence));
}

function beginningWith(first: number, evidence: Evidence): Explanation[] {
	let left = evidence.refused;
	let allowed = evidence.taken;
	let bounds: Bound[] = [];
	let score = -evidence.riddle * weightOf(left);
	const explanations: Explanation[] = [{ bounds, score }];
	while (bounds.length < MOST_BOUNDS && left.length > 0) {
		const isFirst = bounds.length === 0;
		if (!isFirst && evidence.riddle * weightOf(left) <= FURTHER_BOUND) break;
		let best: { bound: Bound; gain: number } | undefined;
		for (const dimension of isFirst ? [first] : DIMENSIONS.keys()) {
			for (const limit of new Set(left.map(({ levels }) => levels[dimension] ?? 0))) {
				if (limit < 1) continue;
				const bound = { dimension, limit };
				let gain = -costOf(bound, isFirst, evidence.guess);
				for (const refusal of left) {
					if (explains(bound, refusal)) gain += evidence.riddle * refusal.weight;
				}
				// What cannot become the best is not looked into: this is where the time goes.
				if (gain < (best?.gain ?? (isFirst ? -Infinity : 0))) continue;
				gain -= CONTRADICTION * contradictions(bound, allowed);
				if (best === undefined || gain > best.gain) best = { bound, gain };
			}
		}
		if (!best || (!isFirst && best.gain <= 0)) break;
		const { bound, gain } = best;
		bounds = [...bounds, bound];
		score += gain;
		explanations.push({ bounds, score });
		left = left.filter((refusal) => !explains(bound, refusal));
		allowed = allowed.filter((observation) => levelOf(observation, bound) < bound.limit);
	}
	return explanations;
}

function weightOf(refusals: readonly Refusal[]): number {
	let sum = 0;
	for (const { weight } of refusals) sum += weight;
	return sum;
}

function costOf(bound: Bound, isFirst: boolean, guess: PaceGuess | undefined): number {
	const guessed = isGuessed(bound, guess);
	const windowMs = DIMENSIONS[bound.dimension];
	const unusual = !guessed && !USUAL.has(windowMs);
	const long = !guessed && (windowMs ?? 0) > LONG_WINDOW_MS;
	return (
		(isFirst ? FIRST_BOUND : FURTHER_BOUND) +
		LONGER_WINDOW * bound.dimension +
		(unusual ? UNUSUAL_WINDOW : 0) +
		(long
			? Math.max(SOME_IN_LONG_WINDOW, FEW_IN_LONG_WINDOW / (guess ? 1 : bound.limit ** 2))
			: 0) -
		(guessed ? GUESSED : 0)
	);
}

/** How often requests were taken in spite of a bound; a burst of them counts little more than one. */
export function contradictions(bound: Bound, taken: readonly Observation[]): number {
	const ticking =
		(DIMENSIONS[bound.dimension] ?? Infinity) <= TICKING_WINDOW_MS && bound.limit <= TICKING_LIMIT;
	let sum = 0;
	let burst = -Infinity;
	let inBurst = 0;
	for (const observation of taken) {
		const level = levelOf(observation, bound);
		if (level < bound.limit) continue;
		if (observation.startedAt > burst + BURST_MS) {
			burst = observation.startedAt;
			inBurst = 0;
		}
		const share = ticking && level < 2 * bound.limit ? AROUND_A_TICK : 1;
		const more = Math.min(share, MOST_PER_BURST - inBurst);
		sum += more;
		inBurst += more;
	}
	return sum;
}
