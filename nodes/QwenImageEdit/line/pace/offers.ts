import { swapAt, type Swap } from './swap';

/** For how much of the time a place is used it is kept for a swap: alone, where it costs speed, and in company. */
const AHEAD_ALONE = 0.1;
const AHEAD = 0.4;
/** One place is offered, and so many of the others. */
const OFFER_OTHERS = 1 / 6;

/** How many places are left open in a swap for whoever has too few. */
export class Offers {
	/** How many in the swap that ends then, and when one was last kept for it. */
	private count = 0;
	private countedTill = -Infinity;
	private keptTill = Infinity;

	constructor(private readonly random: () => number) {}

	/** The swap at that time, and how many of the places are offered in it, which is decided once. Alone it is one. */
	at(
		time: number,
		{ places, placeMs, shares }: { places: number; placeMs: number; shares: boolean },
	): Swap & { count: number } {
		const swap = swapAt(time, placeMs, shares ? AHEAD : AHEAD_ALONE);
		if (swap.closesAt > this.countedTill) {
			this.countedTill = swap.closesAt;
			const offers = Math.min(places, 1 + OFFER_OTHERS * places);
			this.count = shares ? Math.floor(offers) + (this.random() < offers % 1 ? 1 : 0) : 1;
		}
		return { ...swap, count: this.count };
	}

	/** A place is kept open until then. */
	keep(closesAt: number): void {
		this.keptTill = closesAt;
	}

	/** Called when a place is used. @returns whether it was kept and nobody wanted it */
	wasUnwanted(now: number): boolean {
		if (now < this.keptTill) return false;
		this.keptTill = Infinity;
		return true;
	}
}
