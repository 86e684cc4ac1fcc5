import type { EndReading, HeaderReading, Reading } from './reading';
import { ascii, dataView } from './reading';
import { readExifOrientation, turned } from './tiff';

const FIRST_CHUNK = 8;
/** Length, type and checksum, around a chunk's content. */
const CHUNK_FRAME = 12;

/** Size from IHDR, turned as an eXIf chunk before the pixels says. */
export function* readPng(): Reading<HeaderReading> {
	const head = yield { offset: 0, length: 24 };
	if (head.length < 24) return 'cut';
	if (ascii(head, 12, 16) === 'CgBI') return { unsupported: 'a PNG file for iOS apps (CgBI)' };
	if (ascii(head, 12, 16) !== 'IHDR') return 'broken';
	const width = dataView(head).getUint32(16);
	const height = dataView(head).getUint32(20);
	if (width === 0 || height === 0 || width > 0x7fffffff || height > 0x7fffffff) return 'broken';

	let offset = FIRST_CHUNK;
	for (;;) {
		const chunk = yield* readChunk(offset);
		if (chunk === 'cut') return 'cut';
		if (chunk === 'broken' || chunk.type === 'IDAT' || chunk.type === 'IEND') break;
		if (chunk.type === 'eXIf') {
			const orientation = yield* readExifOrientation(offset + 8, chunk.end - 4);
			return orientation === 'cut' ? 'cut' : turned({ width, height }, orientation);
		}
		offset = chunk.end;
	}
	return { width, height };
}

/** Every PNG closes with an IEND chunk. */
export function* readPngEnd(): Reading<EndReading> {
	let offset = FIRST_CHUNK;
	for (;;) {
		const chunk = yield* readChunk(offset);
		if (typeof chunk === 'string') return chunk === 'cut' ? 'cut' : 'unsure';
		if (chunk.type === 'IEND') return 'complete';
		offset = chunk.end;
	}
}

function* readChunk(offset: number): Reading<{ type: string; end: number } | 'cut' | 'broken'> {
	const frame = yield { offset, length: 8 };
	if (frame.length < 8) return 'cut';
	const type = ascii(frame, 4, 8);
	const length = dataView(frame).getUint32(0);
	if (!/^[A-Za-z]{4}$/.test(type) || length > 0x7fffffff) return 'broken';
	return { type, end: offset + CHUNK_FRAME + length };
}
