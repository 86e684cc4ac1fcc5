import type { Belief } from './belief';
import type { Started } from './history';
import { LONG_MS } from './tries';
import { DIMENSIONS, levelOf, type Bound, type Observation } from './types';

/** So many requests one after another that nothing of its own explains were refused: others are there. */
const UNEXPLAINED = 2;

/**
 * Or so many now and then, each that was taken making up for a part of one: four processes at a bucket explain each other by windows of
 * their own. Whoever is alone needs fewer to find the limit, and refusals by chance are rarer. Where nothing is taken in between they
 * count once: a long window alone looks like that too.
 */
const OFTEN = 3;
const TAKEN_SHARE = 0.2;

/** What shows whoever believes to be alone that others use the account. */
export class Signs {
	private unexplained = { count: 0, since: Infinity };
	private often = 0;
	private hasTaken = true;

	constructor(private readonly belief: Belief) {}

	/** Others are there: what showed it is done with. */
	clear(): void {
		this.unexplained = { count: 0, since: Infinity };
		this.often = 0;
	}

	/** A request was taken, or is presumed to be. @returns whether that shows that others are there */
	taken({ startedAt, use }: Started): boolean {
		this.often = Math.max(0, this.often - TAKEN_SHARE);
		this.hasTaken = true;
		if (startedAt > this.unexplained.since) this.unexplained = { count: 0, since: Infinity };
		// Alone there is nothing to be had in a swap.
		return use === 'swap';
	}

	/**
	 * A request was refused.
	 * @param bounds what was believed before
	 * @param isNewRound whether it was sent after the last refusal was known
	 * @returns whether that shows that others are there
	 */
	refused(
		request: Started,
		observation: Observation,
		bounds: readonly Bound[],
		isNewRound: boolean,
	): boolean {
		if (this.isOwn(observation, bounds) || !isNewRound) return false;
		if (this.hasTaken) this.often += 1;
		this.hasTaken = false;
		const { count, since } = this.unexplained;
		const hasSentNothing = observation.levels[DIMENSIONS.length - 1] === 0;
		const isTelling =
			request.use === 'unwanted' ||
			hasSentNothing ||
			(this.isGuessLong && this.isBelowGuess(observation));
		if (count > 0 || isTelling) {
			this.unexplained = { count: count + 1, since: Math.min(since, request.startedAt) };
		}
		return this.unexplained.count >= UNEXPLAINED || this.often >= OFTEN;
	}

	/** Whether its own requests explain a refusal. @param bounds what was believed before */
	isOwn(observation: Observation, bounds: readonly Bound[]): boolean {
		if (this.isBelowGuess(observation)) return false;
		return bounds.some((bound) => levelOf(observation, bound) >= bound.limit);
	}

	/** Whether less was refused than the model is known to allow. */
	private isBelowGuess(observation: Observation): boolean {
		const { guessed, guessHolds } = this.belief;
		return guessed !== undefined && guessHolds && levelOf(observation, guessed) < guessed.limit;
	}

	/** Whether the model is known to allow so many within a long window: to look for another reason there costs a refusal each. */
	private get isGuessLong(): boolean {
		const { guessed } = this.belief;
		return guessed !== undefined && (DIMENSIONS[guessed.dimension] ?? 0) > LONG_MS;
	}
}
