import type { Belief } from './belief';
import type { History } from './history';
import type { Openings } from './openings';
import { DIMENSIONS, type Bound } from './types';

/** What a place is, one request at once or within a window, and how many a process holds of those that there are. */
export class Places {
	/** The most that are used. */
	count = 0;
	/** Whether only the model's known allowance says what a place is. */
	isGuess = false;
	private dimension = 0;

	constructor(
		private readonly history: History,
		private readonly belief: Belief,
		private readonly openings: Openings,
	) {}

	/** How many there may be in all, as far as is known. */
	get known(): number {
		const known = this.isGuess ? this.belief.guessed : this.belief.inCompany.bounds[0];
		return known?.dimension === this.dimension ? known.limit : this.count + 1;
	}

	/** How long a place is used by one request, ms. */
	get ms(): number {
		return DIMENSIONS[this.dimension] ?? Math.max(100, this.history.latencyMs);
	}

	/** What keeps to so many of them. */
	bound(limit = this.count): Bound {
		return { dimension: this.dimension, limit };
	}

	/** When so many allow a start; Infinity = after an answer. */
	freeAt(now: number, limit = this.count): number {
		return this.openings.freeAt(this.bound(limit), now);
	}

	/** Alone a place is what the best explanation says. */
	areOf({ dimension }: Bound): void {
		this.dimension = dimension;
	}

	/** A place is what the model is known to allow, unless that was refuted, or the best explanation's where others are there; those in use are held. */
	choose(now: number): void {
		const { guessed, guessHolds, inCompany } = this.belief;
		this.isGuess = guessHolds;
		const bound = guessHolds ? guessed : inCompany.bounds[0];
		this.dimension = bound?.dimension ?? 0;
		this.count = 0;
		while (this.freeAt(now, this.count + 1) > now) this.count += 1;
	}
}
