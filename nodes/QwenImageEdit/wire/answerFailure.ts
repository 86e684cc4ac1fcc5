import { Failure } from '../failure';
import { FAILURE_TABLE, failureRow, type FailureRow } from './failureTable';
import { get, isRecord, textOf } from './json';
import { requestIdOf } from './requestId';
import { parseRetryAfter } from './retryAfter';

/** An HTTP answer as it came in; `body` is JSON where it could be read as such. */
export interface HttpAnswer {
	status: number;
	/** Lower-case names. */
	headers: Record<string, unknown>;
	body: unknown;
	/** When it arrived, epoch ms; dates in Retry-After are relative to it. */
	receivedAt: number;
}

interface Complaint {
	/** What it is called most exactly: codes, then types. */
	codes: string[];
	/** Those that count: types name whole families of failures, and count only where no code says more. */
	telling: string[];
	message: string;
}

/** Whether a body speaks of a failure, as some gateways send one under HTTP 200. */
export function saysItFailed(body: unknown): boolean {
	const { codes, message } = complaintOf(body);
	return codes.length > 0 || message !== '' || get(body, 'success') === false;
}

/**
 * The failure an answer without images stands for, by its codes, message and status together: gateways lose the service's
 * own code and change its status, so none of the three is enough alone.
 */
export function answerFailure(answer: HttpAnswer): Failure {
	const complaint = complaintOf(answer.body);
	const row = classify(statusOf(answer), complaint);
	const said = describe(answer, complaint);
	return new Failure({
		kind: row.kind,
		message: row.title,
		description: `${row.remedy} ${said}`,
		repeat: row.repeat,
		mayBeBilled: row.mayBeBilled,
		httpStatus: answer.status,
		code: complaint.codes[0],
		requestId: requestIdOf(answer.headers, answer.body),
		retryAfterMs: parseRetryAfter(answer.headers['retry-after'], answer.receivedAt),
	});
}

type Meaning = Pick<FailureRow, 'kind' | 'title' | 'remedy' | 'repeat' | 'mayBeBilled'>;

/** Under a status of success, images may have been made although the answer does not show them. */
const UNKNOWN: Meaning = {
	kind: 'answer',
	title: 'The service gave an answer that the node does not understand',
	remedy:
		'Check the provider and base URL in the credential. If they are right, the image may have been made: ask the provider with the request ID.',
	repeat: 'uncertain',
	mayBeBilled: true,
};

/** Some gateways answer 200 to everything and put the status into the body's code. */
function statusOf({ status, body }: HttpAnswer): number {
	const code = Number(textOf(get(body, 'code')) ?? textOf(get(body, 'error', 'code')));
	return status < 300 && code >= 400 && code < 600 ? code : status;
}

function classify(status: number, { telling, message }: Complaint): Meaning {
	const words = [...telling, message].join('\n');
	// A code of a general row (InvalidParameter, InternalError, Throttling) must not hide what the message tells more exactly.
	const bySaid = FAILURE_TABLE.find(
		(row) => row.text.test(words) || telling.some((code) => row.code?.test(code)),
	);
	const byStatus = FAILURE_TABLE.find((row) => row.statuses?.includes(status));
	return bySaid ?? byStatus ?? statusClass(status) ?? UNKNOWN;
}

function statusClass(status: number): Meaning | undefined {
	if (status < 300) return undefined;
	if (status < 400) return failureRow('endpoint');
	return failureRow(status < 500 ? 'parameter' : 'server');
}

/** Codes that only say that something failed; the message has the reason. */
const EMPTY_CODES =
	/^(0|200|success|ok|null|bad_response_status_code|upstream_error|new_api_error)$/i;

function complaintOf(body: unknown): Complaint {
	if (typeof body === 'string') return { codes: [], telling: [], message: plainText(body) };
	const error = get(body, 'error');
	const sources = [isRecord(error) ? error : undefined, isRecord(body) ? body : undefined];
	const named = (field: string) =>
		sources
			.map((source) => textOf(get(source, field)))
			.filter((name) => name !== undefined)
			.filter((name) => !EMPTY_CODES.test(name));
	const codes = named('code');
	const types = named('type');
	const known = codes.filter((code) => FAILURE_TABLE.some((row) => row.code?.test(code)));
	const output = get(body, 'output');
	const messages = [
		error,
		...sources.flatMap((source) => [get(source, 'message'), get(source, 'msg')]),
		get(output, 'message'),
		textOf(get(output, 'code')),
	];
	const message = messages.map(textOf).find((text) => text !== undefined) ?? '';
	return {
		codes: [...new Set([...codes, ...types])],
		telling: known.length > 0 ? codes : [...codes, ...types],
		message,
	};
}

/** The words of an HTML page, or a text as it is. */
function plainText(text: string): string {
	return text
		.slice(0, 20_000)
		.replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, ' ')
		.replace(/<[^>]*>/g, ' ')
		.replace(/\s+/g, ' ')
		.trim()
		.slice(0, 300);
}

function describe(answer: HttpAnswer, { codes, message }: Complaint): string {
	const code = codes.length > 0 ? ` (${codes.join(', ')})` : '';
	// The request id is told on its own.
	const words = message.replace(/\s*\(request id:[^)]{0,80}\)$/i, '');
	const short = words.length > 1000 ? `${words.slice(0, 1000)}…` : words;
	return short === '' && code === ''
		? `The service answered with status ${answer.status} and no reason.`
		: `The service says: ${short}${code} [status ${answer.status}]`;
}
