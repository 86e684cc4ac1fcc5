import { ExecutionBaseError } from 'n8n-workflow';

/** What went wrong, in the words of the table the documentation and the error texts are made from. */
export const FAILURE_KINDS = [
	'input',
	'key',
	'balance',
	'permission',
	'model',
	'moderation',
	'imageUnreachable',
	'imageInvalid',
	'parameter',
	'endpoint',
	'bodyTooLarge',
	'rateLimit',
	'server',
	'rewrite',
	'timeout',
	'answer',
	'task',
	'stopped',
	'defect',
] as const;

export type FailureKind = (typeof FAILURE_KINDS)[number];

/**
 * Whether the same request may be sent again:
 * `never` (it would fail again), `wait` (it was certainly not billed and may succeed later),
 * `inline` (once, with the images inside the body instead of their URLs),
 * `uncertain` (it may have been billed: only when the user asks for it).
 */
export type Repeat = 'never' | 'wait' | 'inline' | 'uncertain';

export interface FailureDetails {
	kind: FailureKind;
	/** One short sentence: what happened. No text from outside, since n8n rewrites messages that contain Node error codes. */
	message: string;
	/** What to do about it; text from the service and names from the user belong here. */
	description: string;
	repeat?: Repeat;
	/** The service may have made, and charged for, the images although no usable answer arrived. */
	mayBeBilled?: boolean;
	/** Name of the panel parameter the failure is about. */
	field?: string;
	httpStatus?: number;
	/** The service's own error code. */
	code?: string;
	requestId?: string;
	/** How long the service asks to wait, in ms. */
	retryAfterMs?: number;
}

/** The one kind of error the node's own code raises; run.ts turns it into n8n's errors, with the item's number. */
export class Failure extends Error {
	readonly kind: FailureKind;
	readonly description: string;
	readonly repeat: Repeat;
	readonly mayBeBilled: boolean;
	readonly field?: string;
	readonly httpStatus?: number;
	readonly code?: string;
	readonly requestId?: string;
	readonly retryAfterMs?: number;

	constructor(details: FailureDetails) {
		super(details.message);
		this.name = 'Failure';
		this.kind = details.kind;
		this.description = details.description;
		this.repeat = details.repeat ?? 'never';
		this.mayBeBilled = details.mayBeBilled ?? false;
		this.field = details.field;
		this.httpStatus = details.httpStatus;
		this.code = details.code;
		this.requestId = details.requestId;
		this.retryAfterMs = details.retryAfterMs;
	}

	/** The same failure with one more piece of advice. */
	withAdvice(advice: string): Failure {
		const description = `${this.description} ${advice}`;
		return new Failure({ ...this, message: this.message, description });
	}

	/** The same failure with everything changed that may hold words from outside. */
	withWords(change: (words: string) => string): Failure {
		return new Failure({
			...this,
			message: this.message,
			description: change(this.description),
			code: this.code && change(this.code),
			requestId: this.requestId && change(this.requestId),
		});
	}
}

/** A setting or input the user can correct before anything is sent. */
export function inputFailure(field: string, message: string, description: string): Failure {
	return new Failure({ kind: 'input', field, message, description });
}

/** What an action came to, as a value: what a catch block may throw is restricted in n8n nodes. */
export type Tried<T> = { ok: true; value: T } | { ok: false; cause: unknown };

/** Waits for a promise without throwing, except for a failure that already says what happened. */
export async function tried<T>(promise: Promise<T>): Promise<Tried<T>> {
	const came = await promise.then(
		(value): Tried<T> => ({ ok: true, value }),
		(cause: unknown): Tried<T> => ({ ok: false, cause }),
	);
	if (!came.ok && came.cause instanceof Failure) throw came.cause;
	return came;
}

/** What an action gives, or the failure it raised; anything else that is thrown becomes a failure too. */
export async function attempted<T>(action: () => Promise<T> | T): Promise<T | Failure> {
	try {
		return await action();
	} catch (error) {
		if (error instanceof Failure) return error;
		// n8n's own errors speak of the workflow, such as an expression that cannot be evaluated.
		return error instanceof ExecutionBaseError
			? new Failure({
					kind: 'input',
					message: 'The item could not be read',
					description: error.message,
				})
			: defect(error);
	}
}

/** Something the node itself, or n8n, did wrong; `cause` keeps the stack for n8n's log. */
function defect(cause: unknown): Failure {
	const failure = new Failure({
		kind: 'defect',
		message: 'Something went wrong inside the node',
		description: `Please report this, with the stack trace from n8n’s log. The error says: ${reasonOf(cause) || String(cause)}`,
	});
	failure.cause = cause;
	return failure;
}

/** What a thrown value says about itself; empty where it says nothing. */
export function reasonOf(cause: unknown): string {
	if (typeof cause !== 'object' || cause === null || !('message' in cause)) return '';
	return typeof cause.message === 'string' ? cause.message : '';
}
