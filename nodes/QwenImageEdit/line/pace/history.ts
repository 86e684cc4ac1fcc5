import type { Bound, Observation } from './types';

/** A request the pace let start. All times are in ms of the caller's clock. */
export interface Started {
	readonly startedAt: number;
	/** How many were in flight then, with itself. */
	readonly inFlight: number;
	/** The possible bounds in spite of which it was sent, to try them. */
	readonly against: readonly Bound[];
	/** What it is sent for: a place, one that nobody wanted, or to try for one, in a swap or not. */
	readonly use: 'place' | 'unwanted' | 'try' | 'swap';
	/** What it taught, once it was taken or is presumed to be. */
	observation?: Observation;
	/** When it left, unset while in flight. */
	endedAt?: number;
}

/** More starts than this are not kept: a limit of thousands within a minute never matters here. */
const MOST_STARTS = 4096;
const MOST_ENDED = 256;

/**
 * What was sent when: the requests in flight and the starts of the last `keepMs`, oldest first.
 * Refused requests are taken out, since services count what they take. Memory is bounded; every
 * question costs a binary search or a walk over what is in flight.
 *
 * The caller's clock is not the service's: a request travels, and so does its answer. So there are
 * two counts of the others a request met, at most and at least, each with a slack for the travel.
 */
export class History {
	private starts: Started[] = [];
	/** Index of the oldest start still kept; the array is cut only now and then. */
	private first = 0;
	/** The last requests that ended without a refusal, in order of their end. */
	private ended: Started[] = [];
	readonly inFlight = new Set<Started>();
	/** How long a request takes, ms. */
	latencyMs = 500;

	constructor(private readonly keepMs: number) {}

	add(request: Started): void {
		this.starts.push(request);
		this.inFlight.add(request);
		const oldest = this.indexAfter(request.startedAt - this.keepMs);
		this.first = Math.max(oldest, this.starts.length - MOST_STARTS);
		if (this.first > 1024 && this.first * 2 > this.starts.length) {
			this.starts = this.starts.slice(this.first);
			this.first = 0;
		}
	}

	/** A request left without having been refused. */
	end(request: Started, now: number): void {
		request.endedAt = now;
		this.inFlight.delete(request);
		this.ended.push(request);
		if (this.ended.length > 2 * MOST_ENDED) this.ended = this.ended.slice(-MOST_ENDED);
	}

	/** A request was refused: it counts as never sent. */
	remove(request: Started): void {
		this.inFlight.delete(request);
		const index = this.starts.lastIndexOf(request);
		if (index >= this.first) this.starts.splice(index, 1);
	}

	/** Whether the request is in flight and neither taken nor presumed to be. */
	isUndecided(request: Started): boolean {
		return !request.observation && this.inFlight.has(request);
	}

	/** How many others were with the service, at most, when `request`, which was refused and removed, reached it. */
	atMostAtOnce(request: Started, slackMs: number): number {
		const until = request.startedAt + slackMs;
		let count = 0;
		for (const other of this.inFlight) if (other.startedAt <= until) count += 1;
		for (const other of this.endedAfter(request.startedAt)) {
			if (other.startedAt <= until) count += 1;
		}
		return count;
	}

	/** The same for the starts of the `windowMs` before it. */
	atMostInWindow(request: Started, windowMs: number, slackMs: number): number {
		const from = this.indexAfter(request.startedAt - windowMs - slackMs);
		return this.indexAfter(request.startedAt + slackMs) - from;
	}

	/** How many others were surely with the service when `request`, which was taken, reached it. */
	atLeastAtOnce(request: Started, slackMs: number): number {
		let count = 0;
		const isKnown = (other: Started) =>
			other !== request && other.observation && other.startedAt <= request.startedAt;
		for (const other of this.inFlight) if (isKnown(other)) count += 1;
		// What ended just after may have left the service just before: answers travel too.
		for (const other of this.endedAfter(request.startedAt + slackMs)) {
			if (isKnown(other)) count += 1;
		}
		return count;
	}

	/** The same for the starts of the `windowMs` before it. */
	atLeastInWindow(request: Started, windowMs: number, slackMs: number): number {
		const after = request.startedAt - windowMs + slackMs;
		let count = this.indexAfter(request.startedAt) - this.indexAfter(after) - 1;
		for (const other of this.inFlight) {
			const counted = other.startedAt > after && other.startedAt <= request.startedAt;
			if (counted && other !== request && !other.observation) count -= 1;
		}
		return Math.max(0, count);
	}

	/** The start that is the `count`-th last, undefined if there are fewer. */
	nthLast(count: number): Started | undefined {
		const index = this.starts.length - count;
		return index >= this.first ? this.starts[index] : undefined;
	}

	private *endedAfter(time: number): Generator<Started> {
		for (let index = this.ended.length - 1; index >= 0; index -= 1) {
			const request = this.ended[index];
			if (!request || (request.endedAt ?? 0) <= time) return;
			yield request;
		}
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
}
