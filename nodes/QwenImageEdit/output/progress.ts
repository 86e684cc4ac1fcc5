import type { IExecuteFunctions } from 'n8n-workflow';

/** Least time between two messages, so that a fast batch is not noisy (ms). */
const EVERY_MS = 5_000;

/** A wait shorter than this is not worth a word (ms). */
const LONG_WAIT_MS = 5_000;

/** Tells n8n's log and the editor how a batch proceeds; says nothing about a run of a few seconds. */
export class Progress {
	private readonly startedAt = Date.now();
	private lastAt = Date.now();
	private lastEndedAt = Date.now();
	private done = 0;
	private failed = 0;

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly total: number,
	) {}

	/** An item ended. */
	ended(ok: boolean): void {
		this.done += 1;
		this.lastEndedAt = Date.now();
		if (!ok) this.failed += 1;
		if (this.total > 1 && this.done < this.total) this.say('');
	}

	/**
	 * Nothing of this execution can start for so many ms: because of the service's limit, or because others have their turn
	 * first.
	 *
	 * @param behind how many other executions stand in the line
	 */
	waiting(ms: number, behind: number): void {
		if (behind > 0) {
			if (Date.now() - this.lastEndedAt < LONG_WAIT_MS) return;
			this.say(`, waiting for its turn behind ${behind} execution${behind === 1 ? '' : 's'}`);
			return;
		}
		if (this.total < 2 || !Number.isFinite(ms) || ms < LONG_WAIT_MS) return;
		const until = new Date(Date.now() + ms).toISOString().slice(11, 19);
		this.say(`, waiting for the service’s limit until ${until} UTC`);
	}

	private say(more: string): void {
		const now = Date.now();
		if (now - this.lastAt < EVERY_MS) return;
		this.lastAt = now;
		const minutes = (now - this.startedAt) / 60_000;
		const pace = this.done > 0 ? `, ${(this.done / minutes).toFixed(1)} a minute` : '';
		const failed = this.failed > 0 ? `, ${this.failed} failed` : '';
		const items = this.total === 1 ? 'item' : 'items';
		const text = `Qwen Image Edit: ${this.done} of ${this.total} ${items}${failed}${pace}${more}`;
		this.context.logger.info(text);
		this.context.sendMessageToUI(text);
	}
}
