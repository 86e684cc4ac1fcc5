import type { Growth } from './growth';
import type { History, Started } from './history';
import type { Neighbours } from './neighbours';
import type { Openings } from './openings';
import type { Patience } from './patience';
import type { Undecided } from './undecided';

/** What a start depends on. */
export interface Parts {
	readonly history: History;
	readonly undecided: Undecided;
	readonly openings: Openings;
	readonly patience: Patience;
	readonly neighbours: Neighbours;
	readonly growth: Growth;
	/** Requests in flight that were sent in spite of a possible bound and are not settled. */
	readonly trying: ReadonlySet<Started>;
}

/** When the next request may start of whoever believes to be the only one who uses the account, epoch ms; Infinity = after an answer. */
export function nextStartAlone(now: number, parts: Parts): number {
	const { neighbours, patience, undecided } = parts;
	if (patience.pausedUntil > now) return patience.pausedUntil;
	if (parts.history.inFlight.size >= parts.growth.mostInFlight) return undecided.settlesAt();
	if (undecided.countSince(patience.refusalKnownAt) >= patience.mostUndecided) {
		return undecided.settlesAt();
	}
	const opening = parts.openings.next(now);
	const patientAt = patience.startAt(now);
	const allAt = Math.max(opening.allAt, patientAt);
	const tryAt = Math.max(opening.tryAt, patientAt);
	if (allAt <= now) return neighbours.placeAt(now);
	// Nothing is tried while others of the burst that was refused may still come back.
	const oldest = undecided.oldest();
	const isBurst = oldest?.against.length === 0 && oldest.startedAt <= patience.refusalKnownAt;
	if (isBurst || parts.trying.size >= opening.mostTried) {
		return Math.min(allAt, undecided.settlesAt());
	}
	// Nor when it can be known only after it is allowed anyhow.
	const nextAt = allAt - tryAt < undecided.presumeMs() ? allAt : tryAt;
	return patientAt > now ? nextAt : Math.min(nextAt, neighbours.nextSwapTry(now));
}
