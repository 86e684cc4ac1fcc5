import { inputFailure } from '../failure';
import { CHOICES, counted, FIELDS, type Field, field } from '../catalogue/fields';
import { imageLabel } from './content';
import type { ImageSource } from './imageSource';
import type { ItemReader } from './itemReader';
import { LIMITS } from '../catalogue/limits';
import { canDo, type ModelEntry, MODELS, type Operation } from '../catalogue/models';
import { choice, isAbsent, quoted, record, text } from './values';
import { isRecord } from '../wire/json';

/** The images of one item, in the order in which they are sent. */
export interface InputImages {
	images: ImageSource[];
	/** Reference names by image order, empty where there is none. */
	names: string[];
	/** Name of the panel parameter that the user filled in for them. */
	imagesField: string;
}

/** Where one image comes from, and how messages speak of it. */
interface Given {
	source: (typeof SOURCES)[number];
	value: unknown;
	/** Name of the panel parameter. */
	parameter: string;
	/** How a sentence about it begins. */
	label: string;
}

/**
 * Reads which images an item names, as many as the operation and the model take; their bytes are not looked at.
 *
 * @param model undefined for an id the catalogue does not know, which takes any number
 * @throws Failure of kind `input`
 */
export function readInputImages(item: ItemReader, model: ModelEntry | undefined): InputImages {
	const operation = choice<Operation>(
		FIELDS.operation,
		item.parameter('operation', 'edit'),
		['edit', 'fuse', 'generate'],
		'edit',
	);
	if (operation === 'generate') return noImages(model);
	if (operation === 'edit') return readSingleImage(item);
	const from = choice(
		FIELDS.imagesFrom,
		item.parameter('imagesFrom', 'list'),
		['list', 'expression'],
		'list',
	);
	const most = model?.inputImages.max ?? Infinity;
	return from === 'list' ? readImageRows(item, most) : readImageList(item, most);
}

function noImages(model: ModelEntry | undefined): InputImages {
	if (model && !canDo(model, 'generate')) {
		const able = MODELS.filter((entry) => !entry.snapshot && canDo(entry, 'generate'));
		throw inputFailure(
			FIELDS.model.name,
			`${model.id} cannot make an image without an input image`,
			`Choose ${able.map(({ id }) => id).join(', ')}, or give an image and use ${CHOICES.edit}.`,
		);
	}
	return { images: [], names: [], imagesField: FIELDS.operation.name };
}

const SOURCES = ['url', 'field', 'base64'] as const;

function readSource(value: unknown, of: Field): (typeof SOURCES)[number] {
	return choice(of, value, SOURCES, 'url');
}

function readSingleImage(item: ItemReader): InputImages {
	const source = readSource(item.parameter('imageSource', 'url'), FIELDS.imageSource);
	const parameter = { url: 'imageUrl', field: 'imageField', base64: 'imageBase64' }[source];
	const value = item.parameter(parameter, '');
	const image = readImage(item, { source, value, parameter, label: imageLabel(0, 1) });
	return { images: [image], names: [], imagesField: parameter };
}

function readImageRows(item: ItemReader, most: number): InputImages {
	const value = record(item.parameter('images', {})).image;
	const rows = Array.isArray(value) ? value.map(record) : [];
	const least = LIMITS.leastToFuse;
	if (rows.length < least || rows.length > most) {
		throw inputFailure(
			'images',
			`${FIELDS.images.label} has ${counted(rows.length, 'row')}, but ${CHOICES.fuse} takes ${most === Infinity ? `${least} or more` : `${least} to ${most} with this model`}`,
			rows.length < least
				? `Add the missing image, or use the operation ${CHOICES.edit} for a single image.`
				: `Remove ${rows.length - most}, or choose a model that takes more.`,
		);
	}
	const images = rows.map((row, index) => {
		const label = imageLabel(index, rows.length);
		const source = readSource(
			row.source,
			field('images', `${FIELDS.imageSource.label} of image ${index + 1}`),
		);
		return readImage(item, { source, value: row[source], parameter: 'images', label });
	});
	const names = rows.map((row, index) =>
		text(field('images', `${FIELDS.referenceName.label} of image ${index + 1}`), row.name),
	);
	return { images, names, imagesField: 'images' };
}

function readImageList(item: ItemReader, most: number): InputImages {
	const entries = imageListEntries(item.parameter('imageList', ''));
	if (entries.length < 1 || entries.length > most) {
		throw inputFailure(
			'imageList',
			`${FIELDS.imageList.label} gives ${counted(entries.length, 'image')}, but ${most === Infinity ? 'at least 1 is needed' : `this model takes 1 to ${most}`}`,
			'The expression must return an array, or text with one entry per line: URLs, data URIs or names of input data fields.',
		);
	}
	const images = entries.map((entry, index) =>
		readListedImage(item, entry, imageLabel(index, entries.length)),
	);
	return { images, names: [], imagesField: 'imageList' };
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

function readListedImage(item: ItemReader, entry: unknown, label: string): ImageSource {
	const parameter = 'imageList';
	if (isRecord(entry)) {
		return readImage(item, { source: 'field', value: entry, parameter, label });
	}
	if (typeof entry !== 'string') {
		throw inputFailure(
			parameter,
			`${label} is not text`,
			`It is ${quoted(entry)}. Give a URL, a data URI or the name of an input data field.`,
		);
	}
	const value = entry.trim();
	if (/^https?:/i.test(value)) return readImage(item, { source: 'url', value, parameter, label });
	const source = /^data:/i.test(value) ? 'base64' : 'field';
	return readImage(item, { source, value, parameter, label });
}

const WANTED = {
	url: 'a URL',
	field: 'the name of an input data field',
	base64: 'Base64 text',
} as const;

function readImage(item: ItemReader, given: Given): ImageSource {
	const { source, value, parameter, label } = given;
	if (isAbsent(value) || (typeof value === 'string' && value.trim() === '')) {
		throw inputFailure(
			parameter,
			`${label} is empty`,
			`Enter ${WANTED[source]}. An expression may have found nothing for this item.`,
		);
	}
	if (source === 'field') return readFile(item, given);
	const written = text(field(parameter, label), value).trim();
	// An expression may give the one or the other, so the field for a URL takes data URIs, too.
	if (source === 'base64' || /^data:image\//i.test(written)) {
		return { kind: 'base64', data: written };
	}
	if (!isHttpUrl(written)) {
		throw inputFailure(
			parameter,
			`${label} does not have a valid http or https URL`,
			`It is ${quoted(written)}. Enter a public URL that starts with https:// or http:// and has no spaces.`,
		);
	}
	return { kind: 'url', url: written };
}

function isHttpUrl(value: string): boolean {
	return /^https?:\/\/[^\s/?#]+\S*$/i.test(value) && URL.canParse(value);
}

function readFile(item: ItemReader, { value, parameter, label }: Given): ImageSource {
	const name = typeof value === 'string' ? value.trim() : '';
	const binary = item.file(name === '' ? value : name);
	if (!binary) {
		const fields = item.fileFields();
		throw inputFailure(
			parameter,
			`${label} was not found in the item’s input data fields`,
			`There is no input data field ${quoted(value)}. ${
				fields.length > 0
					? `This item has: ${fields.join(', ')}.`
					: 'This item has no files; a previous step must put the image into it.'
			}`,
		);
	}
	return { kind: 'file', field: name, binary };
}
