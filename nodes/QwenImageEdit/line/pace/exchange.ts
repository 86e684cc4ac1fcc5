/** How often there is an exchange: the shortest of these that is not shorter than a place is used, ms. */
const EVERY_MS = [5_000, 15_000, 60_000];

/** How long a place is open to others: a refusal travels some ten ms, and clocks differ as much. */
const LEAST_OPEN_MS = 150;
const OPEN_SHARE = 0.05;

/** Spreads the exchanges evenly within their half of the time: a place that becomes free once a second would meet all of them or none. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

export interface Exchange {
	/** From when on a place that becomes free is kept for it. */
	readonly from: number;
	readonly opensAt: number;
	readonly closesAt: number;
}

/**
 * The exchange at that time, or the next one. Processes that share an account cannot speak to each other, but they have the
 * same time of day: so all know when places are open to whoever has too few, who would else meet an open one by chance only.
 *
 * @param now epoch ms
 * @param placeMs how long a place is used by one request
 * @param ahead for how much of that time a place that becomes free before an exchange is kept for it
 */
export function exchangeAt(now: number, placeMs: number, ahead: number): Exchange {
	const everyMs = exchangeEveryMs(placeMs);
	const openMs = Math.max(LEAST_OPEN_MS, OPEN_SHARE * placeMs);
	for (let count = Math.floor(now / everyMs) - 1; ; count += 1) {
		const opensAt = everyMs * (count + 0.5 * ((count * GOLDEN) % 1));
		if (opensAt + openMs > now) {
			return { from: opensAt - ahead * placeMs, opensAt, closesAt: opensAt + openMs };
		}
	}
}

/** How often there is an exchange, ms, where a place is used for so many ms. */
export function exchangeEveryMs(placeMs: number): number {
	return EVERY_MS.find((ms) => ms >= placeMs) ?? 60_000;
}
