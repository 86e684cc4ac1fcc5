import { sleep } from 'n8n-workflow';

/** Longest single sleep, in ms: a timer cannot be taken back, so a wait that ended early leaves none behind for long. */
const SLICE_MS = 1000;

/**
 * Waits until the time has passed or `early` has settled or the signal has aborted, whichever is first.
 * n8n's `sleep` takes no signal on all supported versions, hence the race; the listener is taken off again.
 *
 * @param ms may be Infinity when `early` is given
 * @returns true when `early` settled
 */
export async function wait(
	ms: number,
	signal: AbortSignal | undefined,
	early?: Promise<unknown>,
): Promise<boolean> {
	const until = Date.now() + ms;
	let settled = false;
	let stop = () => {};
	const aborted = new Promise<void>((resolve) => {
		stop = resolve;
	});
	signal?.addEventListener('abort', stop);
	const settle = () => {
		settled = true;
	};
	const watched = early?.then(settle, settle);
	try {
		while (!settled && !signal?.aborted) {
			const left = until - Date.now();
			if (left <= 0) break;
			const races: Array<Promise<unknown>> = [aborted, sleep(Math.min(left, SLICE_MS))];
			if (watched) races.push(watched);
			await Promise.race(races);
		}
	} finally {
		signal?.removeEventListener('abort', stop);
	}
	return settled;
}
