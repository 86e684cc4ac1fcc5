import type { History, Started } from './history';
import { DIMENSIONS, type Observation } from './types';
import type { Undecided } from './undecided';

/** How many others a request that was taken met, at least. */
export function observeTaken(
	request: Started,
	history: History,
	undecided: Undecided,
): Observation {
	return observed(request, (windowMs) =>
		windowMs === undefined
			? // An answer and the next request both travel.
				history.atLeastAtOnce(request, 2 * undecided.slackMs(windowMs))
			: history.atLeastInWindow(request, windowMs, undecided.slackMs(windowMs)),
	);
}

/** How many others a request that was refused met, at most. */
export function observeRefused(
	request: Started,
	history: History,
	undecided: Undecided,
): Observation {
	return observed(request, (windowMs) =>
		windowMs === undefined
			? history.atMostAtOnce(request, undecided.slackMs(windowMs))
			: history.atMostInWindow(request, windowMs, undecided.slackMs(windowMs)),
	);
}

function observed(
	{ startedAt }: Started,
	count: (windowMs: number | undefined) => number,
): Observation {
	return { startedAt, levels: DIMENSIONS.map(count) };
}
