/** The user's upper bounds, whole numbers from 1 on; undefined = the node finds the pace. */
export interface Bounds {
	/** Most requests in flight. */
	concurrency?: number;
	/** Most starts within any minute; a sixtieth of it, rounded up, within any second. */
	requestsPerMinute?: number;
}

/** Windows are kept a little longer, since the service counts arrivals (ms). */
const MARGIN_MS = 20;

/** Keeps one execution's requests within its user's bounds. Pure: the time is an argument, in ms of any clock. */
export class UserBounds {
	private readonly windows: ReadonlyArray<{ most: number; windowMs: number }>;
	private readonly kept: number;
	/** When the latest requests started, oldest first, as many as the largest window needs. */
	private starts: number[] = [];
	private inFlight = 0;

	constructor(private readonly bounds: Bounds) {
		this.windows = windowsOf(bounds.requestsPerMinute);
		this.kept = Math.max(0, ...this.windows.map(({ most }) => most));
	}

	/** Ms until the next request may start; 0 = now; Infinity = only an answer can free a place. */
	waitMs(now: number): number {
		if (this.inFlight >= (this.bounds.concurrency ?? Infinity)) return Infinity;
		const waits = this.windows.map(({ most, windowMs }) => {
			const oldest = this.starts[this.starts.length - most];
			return oldest === undefined ? 0 : oldest + windowMs + MARGIN_MS - now;
		});
		return Math.max(0, ...waits);
	}

	/** A request starts. */
	start(now: number): void {
		this.inFlight += 1;
		if (this.kept === 0) return;
		this.starts.push(now);
		// Cut now and then instead of shifting each time.
		if (this.starts.length > 2 * this.kept) this.starts = this.starts.slice(-this.kept);
	}

	/** A request ended. */
	end(): void {
		this.inFlight -= 1;
	}
}

/** Requests a minute as windows: not all of a minute's in its first second. */
function windowsOf(
	perMinute: number | undefined,
): ReadonlyArray<{ most: number; windowMs: number }> {
	if (perMinute === undefined) return [];
	return [
		{ most: perMinute, windowMs: 60_000 },
		{ most: Math.ceil(perMinute / 60), windowMs: 1_000 },
	];
}
