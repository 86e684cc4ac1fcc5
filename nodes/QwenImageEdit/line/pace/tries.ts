import { swapAt } from './swap';

/** How often a place is tried for in a swap by whoever holds all that are known (not where one is used for long: a refusal would cost more than it shows); by whoever holds none, always. */
const TRY_WITH_ALL = 0.3;
/** So many of the places that are missing are tried for at once; not fewer than two by whoever was hardly served and does not know how many there are. */
const TRY_MISSING = 1 / 8;
const HARDLY_SERVED = 2;
/** Who was served least tries first, by what each held in the last swaps beside what is little, and a bit by chance. */
const SERVED_MEMORY = 0.3;
const LITTLE_SERVED = 0.7;
const BY_CHANCE = 0.2;

/**
 * Between swaps a place is tried for at random times: by whoever was crowded out first after so much of the time a place is used,
 * or so many ms, then after so many times the time when in vain, half of it when not.
 */
const FIRST_TRY_SHARE = 1 / 16;
const FIRST_TRY_MS = 300;
const LONGER_IN_VAIN = 3;
const SHORTEST_TRY_MS = 100;
/** At the longest after so many times as long as a place is used, or as this, ms, by whoever holds none and whoever does. */
const SHORT_PLACE_MS = 5_000;
const LONGEST_TRY = 1.4;
const LONGEST_TRY_WITH_PLACES = 2;

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

/** When a place is tried for in swaps. */
export class SwapTries {
	/** When in the swap that ends then, and how often. */
	private at = Infinity;
	private till = -Infinity;
	private left = 1;
	/** How many places were held in the last swaps, on average. */
	private served = 0;

	constructor(private readonly random: () => number) {}

	/** When a place is tried for; Infinity = not in this swap. */
	next(now: number, holding: Holding): number {
		const { opensAt, closesAt } = swapAt(now, holding.placeMs, 0);
		if (closesAt > this.till) {
			this.till = closesAt;
			this.served += SERVED_MEMORY * (holding.places - this.served);
			const byServed = this.served / (this.served + LITTLE_SERVED);
			const position = (1 - BY_CHANCE) * byServed + BY_CHANCE * this.random();
			// In the middle of it: requests travel, and clocks differ.
			const at = opensAt + (closesAt - opensAt) * (0.2 + 0.5 * position);
			this.left = this.triesFor(holding);
			this.at = at >= now && this.random() < chanceOf(holding) ? at : Infinity;
		}
		return Math.max(now, this.at);
	}

	/** Called when a request starts without a place. @returns whether it tries for one in a swap */
	take(now: number): boolean {
		if (this.at > now) return false;
		this.left -= 1;
		if (this.left < 1) this.at = Infinity;
		return true;
	}

	private triesFor({ shares, places, known, isGuess }: Holding): number {
		if (!shares) return 1;
		const least = !isGuess && this.served < HARDLY_SERVED ? 2 : 1;
		return Math.max(least, TRY_MISSING * (known - places));
	}
}

function chanceOf({ shares, places, known, placeMs }: Holding): number {
	if (shares && places < known) return 1 - places / known;
	return !shares && placeMs > LONG_MS ? 0 : TRY_WITH_ALL;
}

/** When a place is tried for between swaps. */
export class RandomTries {
	private at = Infinity;
	private afterMs = FIRST_TRY_MS;

	constructor(private readonly random: () => number) {}

	/** Others were noticed: whoever holds none tries soon. */
	begin(now: number, holding: Holding): void {
		const firstMs = Math.max(FIRST_TRY_MS, FIRST_TRY_SHARE * holding.placeMs);
		this.after(holding.places > 0 ? Infinity : firstMs, now, holding);
	}

	/** When the next one is due. */
	next(now: number): number {
		return Math.max(now, this.at);
	}

	/** The last one was in vain, or brought a place. */
	wasInVain(inVain: boolean, now: number, holding: Holding): void {
		this.after(inVain ? LONGER_IN_VAIN * this.afterMs : this.afterMs / 2, now, holding);
	}

	/** The next one is due after so many ms, more or less; as before where that is not given. */
	after(ms: number | undefined, now: number, { places, placeMs }: Holding): void {
		const longest = places > 0 ? LONGEST_TRY_WITH_PLACES : LONGEST_TRY;
		const longestMs = longest * Math.max(SHORT_PLACE_MS, placeMs);
		this.afterMs = Math.min(longestMs, Math.max(SHORTEST_TRY_MS, ms ?? this.afterMs));
		this.at = now + this.afterMs * (0.5 + this.random());
	}
}
