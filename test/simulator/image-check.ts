import { imageSize } from 'image-size';
import { serviceRefusal } from './refusal';
import type { Refusal } from './refusal';

/** What the head of an image file tells. */
export interface ImageHead {
	format: string;
	/** Pixels as seen, EXIF orientation applied. */
	width: number;
	height: number;
}

/** The formats the service takes, as image-size names them. */
const FORMATS: readonly string[] = ['jpg', 'png', 'bmp', 'tiff', 'webp', 'gif'];
/** Bytes of a file that are looked at first; enough for all but odd files. */
const HEAD_BYTES = 64 * 1024;
const TAIL_BYTES = 4 * 1024;

export const IMAGE_FORMAT_ERROR: Refusal = serviceRefusal(
	400,
	'InvalidParameter',
	'image format error',
);
const CORRUPTED: Refusal = serviceRefusal(
	400,
	'InvalidParameter',
	'Invalid image format or corrupted file',
);

/** A file's bytes, part by part, so that a large one need not be decoded whole. */
export interface ByteSource {
	length: number;
	/** Bytes from `start` (inclusive) to `end` (exclusive). */
	slice: (start: number, end: number) => Buffer;
}

/** Whether the real bytes are an image of a known format and whole; its size in pixels. */
export function checkImage(source: ByteSource): { ok: ImageHead } | { refusal: Refusal } {
	const head = readHead(source);
	if (head === undefined) return { refusal: CORRUPTED };
	if (!FORMATS.includes(head.format)) return { refusal: IMAGE_FORMAT_ERROR };
	return isCut(source, head.format) ? { refusal: CORRUPTED } : { ok: head };
}

function readHead(source: ByteSource): ImageHead | undefined {
	const short = measure(source.slice(0, Math.min(HEAD_BYTES, source.length)));
	// A JPEG with large metadata, or a TIFF, has its size far inside.
	return (
		short ?? (source.length > HEAD_BYTES ? measure(source.slice(0, source.length)) : undefined)
	);
}

function measure(bytes: Buffer): ImageHead | undefined {
	try {
		const { width, height, type, orientation } = imageSize(bytes);
		if (!type || !(width > 0) || !(height > 0)) return undefined;
		// EXIF orientations 5–8 stand on their side.
		const turned = orientation !== undefined && orientation >= 5;
		return { format: type, width: turned ? height : width, height: turned ? width : height };
	} catch {
		return undefined;
	}
}

/** A file whose end is missing; formats without an end mark count as whole. */
function isCut(source: ByteSource, format: string): boolean {
	const tail = source.slice(Math.max(0, source.length - TAIL_BYTES), source.length);
	if (format === 'png') return !tail.includes('IEND');
	if (format === 'jpg') return !tail.includes(Buffer.from([0xff, 0xd9]));
	if (format === 'webp') return source.slice(4, 8).readUInt32LE(0) + 8 > source.length;
	if (format === 'bmp') return source.slice(2, 6).readUInt32LE(0) > source.length;
	return false;
}

/** The bytes of a buffer. */
export function bufferSource(bytes: Buffer): ByteSource {
	return { length: bytes.length, slice: (start, end) => bytes.subarray(start, end) };
}

/** The bytes behind a Base64 text, decoded only where they are asked for. */
export function base64Source(text: string): ByteSource {
	const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
	const length = (text.length / 4) * 3 - padding;
	return {
		length,
		slice: (start, end) => {
			const from = Math.floor(start / 3);
			const part = Buffer.from(text.slice(from * 4, Math.ceil(end / 3) * 4), 'base64');
			return part.subarray(start - from * 3, end - from * 3);
		},
	};
}
