import type { ByteBudget } from './byteBudget';
import { type Outcome, Pace, type PaceGuess } from './pace/pace';
import type { UserBounds } from './userBounds';
import { wait } from './wait';

/** Who waits is told so at least this often, ms. */
const TELL_MS = 5_000;

/** A request in the line. */
export interface Job {
	/** Bytes its body will hold in memory. */
	bytes: number;
	/** Epoch ms before which it must not be sent; own delays after a failure. */
	notBefore: number;
}

/** A request's turn: it was started, and its place is taken until `end`. */
export interface Turn {
	/** The request ended. @param retryAfterMs what the service asked to wait, uncapped */
	end(outcome: Outcome, retryAfterMs?: number): void;
}

interface Waiting {
	job: Job;
	/** Place in the execution's own order. */
	order: number;
	go(turn: Turn | undefined): void;
	fail(cause: unknown): void;
}

/** What one execution shares among its places in several lines. */
export interface Visitor {
	bounds: UserBounds;
	/** Told how long nothing of this execution can start, in ms (Infinity: until an answer), and behind how many others. */
	waiting(ms: number, behind: number): void;
	/** Its places in other lines look again: the bounds have room. */
	freed(): void;
}

/** One execution's place in a line. */
export class Party {
	/** In the execution's own order. */
	private queue: Waiting[] = [];
	private gone = false;

	constructor(
		private readonly line: Line,
		readonly visitor: Visitor,
	) {}

	get isWaiting(): boolean {
		return this.queue.length > 0;
	}

	/**
	 * Waits until the job may be sent.
	 *
	 * @returns its turn, or undefined once the execution has left the line
	 * @throws what broke the line, should it break
	 */
	async turn(job: Job, order: number): Promise<Turn | undefined> {
		if (this.gone) return undefined;
		return await new Promise<Turn | undefined>((go, fail) => {
			let at = this.queue.length;
			while (at > 0 && (this.queue[at - 1]?.order ?? 0) > order) at -= 1;
			this.queue.splice(at, 0, { job, order, go, fail });
			this.line.enter(this);
		});
	}

	/** Takes the execution's requests out of the line; what is in flight keeps its place until it ends. */
	leave(): void {
		this.gone = true;
		for (const { job, go } of this.queue.splice(0)) {
			this.line.memory.forget(job);
			go(undefined);
		}
		this.line.left(this);
	}

	/** The line is broken: whoever waits is told. */
	fail(cause: unknown): void {
		for (const { fail } of this.queue.splice(0)) fail(cause);
	}

	/** The first request that may go now, taken out; or in how many ms one may, Infinity where only room in memory helps. */
	next(now: number): Waiting | number {
		const boundsMs = this.visitor.bounds.waitMs(now);
		if (boundsMs > 0) return boundsMs;
		let dueMs = Infinity;
		for (const [at, waiting] of this.queue.entries()) {
			const { job } = waiting;
			if (job.notBefore > now) dueMs = Math.min(dueMs, job.notBefore - now);
			else if (this.line.memory.tryTake(job.bytes, job, this.line.look)) {
				this.queue.splice(at, 1);
				return waiting;
			}
		}
		return dueMs;
	}
}

/**
 * Everybody in the process who uses the same account and model stands in this line, with one pace. Executions take turns;
 * within an execution the order is its own. The line keeps itself going as long as somebody waits, so it does not depend on
 * any one execution.
 */
export class Line {
	/** When the service last took a request, epoch ms. */
	takenAt = 0;
	/** When something last happened, epoch ms. */
	usedAt = Date.now();
	private readonly pace: Pace;
	/** Executions that wait, whose turn it is first. */
	private parties: Party[] = [];
	private inFlight = 0;
	private isGoing = false;
	private ring = () => {};

	constructor(
		guess: PaceGuess | undefined,
		readonly memory: ByteBudget,
	) {
		this.pace = new Pace(guess);
	}

	/** Whether nobody is in it. */
	get isEmpty(): boolean {
		return this.parties.length === 0 && this.inFlight === 0;
	}

	join(visitor: Visitor): Party {
		return new Party(this, visitor);
	}

	/** Called by a party that waits for a turn. */
	enter(party: Party): void {
		this.usedAt = Date.now();
		if (!this.parties.includes(party)) this.parties.push(party);
		if (this.isGoing) this.ring();
		else void this.go();
	}

	/** Called by a party that waits no longer. */
	left(party: Party): void {
		this.parties = this.parties.filter((other) => other !== party);
		this.ring();
	}

	/** Something changed: look again who can start. */
	readonly look = (): void => this.ring();

	private async go(): Promise<void> {
		this.isGoing = true;
		try {
			while (this.parties.length > 0) {
				const rung = new Promise<void>((resolve) => {
					this.ring = resolve;
				});
				const waitMs = this.startAll(Date.now());
				for (const { visitor } of this.parties) visitor.waiting(waitMs, this.parties.length - 1);
				if (this.parties.length > 0) await wait(Math.min(waitMs, TELL_MS), undefined, rung);
			}
		} catch (cause) {
			for (const party of this.parties.splice(0)) party.fail(cause);
		} finally {
			this.isGoing = false;
		}
	}

	/** Starts all that may start. @returns in how many ms something more may; Infinity: after an answer */
	private startAll(now: number): number {
		for (;;) {
			const paceMs = this.pace.waitMs(now);
			if (paceMs > 0) return paceMs;
			let dueMs = Infinity;
			let started: Party | undefined;
			for (const party of this.parties) {
				const next = party.next(now);
				if (typeof next === 'number') {
					dueMs = Math.min(dueMs, next);
					continue;
				}
				this.start(party, next, now);
				started = party;
				break;
			}
			if (!started) return dueMs;
			this.toTheEnd(started);
		}
	}

	private toTheEnd(party: Party): void {
		this.parties = this.parties.filter((other) => other !== party);
		if (party.isWaiting) this.parties.push(party);
	}

	private start({ visitor }: Party, { job: { bytes }, go }: Waiting, now: number): void {
		const ticket = this.pace.start(now);
		visitor.bounds.start(now);
		this.inFlight += 1;
		go({
			end: (outcome, retryAfterMs) => {
				const endedAt = Date.now();
				this.pace.finish(ticket, endedAt, outcome, retryAfterMs);
				this.usedAt = endedAt;
				if (outcome === 'accepted') this.takenAt = endedAt;
				visitor.bounds.end();
				this.inFlight -= 1;
				this.memory.release(bytes);
				this.ring();
				visitor.freed();
			},
		});
	}
}
