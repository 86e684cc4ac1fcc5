import { Failure } from '../failure';
import { parseBase64 } from '../images/base64Text';
import { answerFailure, type HttpAnswer, saysItFailed } from './answerFailure';
import { get, isRecord, list, positiveInteger, textOf } from './json';
import { requestIdOf } from './requestId';

/** One image the service made: a link to it, or its bytes as Base64 (without data-URI prefix). */
export type MadeImage = { url: string } | { base64: string };

/** What a successful answer says. */
export interface Made {
	images: MadeImage[];
	/** Pixels, where the answer tells. */
	width?: number;
	height?: number;
	requestId?: string;
	/** The service's words on images it could not make although others succeeded. */
	missing: string[];
}

/**
 * Reads any answer of the service or of a gateway before it: the images in their order, or what went wrong.
 * Never throws, whatever the answer is.
 */
export function readAnswer(answer: HttpAnswer): Made | Failure {
	const body = unwrap(parsed(answer.body));
	const ok = answer.status >= 200 && answer.status < 300;
	if (ok) {
		const images = imagesOf(body);
		if (images.length > 0) {
			const usage = firstRecord(
				get(body, 'metadata', 'usage'),
				get(body, 'usage'),
				get(body, 'metadata', 'output', 'usage'),
			);
			return {
				images,
				width: positiveInteger(usage.width ?? usage.output_width),
				height: positiveInteger(usage.height ?? usage.output_height),
				requestId: requestIdOf(answer.headers, body),
				missing: missingOf(body),
			};
		}
		const task = taskOf(body);
		if (task !== undefined) return taskFailure(task, requestIdOf(answer.headers, body));
		if (!saysItFailed(body)) return emptyFailure(answer, body);
	}
	return answerFailure({ ...answer, body });
}

/** The body as JSON where it is text or bytes that hold JSON; else as it is. */
function parsed(body: unknown): unknown {
	const text = Buffer.isBuffer(body) ? body.toString('utf8') : body;
	if (typeof text !== 'string') return text;
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}

/** Some gateways put the whole answer into `{code: 200, msg, data}`. */
function unwrap(body: unknown): unknown {
	const data = get(body, 'data');
	return isRecord(data) && isSuccessCode(get(body, 'code')) ? data : body;
}

function isSuccessCode(code: unknown): boolean {
	return code === 200 || code === 0 || code === '200' || code === '0' || code === 'success';
}

function firstRecord(...values: unknown[]): Record<string, unknown> {
	return values.find(isRecord) ?? {};
}

/**
 * The images, in the order to read them: a gateway's `data` may hold only the last image while `metadata` holds all, so
 * `metadata` goes first and `data` adds what is not listed there.
 */
function imagesOf(body: unknown): MadeImage[] {
	const fromData = list(get(body, 'data')).flatMap(imageOfEntry);
	const fromMetadata = contentImages(get(body, 'metadata', 'output', 'choices'));
	if (fromMetadata.length > 0) {
		const links = fromData.filter((image) => 'url' in image);
		return distinct([...fromMetadata, ...links]);
	}
	if (fromData.length > 0) return distinct(fromData);
	const fromChoices = contentImages(get(body, 'output', 'choices'));
	if (fromChoices.length > 0) return distinct(fromChoices);
	const results = [get(body, 'output', 'results'), get(body, 'metadata', 'output', 'results')];
	return distinct(results.flatMap(list).flatMap(imageOfEntry));
}

function contentImages(choices: unknown): MadeImage[] {
	return list(choices)
		.flatMap((choice) => list(get(choice, 'message', 'content')))
		.flatMap((content) => imageOfText(get(content, 'image')));
}

function imageOfEntry(entry: unknown): MadeImage[] {
	const links = imageOfText(get(entry, 'url'));
	if (links.length > 0) return links;
	return [get(entry, 'b64_json'), get(entry, 'b64_image')].flatMap(imageOfBase64).slice(0, 1);
}

function imageOfText(value: unknown): MadeImage[] {
	if (typeof value !== 'string') return [];
	const trimmed = value.trim();
	if (/^https?:\/\/\S+$/i.test(trimmed)) return [{ url: trimmed }];
	return /^data:/i.test(trimmed) ? imageOfBase64(trimmed) : [];
}

/** Fewer bytes than this are no image. */
const LEAST_BYTES = 12;

function imageOfBase64(value: unknown): MadeImage[] {
	if (typeof value !== 'string') return [];
	// Checked in blocks: one regular expression over a whole image runs out of stack.
	const parsed = parseBase64(value);
	if (typeof parsed === 'string' || parsed.bytes < LEAST_BYTES) return [];
	return [{ base64: value.slice(parsed.start) }];
}

/** Without links that stand in the answer twice; two images with the same bytes are two images. */
function distinct(images: MadeImage[]): MadeImage[] {
	const seen = new Set<string>();
	return images.filter((image) => {
		if (!('url' in image)) return true;
		return !seen.has(image.url) && seen.add(image.url);
	});
}

function missingOf(body: unknown): string[] {
	return [get(body, 'output', 'results'), get(body, 'metadata', 'output', 'results')]
		.flatMap(list)
		.filter((entry) => imageOfEntry(entry).length === 0)
		.flatMap((entry) => {
			const words = [textOf(get(entry, 'code')), textOf(get(entry, 'message'))];
			const text = words.filter((word) => word !== undefined).join(': ');
			return text === '' ? [] : [text];
		});
}

/** The id of a task, which some gateways answer with instead of a result. */
function taskOf(body: unknown): string | undefined {
	const output = textOf(get(body, 'output', 'task_id'));
	if (output !== undefined) return output;
	const listed = list(get(body, 'data')).map((entry) => textOf(get(entry, 'task_id')));
	const first = listed.find((id) => id !== undefined) ?? textOf(get(body, 'task_id'));
	if (first !== undefined) return first;
	const status = textOf(get(body, 'status'))?.toLowerCase();
	const pending = ['pending', 'submitted', 'queued', 'running', 'processing', 'in_progress'];
	return status !== undefined && pending.includes(status) ? textOf(get(body, 'id')) : undefined;
}

function taskFailure(task: string, requestId: string | undefined): Failure {
	return new Failure({
		kind: 'task',
		message: 'The service started a task instead of answering with images',
		description: `Task ID: ${task}. The image may still be made and billed: look the task up in the provider’s console. Use a provider that answers with the images, such as api.aigc.it or Alibaba Model Studio.`,
		mayBeBilled: true,
		requestId,
	});
}

function emptyFailure(answer: HttpAnswer, body: unknown): Failure {
	const missing = missingOf(body);
	return new Failure({
		kind: 'answer',
		message: 'The service answered without an image',
		description:
			missing.length > 0
				? `The service says: ${missing.join('; ')}`
				: 'The answer has no image and gives no reason. Ask the provider whether it was billed, with the request ID if there is one.',
		httpStatus: answer.status,
		// Images that failed with a reason are not billed; an answer that says nothing may have cost an image.
		repeat: missing.length === 0 ? 'uncertain' : 'never',
		mayBeBilled: missing.length === 0,
		requestId: requestIdOf(answer.headers, body),
	});
}
