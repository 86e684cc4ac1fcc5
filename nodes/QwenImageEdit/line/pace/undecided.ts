import type { History, Started } from './history';

/** Without an answer after this time a request is presumed taken: refusals come quickly. Ms, until the first refusal shows how quickly. */
const FIRST_PRESUME_MS = 500;
const LONGEST_PRESUME_MS = 10_000;

/** How far times at the service may be off, ms, until the first refusal shows how long requests travel, and at most. */
const FIRST_SLACK_MS = 50;
const LONGEST_SLACK_MS = 250;

/** The requests of which it is not known yet whether the service took them, in the order of their start. */
export class Undecided {
	private requests: Started[] = [];
	private slowestRefusalMs: number | undefined;

	constructor(private readonly history: History) {}

	add(request: Started): void {
		this.requests.push(request);
	}

	/** A refusal came after so many ms. */
	refusedAfter(ms: number): void {
		this.slowestRefusalMs = Math.max(ms, 0.9 * (this.slowestRefusalMs ?? 0));
	}

	/** After how long a request without an answer is presumed taken, ms. */
	presumeMs(): number {
		if (this.slowestRefusalMs === undefined) return FIRST_PRESUME_MS;
		return Math.min(LONGEST_PRESUME_MS, 2 * this.slowestRefusalMs + 20);
	}

	/** How far times at the service may be off, ms, where a window is of that length. */
	slackMs(windowMs: number | undefined): number {
		return Math.min(
			this.slowestRefusalMs ?? FIRST_SLACK_MS,
			LONGEST_SLACK_MS,
			(windowMs ?? 1_000) / 5,
		);
	}

	/** The one that was started first. */
	oldest(): Started | undefined {
		let settled = 0;
		for (const request of this.requests) {
			if (this.history.isUndecided(request)) break;
			settled += 1;
		}
		if (settled > 0) this.requests.splice(0, settled);
		return this.requests[0];
	}

	/** When it is presumed taken; Infinity = only an answer tells more. */
	settlesAt(): number {
		const oldest = this.oldest();
		return oldest ? oldest.startedAt + this.presumeMs() : Infinity;
	}

	/** Takes out those that would have been refused by now. */
	*presumedTaken(now: number): Generator<Started> {
		while (this.settlesAt() <= now) {
			const request = this.requests.shift();
			if (request) yield request;
		}
	}

	/** How many of them were started since. */
	countSince(time: number): number {
		let count = 0;
		for (let at = this.requests.length - 1; at >= 0; at -= 1) {
			const request = this.requests[at];
			if (!request || request.startedAt < time) break;
			if (this.history.isUndecided(request)) count += 1;
		}
		return count;
	}
}
