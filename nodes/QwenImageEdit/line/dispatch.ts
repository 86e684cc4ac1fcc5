import type { ByteBudget } from './byteBudget';
import type { Outcome, Pace } from './pace/pace';
import { wait } from './wait';

/** A request in the line. */
export interface Job {
	/** Bytes its body will hold in memory. */
	bytes: number;
	/** Epoch ms before which it must not be sent; own delays after a failure. */
	notBefore: number;
}

/** What came of one try. */
export interface Verdict {
	/** What the answer says about the service's limits. */
	outcome: Outcome;
	retryAfterMs?: number;
	/** Send the same request again, at the front of its line, after so many ms. */
	againAfterMs?: number;
}

/** Jobs under one limit of the service, in order. */
export interface Lane<J extends Job> {
	pace: Pace;
	jobs: J[];
	/** Whether its jobs need not be sent any more; they are left as they are. */
	closed?(): boolean;
}

export interface Dispatch<J extends Job> {
	/** The service limits each model by itself, so a line that stands must not hold back another. */
	lanes: Array<Lane<J>>;
	/** The user's bounds over all lanes, where there are several. */
	bounds?: Pace;
	budget: ByteBudget;
	signal: AbortSignal | undefined;
	/** Sends the request once; must not throw. */
	attempt(job: J): Promise<Verdict>;
	/** Whether nothing new may start; what is in flight is still waited for. */
	halted(): boolean;
	/** Told how long nothing can start, in ms, whenever all lines stand still; Infinity where only an answer can move them. */
	waiting?(ms: number): void;
}

/**
 * Sends all jobs, as many at once as the paces and the memory allow. There are no workers: whoever can go, goes, and a job
 * that does not fit the memory that is left never holds back a smaller one behind it.
 * Ends when every job is done, or nothing is in flight any more after a halt, or at once when the signal aborts.
 */
export async function dispatch<J extends Job>(control: Dispatch<J>): Promise<void> {
	const { bounds, budget, signal } = control;
	const lanes = control.lanes.map((lane) => ({ ...lane, jobs: [...lane.jobs] }));
	const inFlight = new Set<Promise<void>>();
	let answered = deferred();

	const start = (job: J, lane: Lane<J>) => {
		const startedAt = Date.now();
		const ticket = lane.pace.start(startedAt);
		const boundsTicket = bounds?.start(startedAt);
		const { bytes } = job;
		const done = control.attempt(job).then(({ outcome, retryAfterMs, againAfterMs }) => {
			const now = Date.now();
			lane.pace.finish(ticket, now, outcome, retryAfterMs);
			// Refusals belong to the lane; the user's bounds learn nothing from them.
			if (boundsTicket !== undefined) bounds?.finish(boundsTicket, now, 'accepted');
			budget.release(bytes);
			inFlight.delete(done);
			if (againAfterMs !== undefined) {
				job.notBefore = now + againAfterMs;
				lane.jobs.unshift(job);
			}
			answered.resolve();
		});
		inFlight.add(done);
	};

	/** Starts the lane's first job that can go, or tells in how many ms one can; Infinity where only an answer helps. */
	const startNext = (lane: Lane<J>): number => {
		if (!isOpen(lane)) return Infinity;
		const now = Date.now();
		const paceMs = Math.max(lane.pace.waitMs(now), bounds?.waitMs(now) ?? 0);
		if (paceMs <= 0) {
			const index = lane.jobs.findIndex((job) => job.notBefore <= now && budget.tryTake(job.bytes));
			const job = index < 0 ? undefined : lane.jobs.splice(index, 1)[0];
			if (job) {
				start(job, lane);
				return 0;
			}
		}
		const due = lane.jobs.reduce((first, job) => Math.min(first, job.notBefore), Infinity);
		const dueMs = due - now;
		if (dueMs > 0) return Math.max(dueMs, paceMs);
		// A job that is due but does not fit waits for an answer, which gives memory back.
		return paceMs > 0 ? paceMs : Infinity;
	};

	while (!signal?.aborted) {
		const open = !control.halted() && lanes.some(isOpen);
		if (!open && inFlight.size === 0) break;
		const waits = open ? lanes.map(startNext) : [];
		if (waits.includes(0)) continue;
		const waitMs = Math.min(...waits, Infinity);
		if (open) control.waiting?.(waitMs);
		await wait(waitMs, signal, answered.promise);
		answered = deferred();
	}
	await Promise.all(inFlight);
}

function isOpen<J extends Job>(lane: Lane<J>): boolean {
	return lane.jobs.length > 0 && lane.closed?.() !== true;
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
	let resolve = () => {};
	const promise = new Promise<void>((settle) => {
		resolve = settle;
	});
	return { promise, resolve };
}
