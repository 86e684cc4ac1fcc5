import { Failure } from '../../nodes/QwenImageEdit/failure';
import type { Made } from '../../nodes/QwenImageEdit/wire/response';
import { readAnswer } from '../../nodes/QwenImageEdit/wire/response';
import type { LiveAnswer } from './answer';

/** What the node makes of a saved answer. */
export function readLiveAnswer(answer: LiveAnswer): Made | Failure {
	return readAnswer({
		status: answer.status,
		headers: answer.headers,
		body: answer.body,
		receivedAt: Date.parse(answer.receivedAt),
	});
}

/** The same in a few words. */
export function summarize(answer: LiveAnswer): string {
	const read = readLiveAnswer(answer);
	const outcome =
		read instanceof Failure
			? `${read.message}. ${read.description}`
			: `images ${read.images.length} of ${answer.requested}`;
	return `${answer.status} after ${(answer.durationMs / 1000).toFixed(1)} s: ${outcome}`;
}
