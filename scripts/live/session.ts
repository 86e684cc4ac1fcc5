import axios from 'axios';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../nodes/QwenImageEdit/failure';
import { readAnswer, type Made } from '../../nodes/QwenImageEdit/wire/response';
import type { DocumentUseCase } from '../../test/fixtures/document';
import { redact, safeHeaders } from './redact';

/** What came back for one of the document's requests, without secrets: a fixture. */
export interface LiveAnswer {
	useCase: string;
	endpoint: string;
	receivedAt: string;
	durationMs: number;
	requested: number;
	status: number;
	headers: Record<string, string>;
	/** JSON, or the text where it was none. */
	body: unknown;
}

const TIMEOUT_MS = 300_000;

export interface Session {
	useCases: readonly DocumentUseCase[];
	endpoint: string;
	key: string;
	folder: string;
	waitMs?: number;
	report: (line: string) => void;
}

/** The max model takes two requests a minute. */
const RATE_WAIT_MS = 31_000;
const MAX_TRIES = 4;

/** Posts the requests one after the other and saves every answer. Only a 429, which is not billed, is sent again. */
export async function hold(session: Session): Promise<boolean> {
	let allFine = true;
	for (const useCase of session.useCases) allFine = (await isMade(useCase, session)) && allFine;
	return allFine;
}

async function isMade(
	useCase: DocumentUseCase,
	{ endpoint, key, folder, waitMs = RATE_WAIT_MS, report }: Session,
): Promise<boolean> {
	for (let tries = 1; ; tries++) {
		// Of an error only the message is told: axios keeps the request, with the key, in it.
		const answer = await ask(useCase, endpoint, key).catch(({ message }: Error) => message);
		if (typeof answer === 'string') {
			report(`${useCase.title}: no answer (${answer}). It may have been billed.`);
			return false;
		}
		report(`${useCase.title}: ${summarize(answer)} → ${save(answer, folder)}`);
		if (answer.status !== 429 || tries === MAX_TRIES) return answer.status < 300;
		report(`${useCase.title}: waiting ${waitMs / 1000} s because of the rate limit`);
		await sleep(waitMs);
	}
}

/**
 * Posts one request of the document as it stands, with axios: a client that shares no code with the node.
 * Every HTTP status is an answer; no answer at all rejects.
 */
async function ask(
	{ name, body }: DocumentUseCase,
	endpoint: string,
	key: string,
): Promise<LiveAnswer> {
	const started = Date.now();
	// axios reads JSON, and gives the text where it is none.
	const response = await axios.post<unknown>(endpoint, body, {
		headers: { Authorization: `Bearer ${key}` },
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
		body: redact(response.data, key),
	};
}

export function readLiveAnswer({ receivedAt, ...answer }: LiveAnswer): Made | Failure {
	return readAnswer({ ...answer, receivedAt: Date.parse(receivedAt) });
}

function summarize(answer: LiveAnswer): string {
	const read = readLiveAnswer(answer);
	const outcome =
		read instanceof Failure
			? `${read.message}. ${read.description}`
			: `images ${read.images.length} of ${answer.requested}`;
	return `${answer.status} after ${(answer.durationMs / 1000).toFixed(1)} s: ${outcome}`;
}

/** Writes an answer as a fixture; a refusal has its status in its name, beside the success that follows it. */
function save(answer: LiveAnswer, folder: string): string {
	mkdirSync(folder, { recursive: true });
	const refused = answer.status >= 400 ? `.${answer.status}` : '';
	const path = join(folder, `${answer.useCase}${refused}.json`);
	writeFileSync(path, `${JSON.stringify(answer, null, 2)}\n`);
	return path;
}
