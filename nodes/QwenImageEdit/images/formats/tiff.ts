import type { HeaderReading, PixelSize, Reading } from './reading';
import { ascii, dataView } from './reading';

const TAG = {
	newSubfileType: 254,
	imageWidth: 256,
	imageLength: 257,
	orientation: 274,
	subIfds: 330,
	dngVersion: 50706,
} as const;

/** Bytes of one value, by TIFF field type; only the types that numbers and offsets are written in. */
const VALUE_BYTES: Record<number, number> = { 1: 1, 3: 2, 4: 4, 13: 4, 16: 8, 18: 8 };

/** Tags are sorted by number and the ones read here are low, so a directory of absurd length need not be read whole. */
const MOST_ENTRIES = 512;

/** First values of the numeric tags of a directory; 0 where a value lies elsewhere or is no number. */
type Tags = Map<number, number>;

/** Size of the first image of a TIFF or BigTIFF file of either byte order. */
export function* readTiff(): Reading<HeaderReading> {
	const head = yield { offset: 0, length: 10 };
	if (head.length < 10) return 'cut';
	if (ascii(head, 8, 10) === 'CR') return { unsupported: 'a Canon RAW file' };
	const tags = yield* readTags(0, Number.MAX_SAFE_INTEGER);
	if (typeof tags === 'string') return tags;
	if (tags.has(TAG.dngVersion)) return { unsupported: 'a DNG file' };
	// Cameras' raw files begin with a small preview and keep the image itself in a sub-directory.
	if (((tags.get(TAG.newSubfileType) ?? 0) & 1) === 1 && tags.has(TAG.subIfds)) {
		return { unsupported: 'a camera RAW file' };
	}
	const width = tags.get(TAG.imageWidth) ?? 0;
	const height = tags.get(TAG.imageLength) ?? 0;
	if (width === 0 || height === 0) return 'broken';
	return turned({ width, height }, tags.get(TAG.orientation) ?? 1);
}

/**
 * EXIF orientation (1–8) out of a block of TIFF structure between two offsets of the file; 1 where it has none.
 * Never asks for bytes at or after `end`.
 */
export function* readExifOrientation(start: number, end: number): Reading<number | 'cut'> {
	const tags = yield* readTags(start, end);
	if (tags === 'cut') return 'cut';
	const orientation = tags === 'broken' ? 1 : (tags.get(TAG.orientation) ?? 1);
	return orientation >= 1 && orientation <= 8 ? orientation : 1;
}

/** Orientations 5 to 8 show an image turned by a quarter. */
export function turned(size: PixelSize, orientation: number): PixelSize {
	return orientation >= 5 && orientation <= 8 ? { width: size.height, height: size.width } : size;
}

function* readTags(start: number, end: number): Reading<Tags | 'cut' | 'broken'> {
	if (start + 8 > end) return 'broken';
	const head = yield { offset: start, length: 8 };
	if (head.length < 8) return 'cut';
	const order = ascii(head, 0, 2);
	if (order !== 'II' && order !== 'MM') return 'broken';
	const little = order === 'II';
	const version = dataView(head).getUint16(2, little);
	if (version !== 42 && version !== 43) return 'broken';
	const big = version === 43;

	let directory = dataView(head).getUint32(4, little);
	if (big) {
		if (start + 16 > end) return 'broken';
		const rest = yield { offset: start + 8, length: 8 };
		if (rest.length < 8) return 'cut';
		directory = Number(dataView(rest).getBigUint64(0, little));
	}
	if (directory < (big ? 16 : 8) || !Number.isSafeInteger(start + directory)) return 'broken';

	const countBytes = big ? 8 : 2;
	const entryBytes = big ? 20 : 12;
	let offset = start + directory;
	if (offset + countBytes > end) return 'broken';
	const counted = yield { offset, length: countBytes };
	if (counted.length < countBytes) return 'cut';
	const view = dataView(counted);
	const count = big ? Number(view.getBigUint64(0, little)) : view.getUint16(0, little);
	const entries = Math.min(
		count,
		MOST_ENTRIES,
		Math.floor((end - offset - countBytes) / entryBytes),
	);
	if (entries === 0) return 'broken';
	offset += countBytes;
	const bytes = yield { offset, length: entries * entryBytes };
	if (bytes.length < entries * entryBytes) return 'cut';

	const tags: Tags = new Map();
	const table = dataView(bytes);
	for (let at = 0; at < entries * entryBytes; at += entryBytes) {
		const tag = table.getUint16(at, little);
		if (!tags.has(tag)) tags.set(tag, inlineValue(table, at, little, big));
	}
	return tags;
}

function inlineValue(table: DataView, at: number, little: boolean, big: boolean): number {
	const type = table.getUint16(at + 2, little);
	const count = big ? Number(table.getBigUint64(at + 4, little)) : table.getUint32(at + 4, little);
	const value = at + (big ? 12 : 8);
	const bytes = VALUE_BYTES[type];
	if (bytes === undefined || count === 0 || bytes * count > (big ? 8 : 4)) return 0;
	if (bytes === 1) return table.getUint8(value);
	if (bytes === 2) return table.getUint16(value, little);
	if (bytes === 4) return table.getUint32(value, little);
	return Number(table.getBigUint64(value, little));
}
