import { CHOICES, counted, type Field, FIELDS } from '../catalogue/fields';
import { LIMITS } from '../catalogue/limits';
import type { ModelEntry } from '../catalogue/models';
import { fitsRule, ruleText, type SizeRule } from '../catalogue/sizes';
import { inputFailure } from '../failure';
import type { ItemReader } from './itemReader';
import { boolean, integer, isAbsent, limitedText, quoted, record, text } from './values';

/** A request's settings beside its prompt and images. Undefined means: not sent. No property may be left out. */
export interface GenerationParameters {
	n: number;
	size: RequestedSize | undefined;
	promptExtend: boolean | undefined;
	thinking: boolean | undefined;
	negativePrompt: string | undefined;
	/** Undefined: the node draws one when it sends the request. */
	seed: number | undefined;
	watermark: boolean;
}

/** Pixels, or the index of the input image whose size to take. */
export type RequestedSize = { width: number; height: number } | { matchImage: number };

/** A setting that differs from its default although the model lacks it. */
export interface Unsupported {
	field: Field;
	/** How the message goes on after the model's name. */
	lack: string;
}

interface Reading {
	item: ItemReader;
	/** Undefined for an id the catalogue does not know: then only what no service can mean is refused. */
	model: ModelEntry | undefined;
	unsupported: Unsupported[];
}

/**
 * Reads what goes into a request's `parameters`. Capabilities are those of the resolved model: where it comes from an
 * expression, the panel shows every field.
 *
 * @param imageCount how many input images there are to match the size of
 * @throws Failure of kind `input`
 */
export function readGeneration(
	item: ItemReader,
	model: ModelEntry | undefined,
	imageCount: number,
): { generation: GenerationParameters; unsupported: Unsupported[] } {
	const extra = record(item.parameter('parameters', {}));
	const reading: Reading = { item, model, unsupported: [] };
	const n = readCount(reading);
	const size = readSizeFor(reading, imageCount);
	const promptExtend = readPromptExtend(reading);
	const generation = {
		n,
		size,
		promptExtend,
		thinking: readThinking(reading, extra.thinking, promptExtend),
		negativePrompt: readNegativePrompt(reading, extra.negativePrompt),
		seed: isAbsent(extra.seed)
			? undefined
			: integer(FIELDS.seed, extra.seed, { min: 0, max: model && LIMITS.maxSeed }),
		watermark: boolean(FIELDS.watermark, extra.watermark, false),
	};
	return { generation, unsupported: reading.unsupported };
}

function readCount({ item, model, unsupported }: Reading): number {
	const wanted = item.parameter('numberOfImages', 1);
	// A model that makes one image only does not have this field at all.
	const max = model && model.maxImages > 1 ? model.maxImages : undefined;
	const n = isAbsent(wanted) ? 1 : integer(FIELDS.numberOfImages, wanted, { min: 1, max });
	if (!model || n <= model.maxImages) return n;
	const most = `makes at most ${counted(model.maxImages, 'image')} from one request, not ${n}`;
	unsupported.push({ field: FIELDS.numberOfImages, lack: most });
	return model.maxImages;
}

function readPromptExtend({ item, model, unsupported }: Reading): boolean | undefined {
	const wanted = boolean(FIELDS.promptExtend, item.parameter('promptExtend', true), true);
	if (!model || model.promptExtend) return wanted;
	if (!wanted) {
		unsupported.push({ field: FIELDS.promptExtend, lack: 'has no prompt rewriting' });
	}
	return undefined;
}

/** A model that cannot think is as good as one that was told not to. */
function readThinking(
	{ model, unsupported }: Reading,
	value: unknown,
	promptExtend: boolean | undefined,
): boolean | undefined {
	if (isAbsent(value)) return undefined;
	const wanted = boolean(FIELDS.thinking, value, true);
	if (!model || (model.thinking && promptExtend)) return wanted;
	if (wanted) {
		const lack = model.thinking
			? `thinks only while ${FIELDS.promptExtend.label} is on`
			: 'does not think before it draws';
		unsupported.push({ field: FIELDS.thinking, lack });
	}
	return undefined;
}

function readNegativePrompt({ model, unsupported }: Reading, value: unknown): string | undefined {
	const takes = model ? model.negativePrompt : {};
	const written = text(FIELDS.negativePrompt, value);
	if (written.trim() === '') return undefined;
	if (takes) return limitedText(FIELDS.negativePrompt, written, takes.maxCharacters ?? Infinity);
	unsupported.push({ field: FIELDS.negativePrompt, lack: 'does not take a negative prompt' });
	return undefined;
}

function readSizeFor(
	{ item, model, unsupported }: Reading,
	imageCount: number,
): RequestedSize | undefined {
	const size = readSize(item, imageCount);
	if (!size || !model) return size;
	if (model.size.kind === 'none') {
		unsupported.push({ field: FIELDS.size, lack: 'does not let you choose the size' });
		return undefined;
	}
	if ('width' in size) checkSize(size, model, model.size);
	return size;
}

function checkSize(
	size: { width: number; height: number },
	{ id }: ModelEntry,
	rule: SizeRule,
): void {
	if (rule.kind === 'sides') {
		integer(FIELDS.width, size.width, rule);
		integer(FIELDS.height, size.height, rule);
	} else if (!fitsRule(size, rule)) {
		throw inputFailure(
			FIELDS.size.name,
			`${FIELDS.size.label} is ${size.width} × ${size.height}, which ${id} does not make`,
			`The model takes ${ruleText(rule)}. Choose another size.`,
		);
	}
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
	if (value === 'match') return { matchImage: readMatch(item, imageCount) };
	// Expressions may give any size in the service's own notation, or with an x as people write it.
	const parts =
		typeof value === 'string' ? /^\s*(\d+)\s*[*x×]\s*(\d+)\s*$/i.exec(value) : undefined;
	if (!parts) {
		throw inputFailure(
			FIELDS.size.name,
			`${FIELDS.size.label} is not a size`,
			`It is ${quoted(value)}. Choose one from the list, or write width*height, such as 1536*1024.`,
		);
	}
	return { width: side(FIELDS.width, parts[1]), height: side(FIELDS.height, parts[2]) };
}

/** Index of the image to match, from 0. */
function readMatch(item: ItemReader, imageCount: number): number {
	if (imageCount === 0) {
		throw inputFailure(
			FIELDS.size.name,
			`${FIELDS.size.label} is ${CHOICES.matchSize}, but there is no input image`,
			`${CHOICES.generate} has no input image. Choose another size.`,
		);
	}
	const wanted = item.parameter('matchImage', 1);
	return isAbsent(wanted) ? 0 : integer(FIELDS.matchImage, wanted, { min: 1, max: imageCount }) - 1;
}

function side(of: Field, value: unknown): number {
	return integer(of, value, { min: 1 });
}
