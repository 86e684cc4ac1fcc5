import { isObject } from './json';
import type { JsonObject } from './json';
import { servedModel } from './models';
import type { ServedModel } from './models';
import { gatewayRefusal, serviceRefusal } from './refusal';
import type { Refusal, Style } from './refusal';

/** A request that keeps every documented rule; its images have not been looked at yet. */
export interface ItemRequest {
	model: ServedModel;
	prompt: string;
	negativePrompt?: string;
	/** As sent: addresses and data URIs. */
	images: string[];
	n: number;
	/** As asked, before rounding. */
	size?: { width: number; height: number };
	promptExtend: boolean;
	watermark: boolean;
	seed?: number;
}

export type Outcome<T> = { ok: T } | { refusal: Refusal };

const PROMPT_CHARACTERS = 800;
const NEGATIVE_PROMPT_CHARACTERS = 500;
const MIN_SIDE = 512;
const MAX_SIDE = 2048;
const MIN_AREA = MIN_SIDE * MIN_SIDE;
const MAX_AREA = MAX_SIDE * MAX_SIDE;
const WIDEST_RATIO = 8;
const MAX_SEED = 2_147_483_647;

/** Raised inside this file only; a rule that is broken ends the reading at once. */
class Broken extends Error {
	constructor(readonly refusal: Refusal) {
		super(refusal.message);
	}
}

/**
 * Reads a request's body by the documented rules.
 * @param body parsed JSON, whatever it is
 * @param style decides the words of an error: the gateway reads types strictly and fails with a 500 of its own
 */
export function readRequest(body: unknown, style: Style): Outcome<ItemRequest> {
	try {
		return { ok: read(body, style) };
	} catch (error) {
		if (error instanceof Broken) return { refusal: error.refusal };
		throw error;
	}
}

function read(body: unknown, style: Style): ItemRequest {
	if (!isObject(body)) throw invalid('The request body must be a JSON object.');
	const model = findModel(body.model, style);
	const typed = new Reader(style);
	if (body.input === undefined) {
		throw new Broken(
			serviceRefusal(
				400,
				'BadRequest.EmptyInput',
				'Required input parameter missing from request.',
			),
		);
	}
	const input = typed.object(body.input, 'input');
	const content = readContent(typed, input, model);
	const parameters =
		body.parameters === undefined ? {} : typed.object(body.parameters, 'parameters');
	return { model, ...content, ...readParameters(typed, parameters, model) };
}

function findModel(name: unknown, style: Style): ServedModel {
	if (typeof name !== 'string' || name === '') {
		throw new Broken(
			style === 'gateway'
				? gatewayRefusal(400, '', '未指定模型名称，模型名称不能为空')
				: serviceRefusal(
						400,
						'BadRequest.EmptyModel',
						'Required parameter "model" missing from request.',
					),
		);
	}
	const model = servedModel(name);
	if (model) return model;
	throw new Broken(
		style === 'gateway'
			? gatewayRefusal(
					503,
					'model_not_found',
					`分组 default 下模型 ${name} 无可用渠道（distributor）`,
				)
			: serviceRefusal(404, 'ModelNotFound', 'Model not exist.'),
	);
}

function readContent(typed: Reader, input: JsonObject, { inputs, size }: ServedModel) {
	const messages = typed.list(input.messages, 'input.messages');
	if (messages.length !== 1) throw invalid('input.messages must have exactly one message.');
	const message = typed.object(messages[0], 'input.messages[0]');
	if (message.role !== 'user') throw invalid('The role of the message must be user.');
	const images: string[] = [];
	const texts: string[] = [];
	for (const [index, entry] of typed.list(message.content, 'content').entries()) {
		const name = `content[${index}]`;
		const part = typed.object(entry, name);
		const keys = Object.keys(part);
		if (keys.length !== 1 || (keys[0] !== 'image' && keys[0] !== 'text')) {
			throw invalid(`${name} must be either an image or a text.`);
		}
		if (keys[0] === 'image') images.push(typed.string(part.image, `${name}.image`));
		else texts.push(typed.string(part.text, `${name}.text`));
	}
	const [least, most] = inputs;
	if (images.length < least || images.length > most) {
		throw invalid(
			least === 0
				? `The model supports ${least}~${most} image content items. Got ${images.length}`
				: `The number of images must be between ${least} and ${most}, but got ${images.length}.`,
		);
	}
	const prompt = texts[0];
	if (prompt === undefined || texts.length !== 1 || prompt.trim() === '') {
		throw invalid(`content must have exactly one text, but got ${texts.length}.`);
	}
	// The service does not refuse a longer text: it cuts what is over, by characters or (not done here) by tokens.
	const countsCharacters = size === 'sides' || size === 'refused';
	const read = countsCharacters ? [...prompt].slice(0, PROMPT_CHARACTERS).join('') : prompt;
	return { images, prompt: read };
}

function readParameters(typed: Reader, parameters: JsonObject, model: ServedModel) {
	const n = typed.integer(parameters.n, 'n') ?? 1;
	if (n < 1 || n > model.maxImages) {
		throw invalid(
			model.maxImages === 1
				? 'num_images_per_prompt must be 1.'
				: `num_images_per_prompt must be between 1 and ${model.maxImages}.`,
		);
	}
	const negativePrompt = typed.optionalString(parameters.negative_prompt, 'negative_prompt');
	if (negativePrompt !== undefined && model.negativePrompt === 'refused') {
		throw invalid(`The parameter negative_prompt is not supported by ${model.id}.`);
	}
	if (
		negativePrompt !== undefined &&
		model.negativePrompt === 'up to 500' &&
		[...negativePrompt].length > NEGATIVE_PROMPT_CHARACTERS
	) {
		throw invalid(`The length of negative_prompt must not exceed ${NEGATIVE_PROMPT_CHARACTERS}.`);
	}
	const sizeText = typed.optionalString(parameters.size, 'size');
	if (sizeText !== undefined && model.size === 'refused') {
		throw invalid(`The parameter size is not supported by ${model.id}.`);
	}
	const promptExtend = typed.boolean(parameters.prompt_extend, 'prompt_extend');
	if (promptExtend !== undefined && !model.promptExtend) {
		throw invalid(`The parameter prompt_extend is not supported by ${model.id}.`);
	}
	const thinking = typed.boolean(parameters.enable_thinking, 'enable_thinking');
	if (thinking !== undefined && !model.thinking) {
		throw invalid(`The parameter enable_thinking is not supported by ${model.id}.`);
	}
	if (thinking !== undefined && promptExtend === false) {
		throw invalid('enable_thinking requires prompt_extend to be true.');
	}
	if (parameters.prompt_extend_mode !== undefined) {
		throw invalid('prompt_extend_mode is not supported for image editing.');
	}
	const seed = typed.integer(parameters.seed, 'seed');
	if (seed !== undefined && (seed < 0 || seed > MAX_SEED)) {
		throw invalid(`seed must be in [0, ${MAX_SEED}].`);
	}
	return {
		n,
		negativePrompt,
		size: sizeText === undefined ? undefined : readSize(sizeText, model),
		promptExtend: promptExtend ?? model.promptExtend,
		watermark: typed.boolean(parameters.watermark, 'watermark') ?? false,
		seed,
	};
}

function readSize(text: string, { size: rule }: ServedModel): { width: number; height: number } {
	const [, width, height] = /^(\d{1,5})\*(\d{1,5})$/.exec(text) ?? [];
	if (width === undefined || height === undefined) {
		throw invalid('size must have the form width*height, e.g. 1024*1024.');
	}
	const size = { width: Number(width), height: Number(height) };
	if (rule !== 'sides') {
		checkArea(size, rule);
		return size;
	}
	for (const side of [size.width, size.height]) {
		if (side < MIN_SIDE || side > MAX_SIDE) {
			throw invalid(`Size is out of range, each side must be in [${MIN_SIDE}, ${MAX_SIDE}].`);
		}
	}
	return size;
}

function checkArea(size: { width: number; height: number }, rule: ServedModel['size']): void {
	const area = size.width * size.height;
	if (area < MIN_AREA || area > MAX_AREA) {
		throw invalid(`Size is out of range, width*height must be in [${MIN_AREA}, ${MAX_AREA}].`);
	}
	const ratio = Math.max(size.width, size.height) / Math.min(size.width, size.height);
	if (rule === 'area with ratio' && ratio > WIDEST_RATIO) {
		throw invalid(
			`Size is out of range, the ratio must be in [1:${WIDEST_RATIO}, ${WIDEST_RATIO}:1].`,
		);
	}
}

function invalid(message: string): Broken {
	return new Broken(serviceRefusal(400, 'InvalidParameter', message));
}

/** Types are strict: no number is read out of a string, and null is not "left out". */
class Reader {
	constructor(private readonly style: Style) {}

	object(value: unknown, name: string): JsonObject {
		if (!isObject(value)) throw this.wrongType(value, name, 'object');
		return value;
	}

	list(value: unknown, name: string): unknown[] {
		if (value === undefined) throw invalid(`The required parameter ${name} is missing.`);
		if (!Array.isArray(value)) throw this.wrongType(value, name, 'array');
		return value;
	}

	string(value: unknown, name: string): string {
		if (typeof value !== 'string') throw this.wrongType(value, name, 'string');
		return value;
	}

	optionalString(value: unknown, name: string): string | undefined {
		return value === undefined ? undefined : this.string(value, `parameters.${name}`);
	}

	integer(value: unknown, name: string): number | undefined {
		if (value === undefined) return undefined;
		if (typeof value !== 'number' || !Number.isInteger(value)) {
			throw this.wrongType(value, `parameters.${name}`, 'int');
		}
		return value;
	}

	boolean(value: unknown, name: string): boolean | undefined {
		if (value === undefined) return undefined;
		if (typeof value !== 'boolean') throw this.wrongType(value, `parameters.${name}`, 'bool');
		return value;
	}

	private wrongType(value: unknown, name: string, wanted: string): Broken {
		const got = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
		return new Broken(
			this.style === 'gateway'
				? gatewayRefusal(
						500,
						'convert_request_failed',
						`json: cannot unmarshal ${got} into Go struct field AliImageRequest.${name} of type ${wanted}`,
					)
				: serviceRefusal(
						400,
						'InvalidParameter',
						`${name} must be of type ${wanted}, but got ${got}.`,
					),
		);
	}
}
