/**
 * Type and pixel size of an image from its first bytes, whatever its name or content type says.
 *
 * Own code rather than a library: what ships may have no runtime dependency, it is compiled without a bundler, and the
 * known libraries want the bytes up to the size in one buffer (a TIFF's directory or an EXIF block may lie megabytes into
 * the file) and do not tell a file that is cut from one that is not an image.
 */
import { looksLikeBmp, readBmp, readBmpEnd } from './formats/bmp';
import { FOREIGN_BYTES, nameForeign } from './formats/foreign';
import { readGif, readGifEnd } from './formats/gif';
import { readJpeg, readJpegEnd } from './formats/jpeg';
import { readPng, readPngEnd } from './formats/png';
import type { EndReading, HeaderReading, Reading } from './formats/reading';
import { ascii, ReadingFeed } from './formats/reading';
import { readTiff } from './formats/tiff';
import { readWebp, readWebpEnd } from './formats/webp';

/** The formats the service takes. */
export type ImageFormat = 'jpeg' | 'png' | 'bmp' | 'tiff' | 'webp' | 'gif';

/** What an image's header says; width and height in pixels, as displayed. */
export interface ImageHeader {
	format: ImageFormat;
	mimeType: string;
	/** File extension without dot. */
	extension: string;
	width: number;
	height: number;
}

/** The result of looking at all the bytes that are needed. */
export type FullySniffed =
	| { kind: 'image'; header: ImageHeader }
	/** A known kind of file that the service does not take; `name` completes "The image is …". */
	| { kind: 'unsupported'; name: string }
	| { kind: 'unknown' }
	/** The file ends before its size in pixels. */
	| { kind: 'cut'; format: ImageFormat }
	/** It begins as this format does, but its header makes no sense. */
	| { kind: 'broken'; format: ImageFormat };

/** `more`: the bytes before this offset are needed to tell. */
export type Sniffed = FullySniffed | { kind: 'more'; upTo: number };

const EXTENSION: Record<ImageFormat, string> = {
	jpeg: 'jpg',
	png: 'png',
	bmp: 'bmp',
	tiff: 'tiff',
	webp: 'webp',
	gif: 'gif',
};

const HEADER: Record<ImageFormat, () => Reading<HeaderReading>> = {
	jpeg: readJpeg,
	png: readPng,
	bmp: readBmp,
	tiff: readTiff,
	webp: readWebp,
	gif: readGif,
};

const END: Partial<Record<ImageFormat, () => Reading<EndReading>>> = {
	jpeg: readJpegEnd,
	png: readPngEnd,
	bmp: readBmpEnd,
	webp: readWebpEnd,
	gif: readGifEnd,
};

const SIGNATURE_BYTES = 18;

/**
 * Tells what a file is.
 * @param bytes the file's bytes from its start
 * @param isWhole whether these are all its bytes
 */
export function sniff(bytes: Uint8Array, isWhole: boolean): Sniffed {
	const feed = new ReadingFeed(sniffing());
	feed.push(bytes);
	const { wanted } = feed;
	if (wanted !== undefined && !isWhole) {
		return { kind: 'more', upTo: wanted.offset + wanted.length };
	}
	return feed.finish();
}

/** `sniff` as a reading, for streams and Base64 text. */
export function* sniffing(): Reading<FullySniffed> {
	const start = yield { offset: 0, length: SIGNATURE_BYTES };
	const format = formatOf(start);
	if (format === undefined) {
		const head = yield { offset: 0, length: FOREIGN_BYTES };
		const name = nameForeign(head.subarray(0, FOREIGN_BYTES));
		return name === undefined ? { kind: 'unknown' } : { kind: 'unsupported', name };
	}
	const header = yield* HEADER[format]();
	if (typeof header === 'string') return { kind: header, format };
	if ('unsupported' in header) return { kind: 'unsupported', name: header.unsupported };
	const { width, height } = header;
	return {
		kind: 'image',
		header: {
			format,
			mimeType: `image/${format}`,
			extension: EXTENSION[format],
			width,
			height,
		},
	};
}

/** Looks for the end of an image, as a reading over all its bytes. */
export function* endOf(format: ImageFormat): Reading<EndReading> {
	const reading = END[format];
	return reading === undefined ? 'unsure' : yield* reading();
}

function formatOf(start: Uint8Array): ImageFormat | undefined {
	const text = ascii(start, 0, 12);
	if (text.startsWith('\xff\xd8\xff')) return 'jpeg';
	if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
	if (text.startsWith('GIF87a') || text.startsWith('GIF89a')) return 'gif';
	if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'webp';
	if (/^(II[*+]\0|MM\0[*+])/.test(text)) return 'tiff';
	if (text.startsWith('BM') && looksLikeBmp(start)) return 'bmp';
	return undefined;
}
