import { FIELDS } from '../catalogue/fields';
import { inputFailure } from '../failure';
import type { ItemReader } from './itemReader';
import { LIMITS, type SizeOption } from '../catalogue/limits';
import { capabilitiesOf } from '../catalogue/models';
import { boolean, type Field, integer, isAbsent, limitedText, quoted, record } from './values';

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

/** A setting that differs from its default although the model lacks it. */
export interface Unsupported {
	field: Field;
	/** How the message goes on after the model's name. */
	lack: string;
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
			lack: `makes at most ${can.maxImages} image from one request, not ${n}`,
		});
		n = can.maxImages;
	}

	let size = readSize(item, imageCount);
	if (size && !can.size) {
		unsupported.push({ field: FIELDS.size, lack: 'has no choice of size' });
		size = undefined;
	}

	let promptExtend: boolean | undefined = boolean(
		FIELDS.promptExtend,
		item.parameter('promptExtend', true),
		true,
	);
	if (!can.promptExtend) {
		if (!promptExtend) {
			unsupported.push({ field: FIELDS.promptExtend, lack: 'has no prompt rewriting to switch' });
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
