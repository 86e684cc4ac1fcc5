import { randomInt } from 'crypto';

import type { IExecuteFunctions } from 'n8n-workflow';

import { attempted, Failure } from '../failure';
import type { Verdict } from '../line/dispatch';
import type { Job, Line } from '../line/line';
import { bodyOf, type Exchange, expectedBytes, send } from './exchange';
import { retryDelayMs } from '../line/retry';
import type { Transport } from './transport';
import { LIMITS } from '../catalogue/limits';
import type { Prepared } from '../input/prepare';
import { received } from '../output/received';
import type { ItemResult } from '../output/result';

/** All tries of one request and the waits between them end after this time, in ms; the pace's longest window fits in often. */
const RETRY_BUDGET_MS = 10 * 60_000;

/** What an execution's requests in the same line know of each other. */
export interface LineState {
	line: Line;
	/** When they came into the line, epoch ms. */
	joinedAt: number;
	/** Set when the service took nobody's request for so long that the rest of these need not be sent. */
	givenUp?: Failure;
}

/** One item's request on its way to a result. */
export class Sending implements Job {
	notBefore = 0;
	bytes: number;
	/** Set once nothing more will be sent. */
	ending: ItemResult | Failure | undefined;
	/** How often the request went out. */
	sent = 0;
	/** How the last try ended that may have been billed although it brought no image. */
	uncertain: Failure | undefined;

	private readonly exchange: Exchange;
	private readonly seed: number;
	/** Tries that ended for another reason than the rate limit. */
	private tries = 0;
	private startedAt = 0;

	constructor(
		readonly index: number,
		private readonly prepared: Prepared,
		private readonly context: IExecuteFunctions,
		private readonly transport: Transport,
		private readonly state: LineState,
	) {
		const { request, images, size } = prepared;
		const { generation, sending } = request;
		// Drawn here rather than by the service, so that a good image can be made again.
		this.seed = generation.seed ?? randomInt(LIMITS.maxSeed + 1);
		this.exchange = {
			request: {
				model: request.model,
				prompt: request.prompt,
				settings: { ...generation, size, seed: this.seed },
			},
			images,
			inline: sending.imageTransfer === 'inline',
			timeoutMs: sending.timeoutMs,
		};
		this.bytes = expectedBytes(this.exchange);
	}

	/** Sends the request once and decides how it goes on; never throws. */
	async attempt(): Promise<Verdict> {
		const verdict = await attempted(() => this.tryOnce());
		if (!(verdict instanceof Failure)) return verdict;
		// Only a defect of the node or of n8n comes here; the line must go on, and what was sent may be paid.
		const ending = new Failure({
			...verdict,
			message: verdict.message,
			mayBeBilled: this.sent > 0,
		});
		ending.cause = verdict.cause;
		this.ending = ending;
		return { outcome: 'unknown' };
	}

	/** A failure as the ending of this request: it does not hide what an earlier try may have cost. */
	endingOf(failure: Failure): Failure {
		return this.uncertain && !failure.mayBeBilled ? alsoUncertain(failure) : failure;
	}

	private async tryOnce(): Promise<Verdict> {
		if (this.startedAt === 0) this.startedAt = Date.now();
		const body = await attempted(() => bodyOf(this.exchange, this.transport));
		if (body instanceof Failure) return this.failed(body, false);
		// Counted before anything of the answer is read: whatever goes wrong from here on, it may be paid.
		this.sent += 1;
		const answer = await send(body, this.exchange, this.transport);
		if (answer instanceof Failure) return this.failed(answer, true);
		const { context, prepared, seed } = this;
		this.ending = await received(context, prepared.request, seed, answer);
		return { outcome: 'accepted' };
	}

	private failed(failure: Failure, posted: boolean): Verdict {
		const { sending } = this.prepared.request;
		const refused = failure.kind === 'rateLimit';
		if (!refused) this.tries += 1;
		if (failure.mayBeBilled) this.uncertain = failure;
		const answered = posted && failure.httpStatus !== undefined;
		const outcome = refused ? 'refused' : answered ? 'accepted' : 'unknown';
		const { retryAfterMs } = failure;
		const { line, joinedAt } = this.state;

		if (failure.repeat === 'inline' && this.mayGoInline()) {
			this.exchange.inline = true;
			this.bytes = expectedBytes(this.exchange);
			return { outcome, againAfterMs: 0 };
		}
		const againAfterMs = retryDelayMs({
			failure,
			tries: this.tries,
			maxTries: sending.maxTries,
			// While anybody's request is taken, one that is refused only waits for its turn.
			startedAt: refused ? Math.max(line.takenAt, joinedAt) : this.startedAt,
			now: Date.now(),
			budgetMs: Math.max(RETRY_BUDGET_MS, 3 * sending.timeoutMs),
			retryUncertain: sending.retryUncertain,
			random: Math.random,
		});
		const worn = refused && sending.countRefusals && this.sent >= sending.maxTries;
		if (againAfterMs !== undefined && !worn) return { outcome, retryAfterMs, againAfterMs };
		this.ending = this.endingOf(failure);
		const giveUp = refused && !worn;
		if (giveUp) this.state.givenUp = failure;
		return { outcome, retryAfterMs, giveUp };
	}

	private mayGoInline(): boolean {
		return (
			this.prepared.request.sending.imageTransfer === 'auto' &&
			!this.exchange.inline &&
			this.exchange.images.some((image) => 'url' in image)
		);
	}
}

function alsoUncertain(failure: Failure): Failure {
	return new Failure({
		...failure,
		message: failure.message,
		description: `${failure.description} An earlier try may have been billed.`,
		mayBeBilled: true,
	});
}
