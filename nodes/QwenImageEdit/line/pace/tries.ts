import { swapAt } from './swap';

/**
 * How often a place is tried for in a swap: by whoever believes to be alone (never where one is used for long: a refusal would cost
 * more than it shows); by whoever knows how many there are, the more often the more of them others hold; always by whoever does not.
 */
const CHANCE_ALONE = 0.3;
const CHANCE = 0.65;

/** A place that was got is followed by a try for another one after so much of the time a place is used, half of it with each one more, until one is in vain. */
const NEXT_SHARE = 0.3;
/** No longer than this, ms, is a place reckoned to be used for that. */
const LONGEST_PLACE_MS = 3_000;
const SHORTEST_TRY_MS = 100;
/**
 * Between swaps one is tried for now and then, and more rarely with each in vain but the first: after so many times as long as a place
 * is used. Where that is longer than above, after so many requests: it would be minutes until one notices that the others are gone.
 */
const RARELY = 5;
const LONGER = 1.25;
/** Where the model's known allowance says how many there are. It may be wrong (a bucket): then whoever found that out holds all the others. */
const LONGER_IF_KNOWN = 3;
/** With more than so many in vain they become rarer in swaps too. One that brought a place makes up for as many. */
const IN_VAIN = 4;
/** More are not counted: a service that is back after an hour is noticed within seconds. */
const MOST_IN_VAIN = 16;

/** A place used for longer than this, ms, is used for long. */
export const LONG_MS = 15_000;

/** What a process holds of what there is. */
export interface Holding {
	readonly shares: boolean;
	readonly places: number;
	/** How many places there may be in all, as far as is known, and whether only the model's allowance says so. */
	readonly known: number;
	readonly isGuess: boolean;
	/** How long a place is used by one request, ms. */
	readonly placeMs: number;
}

/** When a place is tried for that another process may hold. */
export class Tries {
	/** When in the swap that ends then; Infinity = not in it. */
	private inSwapAt = Infinity;
	private swapEndsAt = -Infinity;
	/** When between swaps. */
	private betweenAt = Infinity;
	/** How many brought a place, one after another. */
	private inARow = 0;
	/** How many more were in vain than those that brought a place made up for. */
	private inVain = 0;

	constructor(private readonly random: () => number) {}

	/** When one is due between swaps; Infinity = none is. */
	next(now: number): number {
		return Math.max(now, this.betweenAt);
	}

	/** When one is due in a swap, or when the swap is over that has none: there may be one in the next. */
	nextInSwap(now: number, holding: Holding): number {
		const { opensAt, closesAt } = swapAt(now, holding.placeMs, 0);
		if (closesAt > this.swapEndsAt) {
			this.swapEndsAt = closesAt;
			// In the middle of it: requests travel, and clocks differ.
			const at = opensAt + (closesAt - opensAt) * (0.2 + 0.5 * this.random());
			const rarer = Math.max(1, this.inVain / IN_VAIN);
			this.inSwapAt = at >= now && this.random() < chanceOf(holding) / rarer ? at : Infinity;
		}
		return Math.max(now, Math.min(this.inSwapAt, this.swapEndsAt));
	}

	/** Called when a request starts without a place. @returns whether it is the one of a swap */
	take(now: number): boolean {
		if (this.inSwapAt > now) return false;
		this.inSwapAt = Infinity;
		return true;
	}

	/** The last one brought a place: there may be more. */
	brought(now: number, { placeMs }: Holding): void {
		const ms = (NEXT_SHARE * Math.min(LONGEST_PLACE_MS, placeMs)) / 2 ** this.inARow;
		this.inARow += 1;
		this.inVain = Math.max(0, this.inVain - IN_VAIN);
		this.after(Math.max(SHORTEST_TRY_MS, ms), now);
	}

	/** Others were noticed. Whoever holds nothing does not wait for a swap first: they may have gone since. */
	begin(now: number, holding: Holding): void {
		this.inVain = 0;
		this.pause(now, holding);
		if (holding.places === 0) this.after(holding.placeMs, now);
	}

	/** The last one was in vain. */
	wasInVain(now: number, holding: Holding): void {
		this.inVain = Math.min(MOST_IN_VAIN, this.inVain + 1);
		this.pause(now, holding);
	}

	private pause(now: number, { isGuess, placeMs, places }: Holding): void {
		this.inARow = 0;
		const ms = placeMs > LONGEST_PLACE_MS ? placeMs / Math.max(1, places) : placeMs;
		const longer = isGuess ? LONGER_IF_KNOWN : LONGER;
		this.after(RARELY * ms * longer ** Math.max(0, this.inVain - 1), now);
	}

	/** More or less so many ms: neighbours must not try in step. */
	private after(ms: number, now: number): void {
		this.betweenAt = now + ms * (0.5 + this.random());
	}
}

function chanceOf({ shares, places, known, isGuess, placeMs }: Holding): number {
	if (!shares) return placeMs > LONG_MS ? 0 : CHANCE_ALONE;
	return isGuess && places < known ? CHANCE * (1 - places / known) : 1;
}
