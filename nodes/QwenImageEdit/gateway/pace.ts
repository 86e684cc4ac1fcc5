import { History, type Started } from './pace/history';

export interface PaceBounds {
	concurrency?: number;
	requestsPerMinute?: number;
}
export interface PaceGuess {
	count: number;
	windowMs: number;
}
export type Outcome = 'accepted' | 'refused' | 'unknown';

const WINDOWS_MS = [1_000, 3_000, 10_000, 30_000, 60_000, 120_000];
const FIRST_BURST = 3;
const FIRST_PRESUME_MS = 500;

interface Limit {
	limit: number;
	sure: boolean;
}

interface Bound extends Limit {
	readonly windowMs: number | undefined;
	former: Limit;
	testFactor: number;
	testAge: number;
	nextTestAt: number;
	interval: number;
	step: number;
	grew: boolean;
	probing: boolean;
	proven: boolean;
	readonly createdAt: number;
}

const NONE: Limit = { limit: Infinity, sure: false };

export class Pace {
	private readonly history: History;
	private readonly tickets = new Map<number, Started>();
	private tickedOff = 0;
	private readonly mostAtOnce: number;
	private readonly fixedWindows: Array<{ limit: number; windowMs: number }> = [];
	private atOnce: Bound;
	private windows: Bound[] = [];
	private guess: PaceGuess | undefined;
	/** Largest levels the service took: really, and with what is presumed. [0] at once, then windows */
	private real: number[] = new Array<number>(WINDOWS_MS.length + 1).fill(0);
	private known: number[] = new Array<number>(WINDOWS_MS.length + 1).fill(0);
	private open: Started[] = [];
	private firstOpen = 0;
	private slowestRefusal: number | undefined;
	private blocked = 0;
	private margin = 20;
	private test: { request: Started; bounds: Bound[] } | undefined;
	private doubted: Bound[] = [];
	private refusedInARow = 0;
	private outages = 0;
	private readonly firstBurst: number;

	constructor(bounds: PaceBounds = {}, guess?: PaceGuess) {
		this.mostAtOnce = Math.max(1, Math.floor(bounds.concurrency ?? Infinity));
		const perMinute = bounds.requestsPerMinute;
		if (perMinute !== undefined && perMinute > 0) {
			if (perMinute < 1) this.fixedWindows.push({ limit: 1, windowMs: 60_000 / perMinute });
			else {
				this.fixedWindows.push({ limit: Math.floor(perMinute), windowMs: 60_000 });
				this.fixedWindows.push({ limit: Math.ceil(perMinute / 60), windowMs: 1_000 });
			}
		}
		const keepMs = Math.max(121_000, ...this.fixedWindows.map((window) => window.windowMs + 1));
		this.history = new History(keepMs);
		this.guess = guess;
		this.firstBurst = Math.max(FIRST_BURST, Math.min(8, (guess?.count ?? 0) + 1));
		this.atOnce = this.newBound(undefined, 0);
	}

	waitMs(now: number): number {
		this.settle(now);
		return this.decide(now).waitMs;
	}

	start(now: number): number {
		this.settle(now);
		const blocking = this.bounds().filter((bound) => this.freeAt(bound, now) > now);
		const request: Started = { startedAt: now, state: 'open', test: blocking.length > 0 };
		if (request.test) this.test = { request, bounds: blocking };
		this.history.add(request);
		this.open.push(request);
		const ticket = ++this.tickedOff;
		this.tickets.set(ticket, request);
		return ticket;
	}

	finish(ticket: number, now: number, outcome: Outcome, retryAfterMs?: number): void {
		const request = this.tickets.get(ticket);
		if (!request) return;
		this.tickets.delete(ticket);
		this.settle(now);
		if (outcome === 'refused') this.refused(request, now, retryAfterMs);
		else {
			const test = this.test?.request === request ? this.test : undefined;
			if (test) this.test = undefined;
			this.history.end(request, now);
			if (outcome === 'unknown') {
				request.state = 'unknown';
				return;
			}
			request.state = 'taken';
			this.credit(request, this.real);
			this.credit(request, this.known);
			this.taken(request, now);
			if (test) this.granted(test.bounds, now);
		}
	}

	state(now: number) {
		const window = this.windows[0];
		return {
			inFlight: this.history.inFlight.size,
			concurrency: Number.isFinite(this.atOnce.limit) ? this.atOnce.limit : undefined,
			window: window && { count: window.limit, windowMs: window.windowMs ?? 0 },
			blockedUntil: this.blocked > now ? this.blocked : undefined,
		};
	}

	private bounds(): Bound[] {
		return [this.atOnce, ...this.windows];
	}

	private decide(now: number): { waitMs: number } {
		const { inFlight } = this.history;
		if (inFlight.size >= this.mostAtOnce) return { waitMs: Infinity };
		let until = this.blocked;
		for (const window of this.fixedWindows) {
			const last = this.history.nthLast(window.limit);
			if (last) until = Math.max(until, last.startedAt + window.windowMs);
		}
		if (until > now) return { waitMs: until - now };
		// ramp
		if (inFlight.size >= Math.max(this.firstBurst, 2 * (this.known[0] ?? 0))) {
			return { waitMs: this.presumedAt() - now };
		}
		for (const window of this.windows) {
			if (!window.probing) continue;
			for (const request of inFlight) {
				if (request.state === 'open' && request.startedAt > window.createdAt) {
					return { waitMs: this.presumedAt() - now };
				}
			}
		}
		const blocking = this.bounds()
			.map((bound) => ({ bound, until: this.freeAt(bound, now) }))
			.filter((entry) => entry.until > now)
			.sort((left, right) => right.until - left.until);
		const [longest, second] = blocking;
		if (!longest) return { waitMs: 0 };
		if (this.test) {
			return { waitMs: Math.min(longest.until, this.presumeAt(this.test.request)) - now };
		}
		if (blocking.every((entry) => this.doubted.includes(entry.bound))) return { waitMs: 0 };
		const bound = longest.bound;
		const testAt = Math.max(
			now,
			second?.until ?? now,
			bound.nextTestAt,
			bound.windowMs === undefined
				? 0
				: (this.history.nthLast(bound.limit)?.startedAt ?? 0) + bound.testAge,
		);
		return { waitMs: Math.min(longest.until, testAt) - now };
	}

	private freeAt(bound: Bound, now: number): number {
		if (bound.windowMs === undefined) {
			return this.history.inFlight.size < bound.limit ? now : Infinity;
		}
		const last = this.history.nthLast(bound.limit);
		return last ? last.startedAt + bound.windowMs + Math.min(this.margin, bound.windowMs / 8) : now;
	}

	private presumeMs(): number {
		if (this.slowestRefusal === undefined) return FIRST_PRESUME_MS;
		return Math.min(10_000, Math.max(50, 2 * this.slowestRefusal + 20));
	}

	private presumeAt(request: Started): number {
		return request.startedAt + this.presumeMs();
	}

	/** When the oldest open request will be presumed taken. */
	private presumedAt(): number {
		const request = this.open[this.firstOpen];
		return request ? this.presumeAt(request) : Infinity;
	}

	/** Presumes requests taken that would have been refused by now. */
	private settle(now: number): void {
		for (;;) {
			const request = this.open[this.firstOpen];
			if (!request) break;
			if (request.state === 'open' && this.history.inFlight.has(request)) {
				if (this.presumeAt(request) > now) break;
				request.state = 'presumed';
				this.credit(request, this.known);
				this.taken(request, now);
				if (this.test?.request === request) {
					const { bounds } = this.test;
					this.test = undefined;
					this.granted(bounds, now);
				}
			}
			this.firstOpen += 1;
		}
		if (this.firstOpen > 256) {
			this.open = this.open.slice(this.firstOpen);
			this.firstOpen = 0;
		}
	}

	private credit(request: Started, levels: number[]): void {
		const presumed = levels === this.known;
		levels[0] = Math.max(levels[0] ?? 0, this.history.knownAtOnce(request, presumed));
		WINDOWS_MS.forEach((windowMs, index) => {
			const count = this.history.knownInWindow(request, windowMs);
			levels[index + 1] = Math.max(levels[index + 1] ?? 0, count);
		});
	}

	private taken(request: Started, now: number): void {
		this.refusedInARow = 0;
		this.outages = 0;
		for (const window of this.windows) {
			if (request.startedAt > window.createdAt) window.probing = false;
			if (request.startedAt > window.createdAt + (window.windowMs ?? 0) / 2) window.proven = true;
		}
		void now;
	}

	private granted(bounds: Bound[], now: number): void {
		if (this.doubted.length > 0) {
			for (const bound of this.doubted) this.restore(bound);
			this.doubted = [];
			return;
		}
		for (const bound of bounds) {
			if (bound.sure) {
				bound.limit += bound.step;
				bound.step *= 2;
				bound.grew = true;
				bound.nextTestAt = now;
			} else this.restore(bound);
		}
	}

	private restore(bound: Bound): void {
		bound.limit = Math.max(bound.limit, bound.former.limit);
		bound.sure = bound.former.sure;
		bound.former = NONE;
		if (bound.limit === Infinity) this.windows = this.windows.filter((window) => window !== bound);
	}

	private level(bound: Bound, request: Started): number {
		if (bound.windowMs === undefined) return this.history.atOnce(request);
		return this.history.inWindow(request, bound.windowMs);
	}

	private refused(request: Started, now: number, retryAfterMs: number | undefined): void {
		const took = now - request.startedAt;
		this.slowestRefusal = Math.max(took, 0.9 * (this.slowestRefusal ?? 0));
		if (request.state === 'presumed') this.known = [...this.real];
		this.history.remove(request);
		this.refusedInARow += 1;
		if (retryAfterMs !== undefined && retryAfterMs > 0) {
			this.blocked = Math.max(this.blocked, now + retryAfterMs);
		}
		const test = this.test?.request === request ? this.test : undefined;
		if (test) {
			this.test = undefined;
			const doubted = this.doubted.length > 0;
			this.doubted = [];
			for (const bound of test.bounds) {
				this.tighten(bound, this.level(bound, request));
				if (!doubted && test.bounds.length === 1) this.confirm(bound, request, now);
			}
			return;
		}
		const over = this.bounds().filter((bound) => this.level(bound, request) >= bound.limit);
		if (over.length > 0) {
			for (const bound of over) this.tighten(bound, this.level(bound, request));
			return;
		}
		const grew = this.bounds().filter((bound) => bound.grew && this.level(bound, request) > 0);
		if (grew.length > 0) {
			for (const bound of grew) {
				this.tighten(bound, this.level(bound, request));
				this.confirm(bound, request, now);
			}
			return;
		}
		if (this.refusedInARow === 1 && this.atTheBorder(request)) return;
		this.explain(request, now, retryAfterMs);
	}

	private atTheBorder(request: Started): boolean {
		for (const window of this.windows) {
			if (!window.proven || window.windowMs === undefined) continue;
			const slack = Math.min(250, window.windowMs / 8);
			if (
				this.margin < slack &&
				this.history.inWindow(request, window.windowMs + 2 * slack) >= window.limit
			) {
				this.margin = Math.min(250, this.margin * 1.5);
				return true;
			}
		}
		return false;
	}

	private explain(request: Started, now: number, retryAfterMs: number | undefined): void {
		const atOnce = this.history.atOnce(request);
		const counts = WINDOWS_MS.map((windowMs) => this.history.inWindow(request, windowMs));
		let explained = false;
		if (atOnce > 0 && atOnce >= (this.known[0] ?? 0)) {
			this.doubt(this.atOnce, atOnce, now);
			explained = true;
		}
		const atLeast = retryAfterMs === undefined ? 0 : retryAfterMs - 1000;
		let index = -1;
		const { guess } = this;
		if (guess) {
			index = WINDOWS_MS.indexOf(guess.windowMs);
			if ((counts[index] ?? 0) < 1 || (this.known[index + 1] ?? 0) > guess.count) index = -1;
		}
		const guessed = index >= 0;
		if (!guessed) {
			index = counts.findIndex(
				(count, at) =>
					count > 0 && count >= (this.known[at + 1] ?? 0) && (WINDOWS_MS[at] ?? 0) >= atLeast,
			);
		}
		const windowMs = WINDOWS_MS[index];
		if (windowMs !== undefined) {
			this.addWindow(windowMs, counts[index] ?? 1, now, guessed ? 8 : 3);
			explained = true;
		}
		if (explained) return;
		// Nothing explains it
		this.doubted = [];
		if (atOnce > 0) {
			this.doubt(this.atOnce, atOnce, now);
			this.doubted.push(this.atOnce);
		}
		for (const window of this.windows) {
			const count = this.level(window, request);
			if (count > 0) {
				this.doubt(window, count, now);
				this.doubted.push(window);
			}
		}
		if (this.doubted.length === 0) {
			index = counts.findIndex((count) => count > 0);
			const longer = WINDOWS_MS[index];
			if (longer === undefined) {
				this.blocked = Math.max(this.blocked, now + Math.min(60_000, 1000 * 2 ** this.outages));
				this.outages += 1;
				return;
			}
			this.doubted.push(this.addWindow(longer, counts[index] ?? 1, now, 3));
		}
	}

	private doubt(bound: Bound, level: number, now: number): void {
		bound.former = { limit: bound.limit, sure: bound.sure };
		bound.limit = level;
		bound.sure = false;
		bound.nextTestAt = now;
		bound.testAge = 0;
	}

	private addWindow(windowMs: number, limit: number, now: number, testFactor: number): Bound {
		let bound = this.windows.find((window) => window.windowMs === windowMs);
		if (bound) {
			this.doubt(bound, limit, now);
			return bound;
		}
		bound = this.newBound(windowMs, now);
		bound.limit = limit;
		bound.testFactor = testFactor;
		const kept = this.windows.filter(
			(window) => (window.windowMs ?? 0) > windowMs || window.limit < limit,
		);
		bound.probing = kept.length < this.windows.length;
		this.windows = [...kept, bound].sort((a, b) => (a.windowMs ?? 0) - (b.windowMs ?? 0));
		return bound;
	}

	private tighten(bound: Bound, level: number): void {
		bound.limit = Math.max(1, Math.min(bound.limit, level));
		const index = bound.windowMs === undefined ? 0 : WINDOWS_MS.indexOf(bound.windowMs) + 1;
		this.known[index] = Math.min(this.known[index] ?? 0, bound.limit);
		this.real[index] = Math.min(this.real[index] ?? 0, bound.limit);
	}

	private confirm(bound: Bound, request: Started, now: number): void {
		bound.step = 1;
		bound.grew = false;
		const { windowMs } = bound;
		if (windowMs !== undefined && !bound.sure) {
			const age = request.startedAt - (this.history.nthLast(bound.limit)?.startedAt ?? 0);
			bound.testAge = Math.max(bound.testAge, age * bound.testFactor);
			if (bound.testAge < 0.75 * windowMs) {
				bound.nextTestAt = now;
				return;
			}
		}
		bound.sure = true;
		bound.testAge = 0;
		bound.nextTestAt = now + bound.interval;
		bound.interval = Math.min(bound.interval * 2, Math.max(120_000, 32 * (windowMs ?? 0)));
	}

	private newBound(windowMs: number | undefined, now: number): Bound {
		return {
			windowMs,
			...NONE,
			former: NONE,
			testFactor: 3,
			testAge: 0,
			nextTestAt: now,
			interval: Math.max(5_000, 16 * (windowMs ?? 0)),
			step: 1,
			grew: false,
			probing: false,
			proven: false,
			createdAt: now,
		};
	}
}
