import type { Places } from './places';
import { swapAt, type Swap } from './swap';
import type { Bound } from './types';

/** For how much of the time a place is used it is kept for a swap: alone, where it costs speed, and in company. */
const AHEAD_ALONE = 0.1;
const AHEAD = 0.4;
/** One place is offered, and so many of the others. */
const OFFER_OTHERS = 1 / 6;
/** So many more of the places offered to others were still there than were not: nobody else is. */
const UNWANTED = 4;

/** How many places are left open in a swap for whoever has too few. */
export class Offers {
	/** How many in the swap that ends then, and when one was last kept for it. */
	private count = 0;
	private countedTill = -Infinity;
	private keptTill = Infinity;
	private unwanted = 0;

	constructor(private readonly random: () => number) {}

	/** Others are there. */
	begin(): void {
		this.unwanted = 0;
	}

	/** A place that was offered was still there, or one was lost to others. */
	found(isUnwanted: boolean): void {
		this.unwanted = isUnwanted ? this.unwanted + 1 : Math.max(0, this.unwanted - 1);
	}

	/** Whether nobody wants what is offered. */
	get areUnwanted(): boolean {
		return this.unwanted >= UNWANTED;
	}

	/** When one of the places of that bound may be used and is not kept for others; Infinity = after an answer. */
	placeAt(now: number, bound: Bound, places: Places, shares: boolean): number {
		places.areOf(bound);
		const freeAt = places.freeAt(now, bound.limit);
		if (freeAt === Infinity) return Infinity;
		const offer = this.at(freeAt, { shares, places: bound.limit, placeMs: places.ms });
		if (freeAt < offer.from) return freeAt;
		const restAt = places.freeAt(now, bound.limit - offer.count);
		if (restAt <= now) return now;
		this.keptTill = offer.closesAt;
		return Math.min(offer.closesAt, restAt);
	}

	/** Called when a place is used. @returns whether it was kept and nobody wanted it */
	wasUnwanted(now: number): boolean {
		if (now < this.keptTill) return false;
		this.keptTill = Infinity;
		return true;
	}

	/** The swap at that time, and how many of the places are offered in it, which is decided once. Alone it is one. */
	private at(
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
}
