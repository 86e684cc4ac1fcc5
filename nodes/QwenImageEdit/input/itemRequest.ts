import { DEFAULTS } from '../catalogue/defaults';
import { inputFailure } from '../failure';
import { CHOICES, type Field, FIELDS } from '../catalogue/fields';
import { type GenerationParameters, readGeneration, type Unsupported } from './generation';
import type { ImageSource } from './imageSource';
import { readInputImages } from './inputImages';
import type { ItemReader } from './itemReader';
import { modelEntry } from '../catalogue/models';
import { checkPrompt } from './promptLength';
import { resolveReferences } from './references';
import { boolean, choice, integer, isAbsent, quoted, record, text } from './values';
import { isRecord } from '../wire/json';

/** What one item asks for, checked against every rule that is known of its model. */
export interface ItemRequest {
	model: string;
	images: ImageSource[];
	/** Name of the panel parameter that the images come from. */
	imagesField: string;
	prompt: string;
	generation: GenerationParameters;
	output: OutputSettings;
	sending: SendingOptions;
	/** What the user should know about the settings although nothing is wrong; plain text. */
	hints: string[];
}

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
	/** Most images the whole run may make. */
	maxImages?: number;
	/** Check everything and send nothing. */
	checkOnly: boolean;
}

/**
 * Reads and checks everything one item asks for.
 *
 * @throws Failure of kind `input` that names the field, the limit and the remedy
 */
export function readRequest(item: ItemReader): ItemRequest {
	const options = record(item.parameter('options', {}));
	const id = readModel(item.parameter('model', ''));
	const model = modelEntry(id);
	const { images, names, imagesField } = readInputImages(item, model);
	const prompt = readPrompt(item, names);
	const { generation, unsupported } = readGeneration(item, model, images.length);
	return {
		model: id,
		images,
		imagesField,
		prompt,
		generation,
		output: readOutput(item),
		sending: readSending(options),
		hints: [...checkPrompt(prompt, model?.prompt), ...dropped(id, unsupported, options)],
	};
}

/** Refuses settings the model lacks, or, where the user chose so, says which are dropped. */
function dropped(
	model: string,
	unsupported: Unsupported[],
	options: Record<string, unknown>,
): string[] {
	const policy = choice(
		FIELDS.unsupportedParameters,
		options.unsupportedParameters,
		['error', 'drop'],
		DEFAULTS.unsupportedParameters,
	);
	const first = unsupported[0];
	if (!first) return [];
	if (policy === 'drop') {
		return [
			`Not sent, because ${model} does not support it: ${unsupported.map(({ field }) => field.label).join(', ')}.`,
		];
	}
	throw inputFailure(
		first.field.name,
		`The model does not support ${first.field.label} as set`,
		`Model ${quoted(model)} ${first.lack}. Choose another model, set ${first.field.label} back to its default, or set the option ${FIELDS.unsupportedParameters.label} to ${CHOICES.drop}.`,
	);
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
		maxImages: bound(FIELDS.maxImages, options.maxImages),
		checkOnly: boolean(FIELDS.checkOnly, options.checkOnly, false),
	};
}

/** The id of a resource locator, or a plain id. */
function readModel(value: unknown): string {
	const id = text(FIELDS.model, isRecord(value) ? value.value : value).trim();
	if (id === '') {
		throw inputFailure(
			FIELDS.model.name,
			`${FIELDS.model.label} is empty`,
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
			`${FIELDS.prompt.label} is empty`,
			'Write what to change or make. An expression may have found nothing for this item.',
		);
	}
	return resolveReferences(written, names);
}

function readOutput(item: ItemReader): OutputSettings {
	const download = boolean(FIELDS.download, item.parameter('download', true), true);
	const name = text(FIELDS.outputField, item.parameter('outputField', 'data')).trim();
	if (download && name === '') {
		throw inputFailure(
			FIELDS.outputField.name,
			`${FIELDS.outputField.label} is empty`,
			`Enter the name of the output field for the file, such as data, or switch ${FIELDS.download.label} off.`,
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
