import { isObject, type JsonObject } from './json';
import { servedModel, type ServedModel } from './models';
import { gatewayRefusal, serviceRefusal, type Refusal, type Style } from './refusal';

/** A request that keeps every documented rule; its images have not been looked at yet. */
export interface ItemRequest {
	model: ServedModel;
	prompt: string;
	negativePrompt?: string;
	images: string[];
	n: number;
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

/** @throws the refusal of a parameter, if what must hold does not */
function must(holds: boolean, message: string): asserts holds {
	if (!holds) throw new Broken(serviceRefusal(400, 'InvalidParameter', message));
}

/**
 * Reads a request's body by the documented rules.
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
	must(isObject(body), 'The request body must be a JSON object.');
	const model = findModel(body.model, style);
	const typed = new Reader(style);
	if (body.input === undefined) {
		const message = 'Required input parameter missing from request.';
		throw new Broken(serviceRefusal(400, 'BadRequest.EmptyInput', message));
	}
	const content = readContent(typed, typed.object(body.input, 'input'), model);
	const parameters = typed.object(
		body.parameters === undefined ? {} : body.parameters,
		'parameters',
	);
	return { model, ...content, ...readParameters(typed, parameters, model) };
}

function findModel(name: unknown, style: Style): ServedModel {
	const isGateway = style === 'gateway';
	if (typeof name !== 'string' || name === '') {
		const message = 'Required parameter "model" missing from request.';
		throw new Broken(
			isGateway
				? gatewayRefusal(400, '', '未指定模型名称，模型名称不能为空')
				: serviceRefusal(400, 'BadRequest.EmptyModel', message),
		);
	}
	const model = servedModel(name);
	if (model) return model;
	const message = `分组 default 下模型 ${name} 无可用渠道（distributor）`;
	throw new Broken(
		isGateway
			? gatewayRefusal(503, 'model_not_found', message)
			: serviceRefusal(404, 'ModelNotFound', 'Model not exist.'),
	);
}

function readContent(typed: Reader, input: JsonObject, { inputs, size }: ServedModel) {
	const messages = typed.list(input.messages, 'input.messages');
	must(messages.length === 1, 'input.messages must have exactly one message.');
	const message = typed.object(messages[0], 'input.messages[0]');
	must(message.role === 'user', 'The role of the message must be user.');
	const images: string[] = [];
	const texts: string[] = [];
	for (const [index, entry] of typed.list(message.content, 'content').entries()) {
		const name = `content[${index}]`;
		const part = typed.object(entry, name);
		const [key, ...more] = Object.keys(part);
		const isKnown = (key === 'image' || key === 'text') && more.length === 0;
		must(isKnown, `${name} must be either an image or a text.`);
		if (key === 'image') images.push(typed.string(part.image, `${name}.image`));
		else texts.push(typed.string(part.text, `${name}.text`));
	}
	const [least, most] = inputs;
	must(
		images.length >= least && images.length <= most,
		least === 0
			? `The model supports ${least}~${most} image content items. Got ${images.length}`
			: `The number of images must be between ${least} and ${most}, but got ${images.length}.`,
	);
	const [prompt = '', ...others] = texts;
	const oneText = `content must have exactly one text, but got ${texts.length}.`;
	must(others.length === 0 && prompt.trim() !== '', oneText);
	// The service does not refuse a longer text: it cuts what is over, by characters or (not done here) by tokens.
	const countsCharacters = size === 'sides' || size === 'refused';
	const kept = countsCharacters ? [...prompt].slice(0, PROMPT_CHARACTERS).join('') : prompt;
	return { images, prompt: kept };
}

function readParameters(typed: Reader, parameters: JsonObject, model: ServedModel) {
	const supported = (name: string, takes: boolean) =>
		must(
			takes || parameters[name] === undefined,
			`The parameter ${name} is not supported by ${model.id}.`,
		);
	const n = typed.integer(parameters, 'n') ?? 1;
	must(
		n >= 1 && n <= model.maxImages,
		`num_images_per_prompt must be ${model.maxImages === 1 ? '1' : `between 1 and ${model.maxImages}`}.`,
	);
	const negativePrompt = typed.text(parameters, 'negative_prompt');
	supported('negative_prompt', model.negativePrompt !== 'refused');
	must(
		model.negativePrompt !== 'up to 500' ||
			[...(negativePrompt ?? '')].length <= NEGATIVE_PROMPT_CHARACTERS,
		`The length of negative_prompt must not exceed ${NEGATIVE_PROMPT_CHARACTERS}.`,
	);
	const size = typed.text(parameters, 'size');
	supported('size', model.size !== 'refused');
	const promptExtend = typed.boolean(parameters, 'prompt_extend');
	supported('prompt_extend', model.promptExtend);
	const thinking = typed.boolean(parameters, 'enable_thinking');
	supported('enable_thinking', model.thinking);
	must(
		thinking === undefined || promptExtend !== false,
		'enable_thinking requires prompt_extend to be true.',
	);
	must(
		parameters.prompt_extend_mode === undefined,
		'prompt_extend_mode is not supported for image editing.',
	);
	const seed = typed.integer(parameters, 'seed');
	must((seed ?? 0) >= 0 && (seed ?? 0) <= MAX_SEED, `seed must be in [0, ${MAX_SEED}].`);
	return {
		n,
		negativePrompt,
		size: size === undefined ? undefined : readSize(size, model),
		promptExtend: promptExtend ?? model.promptExtend,
		watermark: typed.boolean(parameters, 'watermark') ?? false,
		seed,
	};
}

function readSize(text: string, { size: rule }: ServedModel): { width: number; height: number } {
	must(/^\d{1,5}\*\d{1,5}$/.test(text), 'size must have the form width*height, e.g. 1024*1024.');
	const [width = 0, height = 0] = text.split('*').map(Number);
	const [short, long] = [Math.min(width, height), Math.max(width, height)];
	if (rule === 'sides') {
		must(
			short >= MIN_SIDE && long <= MAX_SIDE,
			`Size is out of range, each side must be in [${MIN_SIDE}, ${MAX_SIDE}].`,
		);
		return { width, height };
	}
	must(
		width * height >= MIN_AREA && width * height <= MAX_AREA,
		`Size is out of range, width*height must be in [${MIN_AREA}, ${MAX_AREA}].`,
	);
	must(
		rule !== 'area with ratio' || long / short <= WIDEST_RATIO,
		`Size is out of range, the ratio must be in [1:${WIDEST_RATIO}, ${WIDEST_RATIO}:1].`,
	);
	return { width, height };
}

/** Types are strict: no number is read out of a string, and null is not "left out". */
class Reader {
	constructor(private readonly style: Style) {}

	object(value: unknown, name: string): JsonObject {
		return isObject(value) ? value : this.wrongType(value, name, 'object');
	}

	list(value: unknown, name: string): unknown[] {
		must(value !== undefined, `The required parameter ${name} is missing.`);
		return Array.isArray(value) ? value : this.wrongType(value, name, 'array');
	}

	string(value: unknown, name: string): string {
		return typeof value === 'string' ? value : this.wrongType(value, name, 'string');
	}

	text(parameters: JsonObject, name: string): string | undefined {
		const value = parameters[name];
		return value === undefined ? undefined : this.string(value, `parameters.${name}`);
	}

	integer(parameters: JsonObject, name: string): number | undefined {
		const value = parameters[name];
		if (value === undefined || (typeof value === 'number' && Number.isInteger(value))) return value;
		return this.wrongType(value, `parameters.${name}`, 'int');
	}

	boolean(parameters: JsonObject, name: string): boolean | undefined {
		const value = parameters[name];
		if (value === undefined || typeof value === 'boolean') return value;
		return this.wrongType(value, `parameters.${name}`, 'bool');
	}

	private wrongType(value: unknown, name: string, wanted: string): never {
		const got = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
		must(this.style === 'gateway', `${name} must be of type ${wanted}, but got ${got}.`);
		const message = `json: cannot unmarshal ${got} into Go struct field AliImageRequest.${name} of type ${wanted}`;
		throw new Broken(gatewayRefusal(500, 'convert_request_failed', message));
	}
}
