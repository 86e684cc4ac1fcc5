import { Failure } from '../../../nodes/QwenImageEdit/failure';
import type { HttpAnswer } from '../../../nodes/QwenImageEdit/wire/answerFailure';
import { readAnswer } from '../../../nodes/QwenImageEdit/wire/response';
import { expectWellSaid } from '../support';

/** An answer with this body, as the transport gives it. */
export function answerOf(body: unknown, more: Partial<HttpAnswer> = {}): HttpAnswer {
	return { status: 200, headers: {}, body, receivedAt: 1_767_840_000_000, ...more };
}

/** The failure that such an answer is. */
export function refused(body: unknown, status = 200): Failure {
	const answer = readAnswer(answerOf(body, { status }));
	if (!(answer instanceof Failure)) throw new Error('No failure');
	expectWellSaid(answer);
	return answer;
}
