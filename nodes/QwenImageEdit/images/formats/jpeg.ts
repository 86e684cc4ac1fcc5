import type { EndReading, HeaderReading, Reading } from './reading';
import { ascii, dataView } from './reading';
import { readExifOrientation, turned } from './tiff';

const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;
const APP1 = 0xe1;
const START_OF_JPEG_LS_FRAME = 0xf7;

/** Decoders pass over stray bytes between segments; a file with more of them than this is no JPEG they would show. */
const MOST_STRAY_BYTES = 65_536;

interface Segment {
	marker: number;
	/** Offset of the first byte after marker and length. */
	content: number;
	/** Offset of the first byte after the segment. */
	end: number;
}

/** Size from the frame header, turned as the EXIF orientation before it says. */
export function* readJpeg(): Reading<HeaderReading> {
	let orientation: number | undefined;
	let offset = 2;
	for (;;) {
		const segment = yield* readSegment(offset);
		if (typeof segment === 'string') return segment;
		const { marker, content, end } = segment;
		if (marker === START_OF_SCAN || marker === END_OF_IMAGE) return 'broken';
		if (marker === START_OF_JPEG_LS_FRAME) return { unsupported: 'a JPEG-LS file' };
		if (isFrameHeader(marker)) {
			const frame = yield { offset: content, length: 5 };
			if (frame.length < 5) return 'cut';
			const height = dataView(frame).getUint16(1);
			const width = dataView(frame).getUint16(3);
			if (width === 0 || height === 0) return 'broken';
			return turned({ width, height }, orientation ?? 1);
		}
		if (marker === APP1 && orientation === undefined && end - content > 6) {
			const name = yield { offset: content, length: 6 };
			if (ascii(name, 0, 5) === 'Exif\0') {
				const stated = yield* readExifOrientation(content + 6, end);
				if (stated === 'cut') return 'cut';
				orientation = stated;
			}
		}
		offset = end;
	}
}

/**
 * Compressed data never holds the end marker by chance, so a JPEG without one behind the first scan was cut.
 * What may follow the marker (a phone's video, another image) does not matter.
 */
export function* readJpegEnd(): Reading<EndReading> {
	let offset = 2;
	for (;;) {
		const segment = yield* readSegment(offset);
		if (typeof segment === 'string') return segment === 'cut' ? 'cut' : 'unsure';
		offset = segment.end;
		if (segment.marker === START_OF_SCAN) break;
	}
	let afterFf = false;
	for (;;) {
		const bytes = yield { offset, length: 1 };
		if (bytes.length === 0) return 'cut';
		if (afterFf && bytes[0] === END_OF_IMAGE) return 'complete';
		const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
		if (data.includes(END_MARKER)) return 'complete';
		afterFf = bytes[bytes.length - 1] === 0xff;
		offset += bytes.length;
	}
}

const END_MARKER = Buffer.from([0xff, END_OF_IMAGE]);

function* readSegment(start: number): Reading<Segment | 'cut' | 'broken'> {
	let offset = start;
	for (;;) {
		if (offset - start > MOST_STRAY_BYTES) return 'broken';
		const bytes = yield { offset, length: 4 };
		if (bytes.length < 2) return 'cut';
		const marker = bytes[1] ?? 0;
		if (bytes[0] !== 0xff || marker === 0xff || marker === 0) {
			offset += 1;
		} else if (marker === END_OF_IMAGE) {
			return { marker, content: offset + 2, end: offset + 2 };
		} else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
			offset += 2;
		} else {
			if (bytes.length < 4) return 'cut';
			const length = dataView(bytes).getUint16(2);
			if (length < 2) return 'broken';
			return { marker, content: offset + 4, end: offset + 2 + length };
		}
	}
}

/** SOF0 to SOF15 without the three markers of the same row that mean something else. */
function isFrameHeader(marker: number): boolean {
	return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}
