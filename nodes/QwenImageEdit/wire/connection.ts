import { counted, FIELDS } from '../catalogue/fields';
import { Failure, reasonOf } from '../failure';
import { get, textOf } from './json';
import { failureRow } from './failureTable';

/** Codes of failures before a request is on its way: nothing can have been made or billed. */
const NOT_SENT =
	/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|EADDRNOTAVAIL|ERR_TLS_\w+|CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|ERR_INVALID_URL|EPROTO)$/;

/** Codes of failures that another try may get past. */
const PASSING =
	/^(ECONNREFUSED|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|EADDRNOTAVAIL|ETIMEDOUT)$/;

const MAYBE_SENT = /^(ECONNRESET|EPIPE|ETIMEDOUT|ECONNABORTED|ERR_\w+|HPE_\w+|ESOCKETTIMEDOUT)$/;

/**
 * The failure that a thrown error stands for when a request brought no answer at all. Only where the connection surely never
 * stood can nothing have been billed; n8n's protection against private addresses refuses before connecting, too.
 */
export function connectionFailure(error: unknown): Failure {
	const chain = causes(error);
	const code = chain.map((cause) => get(cause, 'code')).find(isConnectionCode);
	const connecting = chain.some((cause) => get(cause, 'syscall') === 'connect');
	const notSent = code !== undefined && (NOT_SENT.test(code) || connecting);
	const reason = [code, ...chain.map(reasonOf)].filter(Boolean);
	const details = [...new Set(reason)].slice(0, 2).join(': ');
	if (notSent || (code === undefined && isRefusal(chain))) {
		return new Failure({
			kind: 'server',
			message: 'The service could not be reached',
			description: `Check the base URL in the credential and the network of the n8n server. Nothing was sent or billed. ${details}`,
			repeat: code !== undefined && PASSING.test(code) ? 'wait' : 'never',
			code,
		});
	}
	return unanswered('The service’s answer was lost', details, code);
}

/** No answer within the time limit. */
export function noAnswerInTime(timeoutMs: number): Failure {
	return unanswered(
		`No answer within ${counted(timeoutMs / 1000, 'second')}`,
		`To wait longer, raise the option ${FIELDS.timeout.label}.`,
	);
}

/** Whether the image was made, and billed, nobody here can know. */
function unanswered(message: string, more: string, code?: string): Failure {
	return new Failure({
		kind: 'timeout',
		message,
		description: `${failureRow('timeout')?.remedy} ${more}`,
		repeat: 'uncertain',
		mayBeBilled: true,
		code,
	});
}

function isConnectionCode(code: unknown): code is string {
	return (
		typeof code === 'string' && [NOT_SENT, PASSING, MAYBE_SENT].some((kind) => kind.test(code))
	);
}

/** Errors by which n8n itself refuses to connect. */
function isRefusal(chain: unknown[]): boolean {
	return chain.some((cause) => {
		const name = textOf(get(cause, 'name')) ?? '';
		return /ssrf|blocked|domain/i.test(`${name} ${reasonOf(cause)}`);
	});
}

/** An error and what caused it; errors of n8n and of its HTTP client wrap each other. */
function causes(error: unknown): unknown[] {
	const chain: unknown[] = [];
	let current = error;
	while (!chain.includes(current)) {
		chain.push(current);
		current = get(current, 'cause') ?? get(current, 'errorResponse');
	}
	return chain;
}
