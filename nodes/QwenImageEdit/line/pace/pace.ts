import { nextStartAlone } from './alone';
import { Belief } from './belief';
import { Growth } from './growth';
import { History, type Started } from './history';
import { Neighbours } from './neighbours';
import { observeRefused, observeTaken } from './observe';
import { Openings } from './openings';
import { Patience } from './patience';
import type { Outcome, PaceGuess } from './types';
import { Undecided } from './undecided';
import { LONGEST_RETRY_AFTER_MS } from '../retry';

export type { Outcome, PaceGuess } from './types';

/** Starts are kept for the longest window and what may be off. */
const KEEP_MS = 65_000;

/**
 * Finds the pace a service allows from its answers, and keeps just below it. Pure: it is told what
 * starts and what comes back, and says how long to wait; the time is an argument, in epoch
 * ms: neighbours meet by the time of day.
 *
 * A refusal (429) does not say whether too many requests are in flight or too many were sent within
 * a second, or a minute, or whether it means anything at all. So each refusal and each request taken
 * is evidence (`pace/belief.ts`), of which sets of bounds follow that are all possible. What all of
 * them allow starts at once. What only some allow, or none but one bound forbids, is tried now and
 * then with single requests (`pace/trials.ts`), each of which proves somebody wrong: so it finds
 * the limits, hears when they change, and takes a stray refusal for what it is.
 *
 * - It begins with a few requests and doubles what is in flight with each round trip.
 * - A request without an answer for much longer than refusals take is presumed taken, so that slow
 *   answers do not hold the search up: a picture takes 20 s, a refusal well under one.
 * - Tries are paid for: a run begins with some credit and earns more by requests taken. Without
 *   credit (nothing explains the refusals) it goes at the rate at which requests were taken lately.
 * - After a refusal nothing but a single request is sent until one is taken again.
 * - A `Retry-After` overrules: nothing starts before it. One longer than anybody waits is no pace at
 *   all: the caller gives such a request up, and the others shall not sleep for it.
 * - Refusals that its own requests do not explain mean that others use the account: then places are shared with
 *   them (`pace/neighbours.ts`).
 *
 * With nothing in flight the wait is always finite.
 */
export class Pace {
	private readonly history = new History(KEEP_MS);
	private readonly undecided = new Undecided(this.history);
	private readonly belief: Belief;
	private readonly openings: Openings;
	private readonly patience: Patience;
	private readonly neighbours: Neighbours;
	private readonly growth: Growth;
	private readonly tickets = new Map<number, Started>();
	private lastTicket = 0;
	/** Requests in flight that were sent in spite of a possible bound and are not settled. */
	private readonly trying = new Set<Started>();

	/** @param random a number in [0, 1), as Math.random: neighbours must not come back in step */
	constructor(guess?: PaceGuess, random: () => number = Math.random) {
		this.belief = new Belief(guess);
		this.openings = new Openings(this.history, this.belief);
		this.patience = new Patience(this.history, random);
		this.neighbours = new Neighbours(this.history, this.belief, this.openings, random);
		this.growth = new Growth(guess);
	}

	/** Ms until the next request may start; 0 = now; Infinity = only an answer can free a place. */
	waitMs(now: number): number {
		this.settle(now);
		return Math.max(0, this.nextStart(now) - now);
	}

	/** A request starts. @returns its ticket, for `finish` */
	start(now: number): number {
		this.settle(now);
		const request: Started = {
			startedAt: now,
			inFlight: this.history.inFlight.size + 1,
			against: this.openings.against(now),
			use: this.neighbours.use(now),
		};
		this.neighbours.started(request);
		if (request.against.length > 0) this.trying.add(request);
		this.history.add(request);
		this.undecided.add(request);
		this.lastTicket += 1;
		this.tickets.set(this.lastTicket, request);
		return this.lastTicket;
	}

	/** A request ended. @param retryAfterMs what the service asked to wait, uncapped */
	finish(ticket: number, now: number, outcome: Outcome, retryAfterMs?: number): void {
		const request = this.tickets.get(ticket);
		if (!request) return;
		this.tickets.delete(ticket);
		this.settle(now);
		if (outcome !== 'unknown') this.growth.answered();
		if (outcome === 'refused') return this.refused(request, now, retryAfterMs);
		this.history.end(request, now);
		// What became of a lost request is not known; it may have counted, so its start stays.
		if (outcome === 'unknown') this.trying.delete(request);
		else {
			this.history.latencyMs += 0.2 * (now - request.startedAt - this.history.latencyMs);
			this.taken(request, now);
		}
	}

	private nextStart(now: number): number {
		const { growth, history, neighbours, openings, patience, trying, undecided } = this;
		if (!neighbours.areThere) {
			const parts = { growth, history, neighbours, openings, patience, trying, undecided };
			return nextStartAlone(now, parts);
		}
		const nextAt = Math.max(patience.pausedUntil, neighbours.nextStart(now));
		return Math.min(nextAt, undecided.settlesAt());
	}

	/** Presumes requests taken that would have been refused by now. */
	private settle(now: number): void {
		for (const request of this.undecided.presumedTaken(now)) this.taken(request, now);
	}

	/** The service took the request, or is presumed to have. */
	private taken(request: Started, now: number): void {
		if (!request.observation) {
			request.observation = observeTaken(request, this.history, this.undecided);
			this.belief.addTaken(request.observation);
			this.neighbours.taken(request, now);
			this.patience.taken(request, now);
			this.growth.taken(request);
		}
		this.patience.answered(request);
		this.openings.taken(request, this.trying.delete(request), now);
	}

	private refused(request: Started, now: number, retryAfterMs: number | undefined): void {
		const { history, patience, undecided } = this;
		history.remove(request);
		this.trying.delete(request);
		if (request.observation) this.belief.revoke(request.observation);
		request.observation = undefined;
		if (retryAfterMs !== undefined && !(retryAfterMs <= LONGEST_RETRY_AFTER_MS)) return;

		undecided.refusedAfter(now - request.startedAt);
		if (retryAfterMs !== undefined) patience.waitFor(retryAfterMs, now);
		const isNewRound = patience.isNewRound(request);

		const observation = observeRefused(request, history, undecided);
		// A swap that brought nothing taught nothing.
		if (request.use === 'swap' && !this.neighbours.areThere) return;
		const { bounds } = this.belief.best;
		this.belief.addRefused(observation);
		this.neighbours.refused(request, observation, bounds, { now, isNewRound });
		if (isNewRound) {
			if (this.neighbours.areThere) patience.refusedByOthers(request, now);
			else patience.refused(request, now);
		}
		const stopMs = retryAfterMs ?? 0;
		this.openings.refused(request, observation, { now, isNewRound, stopMs });
	}
}
