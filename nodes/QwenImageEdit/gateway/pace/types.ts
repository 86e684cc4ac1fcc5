/** The user's upper bounds; undefined = find the pace. */
export interface PaceBounds {
	concurrency?: number;
	requestsPerMinute?: number;
}

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
