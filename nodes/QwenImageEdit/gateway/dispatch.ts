import type { ByteBudget } from '../images/budget';
import type { Outcome, Pace } from './pace';
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
	/** Send the same request again, at the front of the line, after so many ms. */
	againAfterMs?: number;
}

export interface Dispatch<J extends Job> {
	pace: Pace;
	budget: ByteBudget;
	signal: AbortSignal | undefined;
	/** Sends the request once; must not throw. */
	attempt(job: J): Promise<Verdict>;
	/** Whether nothing new may start; what is in flight is still waited for. */
	halted(): boolean;
	/** Told how long nothing can start, in ms, whenever the line stands still; Infinity where only an answer can move it. */
	waiting?(ms: number): void;
}

/**
 * Sends all jobs, as many at once as the pace and the memory allow. There is one line and no workers: whoever can go, goes,
 * and a job that does not fit the memory that is left never holds back a smaller one behind it.
 * Ends when every job is done, or nothing is in flight any more after a halt, or at once when the signal aborts.
 */
export async function dispatch<J extends Job>(jobs: J[], control: Dispatch<J>): Promise<void> {
	const { pace, budget, signal } = control;
	const line = [...jobs];
	const inFlight = new Set<Promise<void>>();
	let answered = deferred();

	const start = (job: J) => {
		const ticket = pace.start(Date.now());
		const { bytes } = job;
		const done = control.attempt(job).then((verdict) => {
			const now = Date.now();
			pace.finish(ticket, now, verdict.outcome, verdict.retryAfterMs);
			budget.release(bytes);
			inFlight.delete(done);
			if (verdict.againAfterMs !== undefined) {
				job.notBefore = now + verdict.againAfterMs;
				line.unshift(job);
			}
			answered.resolve();
		});
		inFlight.add(done);
	};

	while (!signal?.aborted) {
		const open = !control.halted() && line.length > 0;
		if (!open && inFlight.size === 0) break;
		const now = Date.now();
		const paceMs = open ? pace.waitMs(now) : Infinity;
		if (paceMs <= 0) {
			const index = line.findIndex((job) => job.notBefore <= now && budget.tryTake(job.bytes));
			const job = index < 0 ? undefined : line.splice(index, 1)[0];
			if (job) {
				start(job);
				continue;
			}
		}
		const dueMs = open ? Math.min(...line.map((job) => job.notBefore)) - now : Infinity;
		// A job that is due but does not fit waits for an answer, which gives memory back.
		const nextMs = dueMs > 0 ? Math.max(dueMs, paceMs) : paceMs > 0 ? paceMs : Infinity;
		if (open) control.waiting?.(nextMs);
		await wait(nextMs, signal, answered.promise);
		answered = deferred();
	}
	await Promise.all(inFlight);
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
	let resolve = () => {};
	const promise = new Promise<void>((settle) => {
		resolve = settle;
	});
	return { promise, resolve };
}
