import { sleep } from 'n8n-workflow';
import type { DocumentUseCase } from '../../test/fixtures/document';
import type { LiveAnswer } from './answer';
import { ask } from './answer';
import { summarize } from './reading';
import { save } from './save';

export interface Session {
	useCases: readonly DocumentUseCase[];
	endpoint: string;
	key: string;
	/** Folder for the fixtures. */
	folder: string;
	/** Wait before a refused request is sent again, in ms. */
	waitMs?: number;
	/** Gets one line for each answer. */
	report: (line: string) => void;
}

/** The max model takes two requests a minute. */
const RATE_WAIT_MS = 31_000;
const MAX_TRIES = 4;

/**
 * Posts the requests one after the other and saves every answer. Only a 429, which is not billed, is sent again.
 *
 * @returns whether all were answered with success
 */
export async function hold(session: Session): Promise<boolean> {
	let allFine = true;
	for (const useCase of session.useCases) {
		const answer = await askPatiently(useCase, session);
		allFine &&= answer !== undefined && answer.status < 300;
	}
	return allFine;
}

async function askPatiently(
	useCase: DocumentUseCase,
	{ endpoint, key, folder, waitMs = RATE_WAIT_MS, report }: Session,
): Promise<LiveAnswer | undefined> {
	for (let tries = 1; ; tries++) {
		let answer: LiveAnswer;
		try {
			answer = await ask(useCase, endpoint, key);
		} catch (error) {
			// Of the error only the message is told: axios keeps the request, with the key, in it.
			const reason = error instanceof Error ? error.message : String(error);
			report(`${useCase.title}: no answer (${reason}). It may have been billed.`);
			return undefined;
		}
		report(`${useCase.title}: ${summarize(answer)} → ${save(answer, folder)}`);
		if (answer.status !== 429 || tries === MAX_TRIES) return answer;
		report(`${useCase.title}: waiting ${waitMs / 1000} s because of the rate limit`);
		await sleep(waitMs);
	}
}
