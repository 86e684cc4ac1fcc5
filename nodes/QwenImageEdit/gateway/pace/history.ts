/** A request the pace let start. All times are in ms of the caller's clock. */
export interface Started {
	readonly startedAt: number;
	/**
	 * `open`: no answer yet; `presumed`: no answer, but a refusal would have come by now;
	 * `taken`: the service took it; `unknown`: the connection failed, it may or may not have counted.
	 */
	state: 'open' | 'presumed' | 'taken' | 'unknown';
	/** When it left, unset while in flight. */
	endedAt?: number;
	/** Whether it was sent in spite of a bound, to try that bound. */
	test: boolean;
}

/** Requests started within this time of each other may reach the service in another order, ms. */
const SAME_BURST_MS = 50;

/** More starts than this are not kept: a limit of thousands within two minutes never matters here. */
const MOST_STARTS = 4096;

/**
 * What was sent when: the requests in flight and the starts of the last `keepMs`, oldest first.
 * Refused requests are taken out, since services count what they take. Memory is bounded; every
 * question costs a binary search or a walk over what is in flight.
 */
export class History {
	private starts: Started[] = [];
	/** Index of the oldest start still kept; the array is cut only now and then. */
	private first = 0;
	readonly inFlight = new Set<Started>();
	/** The last requests that ended without a refusal, in order of their end. */
	private ended: Started[] = [];

	constructor(private readonly keepMs: number) {}

	add(request: Started): void {
		this.starts.push(request);
		this.inFlight.add(request);
		this.prune(request.startedAt);
	}

	/** A request left without having been refused. */
	end(request: Started, now: number): void {
		request.endedAt = now;
		this.inFlight.delete(request);
		this.ended.push(request);
		if (this.ended.length > 512) this.ended = this.ended.slice(-256);
	}

	/** A request was refused: it counts as never sent. */
	remove(request: Started): void {
		this.inFlight.delete(request);
		const index = this.starts.lastIndexOf(request);
		if (index >= this.first) this.starts.splice(index, 1);
	}

	/** How many requests were with the service when `request` reached it, at most, without itself. */
	atOnce(request: Started): number {
		let count = 0;
		for (const other of this.inFlight) {
			if (other !== request && other.startedAt <= request.startedAt + SAME_BURST_MS) count += 1;
		}
		for (let index = this.ended.length - 1; index >= 0; index -= 1) {
			const other = this.ended[index];
			if (!other || (other.endedAt ?? 0) <= request.startedAt) break;
			if (other !== request && other.startedAt <= request.startedAt + SAME_BURST_MS) count += 1;
		}
		return count;
	}

	/** How many starts lay in the `windowMs` before `request` reached the service, at most, without itself. */
	inWindow(request: Started, windowMs: number): number {
		const from = this.indexAfter(request.startedAt - windowMs);
		const to = this.indexAfter(request.startedAt + SAME_BURST_MS);
		const itself = this.inFlight.has(request) || request.endedAt !== undefined ? 1 : 0;
		return Math.max(0, to - from - itself);
	}

	/**
	 * The same two counts for a request that was taken, at least and with itself: only what is known
	 * (or, with `presumed`, presumed) to have been taken before it is counted.
	 */
	knownAtOnce(request: Started, presumed: boolean): number {
		let count = 1;
		for (const other of this.inFlight) {
			if (other === request || other.startedAt > request.startedAt) continue;
			if (presumed && other.state === 'presumed') count += 1;
		}
		for (let index = this.ended.length - 1; index >= 0; index -= 1) {
			const other = this.ended[index];
			if (!other || (other.endedAt ?? 0) <= request.startedAt) break;
			if (other === request || other.startedAt > request.startedAt) continue;
			if (other.state === 'taken') count += 1;
		}
		return count;
	}

	knownInWindow(request: Started, windowMs: number): number {
		const after = request.startedAt - windowMs;
		let count = this.indexAfter(request.startedAt) - this.indexAfter(after);
		for (const other of this.inFlight) {
			const counted = other.startedAt > after && other.startedAt <= request.startedAt;
			if (other !== request && counted && other.state === 'open') count -= 1;
		}
		return count;
	}

	/** The start that is the `count`-th last, undefined if there are fewer. */
	nthLast(count: number): Started | undefined {
		const index = this.starts.length - count;
		return index >= this.first ? this.starts[index] : undefined;
	}

	/** Starts after `time`, for progress messages and new windows. */
	countAfter(time: number): number {
		return this.starts.length - this.indexAfter(time);
	}

	/** Index of the first start later than `time`. */
	private indexAfter(time: number): number {
		let low = this.first;
		let high = this.starts.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if ((this.starts[middle]?.startedAt ?? 0) > time) high = middle;
			else low = middle + 1;
		}
		return low;
	}

	private prune(now: number): void {
		const oldest = Math.max(this.indexAfter(now - this.keepMs), this.starts.length - MOST_STARTS);
		this.first = oldest;
		if (this.first > 1024 && this.first * 2 > this.starts.length) {
			this.starts = this.starts.slice(this.first);
			this.first = 0;
		}
	}
}
