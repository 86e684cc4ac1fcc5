import { ByteBudget } from './byteBudget';
import { Line } from './line';
import type { PaceGuess } from './pace/pace';

/** What was learned about a limit is believed for so long after the last request, ms. */
const FORGOTTEN_AFTER_MS = 10 * 60_000;

/** Lines nobody is in that are kept at most. */
const MOST_EMPTY = 64;

/** Bytes of request bodies in memory at once: six requests of two 8 MB images, three of three 10 MB images. */
const BODY_BUDGET_BYTES = 128 * 1024 * 1024;

/**
 * The lines of a process, one for each account and model, since that is what the service limits. n8n loads a package once
 * per process, so all executions meet here, also of different workflows and users.
 */
export class Lines {
	/** In the order of their last use. */
	private readonly byName = new Map<string, Line>();
	private readonly memory = new ByteBudget(BODY_BUDGET_BYTES);

	/**
	 * The line of an account and model; what nobody uses any more is dropped when another line is looked up, since a node has
	 * no timers of its own.
	 *
	 * @param account names address and key without containing them
	 * @param guess what the model is known to allow; a first guess, never a limit
	 * @param now epoch ms
	 */
	of(account: string, model: string, guess: PaceGuess | undefined, now: number): Line {
		const name = JSON.stringify([account, model]);
		this.dropOld(now);
		const line = this.byName.get(name) ?? new Line(guess, this.memory);
		this.byName.delete(name);
		this.byName.set(name, line);
		return line;
	}

	private dropOld(now: number): void {
		const empty = [...this.byName].filter(([, line]) => line.isEmpty);
		const tooMany = empty.length - MOST_EMPTY;
		empty.forEach(([name, { usedAt }], at) => {
			if (at < tooMany || now - usedAt > FORGOTTEN_AFTER_MS) this.byName.delete(name);
		});
	}
}
