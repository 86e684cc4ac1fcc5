/**
 * The kinds of limit a service may have, on a simulated clock. All times are in ms.
 * `freeAt` says when the next request would be taken: `now` or earlier = at once, Infinity = only
 * when a request leaves. `take` and `leave` are called for requests that were taken.
 */
export interface Limit {
	freeAt(now: number): number;
	take(now: number): void;
	leave(now: number): void;
}

/** At most `count` requests being worked on. */
export class AtOnce implements Limit {
	private working = 0;

	constructor(public count: number) {}

	freeAt(now: number): number {
		return this.working < this.count ? now : Infinity;
	}

	take(): void {
		this.working += 1;
	}

	leave(): void {
		this.working -= 1;
	}
}

/** At most `count` requests taken within any `windowMs`. */
export class SlidingWindow implements Limit {
	private taken: number[] = [];

	constructor(
		public count: number,
		private readonly windowMs: number,
	) {}

	freeAt(now: number): number {
		while (this.taken.length > 0 && (this.taken[0] ?? 0) <= now - this.windowMs) this.taken.shift();
		if (this.taken.length < this.count) return now;
		return (this.taken[this.taken.length - this.count] ?? now) + this.windowMs;
	}

	take(now: number): void {
		this.taken.push(now);
	}

	leave(): void {}
}

/** At most `count` requests taken between two ticks of the service's clock, which are `windowMs` apart. */
export class FixedWindow implements Limit {
	private window = -1;
	private taken = 0;

	constructor(
		private readonly count: number,
		private readonly windowMs: number,
		private readonly phaseMs: number,
	) {}

	freeAt(now: number): number {
		const window = Math.floor((now + this.phaseMs) / this.windowMs);
		if (window !== this.window || this.taken < this.count) return now;
		return (window + 1) * this.windowMs - this.phaseMs;
	}

	take(now: number): void {
		const window = Math.floor((now + this.phaseMs) / this.windowMs);
		if (window !== this.window) this.taken = 0;
		this.window = window;
		this.taken += 1;
	}

	leave(): void {}
}

/** A bucket of `capacity` tokens, refilled evenly with `perMs` tokens a ms; each request takes one. */
export class TokenBucket implements Limit {
	private tokens: number;
	private at = 0;

	constructor(
		private readonly capacity: number,
		private readonly perMs: number,
	) {
		this.tokens = capacity;
	}

	private fill(now: number): void {
		this.tokens = Math.min(this.capacity, this.tokens + (now - this.at) * this.perMs);
		this.at = now;
	}

	freeAt(now: number): number {
		this.fill(now);
		// The tolerance keeps rounding of the refill from asking for a wait of zero.
		return this.tokens >= 1 - 1e-6 ? now : now + (1 - this.tokens) / this.perMs;
	}

	take(now: number): void {
		this.fill(now);
		this.tokens -= 1;
	}

	leave(): void {}
}
