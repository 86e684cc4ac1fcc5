import { swapAt, type Swap } from './swap';

/** For how much of the time a place is used it is kept for a swap: alone, where it costs speed, and in company. */
const AHEAD_ALONE = 0.1;
const AHEAD = 0.4;

/** So many more of the places that were left open were still there than were not: nobody else is. */
const UNWANTED = 4;

/** The place that is left open in each swap for whoever has too few. */
export class Offers {
	/** Until when a place was last left open. */
	private keptTill = Infinity;
	private unwanted = 0;

	/** Others are there. */
	begin(): void {
		this.unwanted = 0;
	}

	/** The swap for which a place that becomes free at that time is kept. */
	swapOf(time: number, { placeMs, shares }: { placeMs: number; shares: boolean }): Swap {
		return swapAt(time, placeMs, shares ? AHEAD : AHEAD_ALONE);
	}

	/** A place is left open until then. */
	keep(closesAt: number): void {
		this.keptTill = closesAt;
	}

	/** Called when a place is used. @returns whether it was left open before, and nobody seems to want it */
	wasKept(now: number): boolean {
		if (now < this.keptTill) return false;
		this.keptTill = Infinity;
		return true;
	}

	/** A place that was left open was still there, or a place was lost. */
	found(isUnwanted: boolean): void {
		this.unwanted = isUnwanted ? this.unwanted + 1 : Math.max(0, this.unwanted - 1);
	}

	/** Whether nobody wants what is offered. */
	get areUnwanted(): boolean {
		return this.unwanted >= UNWANTED;
	}
}
