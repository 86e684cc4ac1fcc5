import { Failure } from '../failure';

/** What a promise came to, as a value: what a catch block may throw is restricted in n8n nodes. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; cause: unknown };

/** Waits for a promise without throwing, except for a failure that already says what happened. */
export async function outcomeOf<T>(promise: Promise<T>): Promise<Outcome<T>> {
	const outcome = await promise.then(
		(value): Outcome<T> => ({ ok: true, value }),
		(cause: unknown): Outcome<T> => ({ ok: false, cause }),
	);
	if (!outcome.ok && outcome.cause instanceof Failure) throw outcome.cause;
	return outcome;
}

/** What a thrown value says about itself; empty where it says nothing. */
export function reasonOf(cause: unknown): string {
	if (typeof cause !== 'object' || cause === null || !('message' in cause)) return '';
	return typeof cause.message === 'string' ? cause.message : '';
}
