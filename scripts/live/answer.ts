import axios from 'axios';
import type { DocumentUseCase } from '../../test/fixtures/document';
import { redact, safeHeaders } from './redact';

/** What came back for one of the document's requests, without secrets: a fixture. */
export interface LiveAnswer {
	useCase: string;
	endpoint: string;
	/** ISO time of the answer. */
	receivedAt: string;
	durationMs: number;
	/** How many images were asked for. */
	requested: number;
	status: number;
	headers: Record<string, string>;
	/** JSON, or the text where it was none. */
	body: unknown;
}

/** Pictures can take minutes. */
const TIMEOUT_MS = 300_000;

/**
 * Posts one request of the document as it stands, with axios: a client that shares no code with the node.
 * Every HTTP status is an answer; no answer at all rejects.
 */
export async function ask(
	{ name, body }: DocumentUseCase,
	endpoint: string,
	key: string,
): Promise<LiveAnswer> {
	const started = Date.now();
	const response = await axios.post<string>(endpoint, body, {
		headers: { Authorization: `Bearer ${key}` },
		responseType: 'text',
		transformResponse: (text: string) => text,
		validateStatus: () => true,
		maxRedirects: 0,
		timeout: TIMEOUT_MS,
	});
	return {
		useCase: name,
		// A base URL may carry a password.
		endpoint: String(redact(endpoint, key)),
		receivedAt: new Date().toISOString(),
		durationMs: Date.now() - started,
		requested: body.parameters.n ?? 1,
		status: response.status,
		headers: safeHeaders({ ...response.headers }, key),
		body: redact(parse(response.data), key),
	};
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}
