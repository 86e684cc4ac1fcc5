/**
 * How often there is a swap, ms: the shortest of these that is not much shorter than a place is used, else the longest. Beyond whole
 * seconds and minutes they are off by the golden ratio: a place that becomes free once a second, or once a minute, meets one before long.
 */
const EVERY_MS = [2_618, 13_090];
const PLACE_SHARE = 0.8;
const LONGEST_EVERY_MS = 37_082;

/** How long a place is open to others, ms: a refusal travels some ten ms, and clocks differ as much. */
const LEAST_OPEN_MS = 150;
const MOST_OPEN_MS = 3_000;
const OPEN_SHARE = 0.05;

/** A place is kept for no more of the time between two swaps: or it would be kept for the next one as soon as one is over. */
const MOST_AHEAD = 0.3;

export interface Swap {
	/** From when on a place that becomes free is kept for it. */
	readonly from: number;
	readonly opensAt: number;
	readonly closesAt: number;
}

/**
 * The swap at that time, or the next one. Processes that share an account cannot speak to each other, but they have the
 * same time of day: so all know when places are open to whoever has too few, who would else meet an open one by chance only.
 *
 * @param now epoch ms
 * @param placeMs how long a place is used by one request
 * @param ahead for how much of that time a place that becomes free before a swap is kept for it
 */
export function swapAt(now: number, placeMs: number, ahead: number): Swap {
	const everyMs = EVERY_MS.find((ms) => ms >= PLACE_SHARE * placeMs) ?? LONGEST_EVERY_MS;
	const openMs = Math.min(MOST_OPEN_MS, Math.max(LEAST_OPEN_MS, OPEN_SHARE * placeMs));
	let opensAt = everyMs * Math.floor(now / everyMs);
	if (opensAt + openMs <= now) opensAt += everyMs;
	const from = opensAt - Math.min(ahead * placeMs, MOST_AHEAD * everyMs);
	return { from, opensAt, closesAt: opensAt + openMs };
}
