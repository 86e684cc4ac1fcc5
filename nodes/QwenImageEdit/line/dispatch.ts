import type { Job, Line, Party } from './line';
import type { Outcome } from './pace/pace';
import type { Bounds } from './userBounds';
import { UserBounds } from './userBounds';

/** What came of one try. */
export interface Verdict {
	/** What the answer says about the service's limits. */
	outcome: Outcome;
	retryAfterMs?: number;
	/** Send the same request again after so many ms. */
	againAfterMs?: number;
	/** Send nothing more of this execution in this line. */
	giveUp?: boolean;
}

export interface Dispatch<J extends Job> {
	/** The execution's jobs in its own order, each with the line it stands in. */
	jobs: ReadonlyArray<{ job: J; line: Line }>;
	/** The user's bounds, over all lines. */
	bounds: Bounds;
	signal: AbortSignal | undefined;
	/** Sends the request once; should it throw, its execution ends with that, and no other. */
	attempt(job: J): Promise<Verdict>;
	/** Whether nothing new may start; what is in flight is still waited for. */
	halted(): boolean;
	/** Told whenever nothing of this execution can start: how long, in ms (Infinity: until an answer), behind how many others. */
	waiting(ms: number, behind: number): void;
}

/**
 * Sends an execution's jobs, each in its turn. Ends when every job is done, or nothing is in flight any more after a halt or
 * the signal; jobs that are not sent any more are left as they are.
 */
export async function dispatch<J extends Job>(control: Dispatch<J>): Promise<void> {
	const { jobs, signal } = control;
	const parties = new Map<Line, Party>();
	const visitor = {
		bounds: new UserBounds(control.bounds),
		waiting: control.waiting,
		freed: () => {
			for (const line of parties.keys()) line.look();
		},
	};
	for (const { line } of jobs) {
		if (!parties.has(line)) parties.set(line, line.join(visitor));
	}
	const leaveAll = () => {
		for (const party of parties.values()) party.leave();
	};

	const work = async (job: J, party: Party | undefined, order: number) => {
		for (;;) {
			const turn = await party?.turn(job, order);
			if (!turn) return;
			let verdict: Verdict | undefined;
			try {
				verdict = await control.attempt(job);
			} finally {
				// Whatever breaks, the place is free for the others.
				turn.end(verdict?.outcome ?? 'unknown', verdict?.retryAfterMs);
			}
			if (verdict.giveUp) party?.leave();
			if (control.halted()) leaveAll();
			if (verdict.againAfterMs === undefined) return;
			job.notBefore = Date.now() + verdict.againAfterMs;
		}
	};

	signal?.addEventListener('abort', leaveAll);
	if (signal?.aborted || control.halted()) leaveAll();
	try {
		await Promise.all(jobs.map(({ job, line }, order) => work(job, parties.get(line), order)));
	} finally {
		signal?.removeEventListener('abort', leaveAll);
		leaveAll();
	}
}
