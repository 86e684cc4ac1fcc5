import type { IBinaryData } from 'n8n-workflow';

import { DEFAULTS } from './defaults';
import { inputFailure } from './failure';
import type { ImageSource } from './images/source';
import { LIMITS, type SizeOption } from './limits';
import { capabilitiesOf } from './models';
import { resolveReferences } from './references';
import {
	boolean,
	choice,
	type Field,
	integer,
	isAbsent,
	isRecord,
	limitedText,
	quoted,
	record,
	text,
} from './values';

/** What one item asks for, checked against every rule of the API document. */
export interface EditRequest {
	model: string;
	images: ImageSource[];
	prompt: string;
	generation: GenerationParameters;
	output: OutputSettings;
	sending: SendingOptions;
	/** Labels of settings that were dropped because the model lacks them and the user chose so. */
	dropped: string[];
}

/** Undefined means: not sent. */
export interface GenerationParameters {
	n: number;
	size?: RequestedSize;
	promptExtend?: boolean;
	negativePrompt?: string;
	/** Undefined: the node draws one when it sends the request. */
	seed?: number;
	watermark: boolean;
}

/** Pixels, or the index of the input image whose size to take. */
export type RequestedSize = Pick<SizeOption, 'width' | 'height'> | { matchImage: number };

export interface OutputSettings {
	perRequest: boolean;
	includeOtherFields: boolean;
	download: boolean;
	/** Name of the output data field. */
	field: string;
}

export interface SendingOptions {
	imageTransfer: 'auto' | 'url' | 'inline';
	maxTries: number;
	/**
	 * Whether a refusal by the rate limit counts as a try: only where the user set a bound. Otherwise time alone bounds it, since
	 * a refused request was not worked on and the limit may be shared with others.
	 */
	countRefusals: boolean;
	timeoutMs: number;
	retryUncertain: boolean;
}

/** Upper bounds for the whole batch; undefined: the node finds the pace. */
export interface BatchOptions {
	concurrency?: number;
	requestsPerMinute?: number;
}

/** Access to one item, given by the run from n8n's helpers. */
export interface ItemReader {
	/** A panel field's resolved value; fields hidden by the panel give the fallback. */
	parameter(name: string, fallback?: unknown): unknown;
	/** The file in an input data field, or undefined where there is none. `value` may also be the file's data itself. */
	file(value: unknown): IBinaryData | undefined;
	/** Names of the item's input data fields. */
	fileFields(): string[];
}

const field = (name: string, label: string): Field => ({ name, label });

const FIELDS = {
	operation: field('operation', 'Operation'),
	model: field('model', 'Model'),
	imageSource: field('imageSource', 'Image Source'),
	imagesFrom: field('imagesFrom', 'Images From'),
	prompt: field('prompt', 'Prompt'),
	numberOfImages: field('numberOfImages', 'Number of Images'),
	size: field('size', 'Size'),
	width: field('width', 'Width'),
	height: field('height', 'Height'),
	matchImage: field('matchImage', 'Image to Match'),
	promptExtend: field('promptExtend', 'Rewrite Prompt'),
	negativePrompt: field('negativePrompt', 'Negative Prompt'),
	seed: field('seed', 'Seed'),
	watermark: field('watermark', 'Watermark'),
	output: field('output', 'Output'),
	includeOtherFields: field('includeOtherFields', 'Include Other Input Fields'),
	download: field('download', 'Download Images'),
	outputField: field('outputField', 'Put Output File in Field'),
	imageTransfer: field('imageTransfer', 'Image Transfer'),
	concurrency: field('concurrency', 'Max Concurrent Requests'),
	requestsPerMinute: field('requestsPerMinute', 'Max Requests per Minute'),
	maxTries: field('maxTries', 'Max Tries'),
	retryUncertain: field('retryUncertain', 'Retry When Billing Is Uncertain'),
	timeout: field('timeout', 'Timeout'),
	unsupportedParameters: field('unsupportedParameters', 'Unsupported Parameters'),
} as const;

/**
 * Reads and checks everything one item asks for.
 *
 * @throws Failure of kind `input` that names the field, the limit and the remedy
 */
export function readRequest(item: ItemReader): EditRequest {
	const options = record(item.parameter('options', {}));
	const model = readModel(item.parameter('model', ''));
	const { images, names } = readImages(item);
	const prompt = readPrompt(item, names);
	const { generation, unsupported } = readGeneration(item, model, images.length);
	const policy = choice(
		FIELDS.unsupportedParameters,
		options.unsupportedParameters,
		['error', 'drop'],
		DEFAULTS.unsupportedParameters,
	);
	const first = unsupported[0];
	if (first && policy === 'error') {
		throw inputFailure(
			first.field.name,
			`The model does not support ${first.field.label} as set`,
			`Model ${quoted(model)} ${first.limit}. Choose another model, or set ${first.field.label} back to its default, or let the option Unsupported Parameters drop it.`,
		);
	}
	return {
		model,
		images,
		prompt,
		generation,
		output: readOutput(item),
		sending: readSending(options),
		dropped: unsupported.map(({ field: { label } }) => label),
	};
}

/**
 * Reads the batch's upper bounds. They hold for the whole run, so they are read from the first item.
 *
 * @throws Failure of kind `input`
 */
export function readBatchOptions(item: ItemReader): BatchOptions {
	const options = record(item.parameter('options', {}));
	const bound = (of: Field, value: unknown) =>
		isAbsent(value) ? undefined : integer(of, value, { min: 1 });
	return {
		concurrency: bound(FIELDS.concurrency, options.concurrency),
		requestsPerMinute: bound(FIELDS.requestsPerMinute, options.requestsPerMinute),
	};
}

/** The id of a resource locator, or a plain id. */
function readModel(value: unknown): string {
	const id = text(FIELDS.model, isRecord(value) ? value.value : value).trim();
	if (id === '') {
		throw inputFailure(
			FIELDS.model.name,
			'Model is empty',
			'Choose a model from the list or enter its ID. An expression may have found nothing.',
		);
	}
	return id;
}

function readPrompt(item: ItemReader, names: string[]): string {
	const written = text(FIELDS.prompt, item.parameter('prompt', ''));
	if (written.trim() === '') {
		throw inputFailure(
			FIELDS.prompt.name,
			'Prompt is empty',
			'Say what to change or make. An expression may have found nothing for this item.',
		);
	}
	return limitedText(FIELDS.prompt, resolveReferences(written, names), LIMITS.promptCharacters);
}

interface NamedImages {
	images: ImageSource[];
	/** Reference names by image order, empty where there is none. */
	names: string[];
}

function readImages(item: ItemReader): NamedImages {
	const operation = choice(
		FIELDS.operation,
		item.parameter('operation', 'edit'),
		['edit', 'fuse'],
		'edit',
	);
	if (operation === 'edit') {
		const source = readSource(item.parameter('imageSource', 'url'), FIELDS.imageSource);
		const parameter = { url: 'imageUrl', field: 'imageField', base64: 'imageBase64' }[source];
		return {
			images: [readImage(item, 1, source, item.parameter(parameter, ''), parameter)],
			names: [''],
		};
	}
	const from = choice(
		FIELDS.imagesFrom,
		item.parameter('imagesFrom', 'list'),
		['list', 'expression'],
		'list',
	);
	return from === 'list' ? readImageRows(item) : readImageList(item);
}

const SOURCES = ['url', 'field', 'base64'] as const;

function readSource(value: unknown, of: Field): (typeof SOURCES)[number] {
	return choice(of, value, SOURCES, 'url');
}

function readImageRows(item: ItemReader): NamedImages {
	const value = record(item.parameter('images', {})).image;
	const rows = Array.isArray(value) ? value.map(record) : [];
	if (rows.length < 2 || rows.length > LIMITS.images) {
		throw inputFailure(
			'images',
			`Images has ${rows.length} ${rows.length === 1 ? 'row' : 'rows'}, Fuse Images takes two or three`,
			rows.length < 2
				? 'Add the missing image, or use the operation Edit Image for a single one.'
				: `Remove ${rows.length - LIMITS.images}: the service takes at most ${LIMITS.images} images.`,
		);
	}
	const images = rows.map((row, index) => {
		const source = readSource(row.source, field('images', `Source of image ${index + 1}`));
		return readImage(item, index + 1, source, row[source], 'images');
	});
	const names = rows.map((row, index) =>
		text(field('images', `Reference name of image ${index + 1}`), row.name),
	);
	return { images, names };
}

function readImageList(item: ItemReader): NamedImages {
	const entries = imageListEntries(item.parameter('imageList', ''));
	if (entries.length < 1 || entries.length > LIMITS.images) {
		throw inputFailure(
			'imageList',
			`Images gives ${entries.length} images, allowed are 1 to ${LIMITS.images}`,
			'Let the expression give an array, or one a line, of URLs, data URIs or names of input data fields.',
		);
	}
	return {
		images: entries.map((entry, index) => readListedImage(item, index + 1, entry)),
		names: [],
	};
}

/** The entries of an array, of an array written as JSON, or of lines. */
function imageListEntries(value: unknown): unknown[] {
	if (Array.isArray(value)) return value;
	if (isRecord(value)) return [value];
	if (typeof value !== 'string') return [];
	if (value.trim().startsWith('[')) {
		const parsed = parseJson(value);
		if (Array.isArray(parsed)) return parsed;
	}
	return value
		.split(/\r?\n/)
		.map((line) => line.trim())
		.filter((line) => line !== '');
}

function parseJson(value: string): unknown {
	try {
		return JSON.parse(value);
	} catch {
		return undefined;
	}
}

function readListedImage(item: ItemReader, number: number, entry: unknown): ImageSource {
	if (typeof entry === 'string') {
		const trimmed = entry.trim();
		if (/^https?:/i.test(trimmed)) return readImage(item, number, 'url', trimmed, 'imageList');
		if (/^data:/i.test(trimmed)) return readImage(item, number, 'base64', trimmed, 'imageList');
		return readImage(item, number, 'field', trimmed, 'imageList');
	}
	if (isRecord(entry)) return readImage(item, number, 'field', entry, 'imageList');
	throw inputFailure(
		'imageList',
		`Image ${number} is not text`,
		`It is ${quoted(entry)}. Give a URL, a data URI or the name of an input data field.`,
	);
}

function readImage(
	item: ItemReader,
	number: number,
	source: (typeof SOURCES)[number],
	value: unknown,
	parameter: string,
): ImageSource {
	if (isAbsent(value) || (typeof value === 'string' && value.trim() === '')) {
		throw inputFailure(
			parameter,
			`Image ${number} is empty`,
			`Enter ${{ url: 'a URL', field: 'the name of an input data field', base64: 'Base64 text' }[source]}. An expression may have found nothing for this item.`,
		);
	}
	if (source === 'field') return readFile(item, number, value, parameter);
	const given = text(field(parameter, `Image ${number}`), value).trim();
	if (source === 'base64') return { kind: 'base64', data: given };
	if (/^data:image\//i.test(given)) return { kind: 'base64', data: given };
	if (!isHttpUrl(given)) {
		throw inputFailure(
			parameter,
			`The URL of image ${number} is not a web address`,
			`It is ${quoted(given)}. Enter a public address that starts with https:// or http://.`,
		);
	}
	return { kind: 'url', url: given };
}

function isHttpUrl(value: string): boolean {
	return /^https?:\/\/[^\s/?#]+\S*$/i.test(value) && URL.canParse(value);
}

function readFile(
	item: ItemReader,
	number: number,
	value: unknown,
	parameter: string,
): ImageSource {
	const binary = item.file(typeof value === 'string' ? value.trim() : value);
	if (!binary) {
		const fields = item.fileFields();
		throw inputFailure(
			parameter,
			`Image ${number} is not among the input data fields of the item`,
			`There is no input data field ${quoted(value)}. ${
				fields.length > 0
					? `This item has: ${fields.join(', ')}.`
					: 'This item has no files; a previous step must put the image into it.'
			}`,
		);
	}
	return { kind: 'file', field: typeof value === 'string' ? value.trim() : '', binary };
}

/** A setting that differs from its default although the model lacks it. */
interface Unsupported {
	field: Field;
	/** How the message goes on after the model's name. */
	limit: string;
}

/** Capabilities are those of the resolved model: where it comes from an expression, the panel shows every field. */
function readGeneration(
	item: ItemReader,
	model: string,
	imageCount: number,
): { generation: GenerationParameters; unsupported: Unsupported[] } {
	const can = capabilitiesOf(model);
	const extra = record(item.parameter('parameters', {}));
	const unsupported: Unsupported[] = [];

	const wanted = item.parameter('numberOfImages', 1);
	let n = isAbsent(wanted) ? 1 : integer(FIELDS.numberOfImages, wanted, { min: 1, max: 6 });
	if (n > can.maxImages) {
		unsupported.push({
			field: FIELDS.numberOfImages,
			limit: `makes at most ${can.maxImages} image from one request, not ${n}`,
		});
		n = can.maxImages;
	}

	let size = readSize(item, imageCount);
	if (size && !can.size) {
		unsupported.push({ field: FIELDS.size, limit: 'has no choice of size' });
		size = undefined;
	}

	let promptExtend: boolean | undefined = boolean(
		FIELDS.promptExtend,
		item.parameter('promptExtend', true),
		true,
	);
	if (!can.promptExtend) {
		if (!promptExtend) {
			unsupported.push({ field: FIELDS.promptExtend, limit: 'has no prompt rewriting to switch' });
		}
		promptExtend = undefined;
	}

	const negativePrompt = limitedText(
		FIELDS.negativePrompt,
		extra.negativePrompt,
		LIMITS.negativePromptCharacters,
	);
	return {
		generation: {
			n,
			size,
			promptExtend,
			negativePrompt: negativePrompt.trim() === '' ? undefined : negativePrompt,
			seed: isAbsent(extra.seed)
				? undefined
				: integer(FIELDS.seed, extra.seed, { min: 0, max: LIMITS.maxSeed }),
			watermark: boolean(FIELDS.watermark, extra.watermark, false),
		},
		unsupported,
	};
}

function readSize(item: ItemReader, imageCount: number): RequestedSize | undefined {
	const value = item.parameter('size', 'auto');
	if (isAbsent(value) || value === 'auto') return undefined;
	if (value === 'custom') {
		return {
			width: side(FIELDS.width, item.parameter('width', 1024)),
			height: side(FIELDS.height, item.parameter('height', 1024)),
		};
	}
	if (value === 'match') {
		const wanted = item.parameter('matchImage', 1);
		const number = isAbsent(wanted)
			? 1
			: integer(FIELDS.matchImage, wanted, { min: 1, max: imageCount });
		return { matchImage: number - 1 };
	}
	// Expressions may give any size in the service's own notation, or with an x as people write it.
	const parts =
		typeof value === 'string' ? /^\s*(\d+)\s*[*x×]\s*(\d+)\s*$/i.exec(value) : undefined;
	if (!parts) {
		throw inputFailure(
			FIELDS.size.name,
			'Size is not a size',
			`It is ${quoted(value)}. Choose one from the list, or write width*height, such as 1536*1024.`,
		);
	}
	return { width: side(FIELDS.width, parts[1]), height: side(FIELDS.height, parts[2]) };
}

function side(of: Field, value: unknown): number {
	return integer(of, value, { min: LIMITS.minSide, max: LIMITS.maxSide });
}

function readOutput(item: ItemReader): OutputSettings {
	const download = boolean(FIELDS.download, item.parameter('download', true), true);
	const name = text(FIELDS.outputField, item.parameter('outputField', 'data')).trim();
	if (download && name === '') {
		throw inputFailure(
			FIELDS.outputField.name,
			'Put Output File in Field is empty',
			'Enter the name of the output field for the file, such as data, or switch Download Images off.',
		);
	}
	return {
		perRequest:
			choice(
				FIELDS.output,
				item.parameter('output', 'perImage'),
				['perImage', 'perRequest'],
				'perImage',
			) === 'perRequest',
		includeOtherFields: boolean(
			FIELDS.includeOtherFields,
			item.parameter('includeOtherFields', false),
			false,
		),
		download,
		field: name === '' ? 'data' : name,
	};
}

function readSending(options: Record<string, unknown>): SendingOptions {
	const orDefault = (value: unknown, fallback: number) => (isAbsent(value) ? fallback : value);
	return {
		imageTransfer: choice(
			FIELDS.imageTransfer,
			options.imageTransfer,
			['auto', 'url', 'inline'],
			DEFAULTS.imageTransfer,
		),
		maxTries: integer(FIELDS.maxTries, orDefault(options.maxTries, DEFAULTS.maxTries), {
			min: 1,
			max: 20,
		}),
		countRefusals: !isAbsent(options.maxTries),
		timeoutMs:
			integer(FIELDS.timeout, orDefault(options.timeout, DEFAULTS.timeoutSeconds), {
				min: 1,
				max: 86_400,
			}) * 1000,
		retryUncertain: boolean(FIELDS.retryUncertain, options.retryUncertain, DEFAULTS.retryUncertain),
	};
}
