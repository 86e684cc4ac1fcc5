/** What a model is known to allow: `count` requests within `windowMs`. A first guess, never a limit. */
export interface PaceGuess {
	count: number;
	windowMs: number;
}

/**
 * What became of a request, as far as limits go: `accepted` = the service took it (any answer but
 * 429, a 500 too), `refused` = 429, `unknown` = the connection failed, which says nothing.
 */
export type Outcome = 'accepted' | 'refused' | 'unknown';

/**
 * What can be limited, by index: requests at once (undefined), or requests within a window of so
 * many ms. A window of another length is met well enough by the next longer one. Longer ones than a
 * minute are not looked for: Alibaba's limits recover within a minute, and whoever refuses for
 * longer is asked again after pauses that double.
 */
export const DIMENSIONS: ReadonlyArray<number | undefined> = [
	undefined,
	500,
	1_000,
	2_000,
	5_000,
	10_000,
	20_000,
	30_000,
	60_000,
];

/** At most `limit` requests in the dimension of that index. */
export interface Bound {
	readonly dimension: number;
	readonly limit: number;
}

/**
 * What one request taught: when it started, ms, and how many other requests there were in each
 * dimension; of a request that was taken at least so many, of a refused one at most.
 */
export interface Observation {
	readonly startedAt: number;
	readonly levels: readonly number[];
}

/** A refusal, or several of one burst. */
export interface Refusal extends Observation {
	/** How much it counts as evidence. */
	readonly weight: number;
}

/** A set of bounds that may be what the service enforces; the higher the score, the better it explains what was seen. */
export interface Explanation {
	readonly bounds: readonly Bound[];
	readonly score: number;
}

/** How many others an observation saw in the dimension of a bound. */
export function levelOf(observation: Observation, { dimension }: Bound): number {
	return observation.levels[dimension] ?? 0;
}
