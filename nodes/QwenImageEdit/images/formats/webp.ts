import type { EndReading, HeaderReading, Reading } from './reading';
import { ascii, dataView } from './reading';
import { readExifOrientation, turned } from './tiff';

const FIRST_CHUNK = 12;
const EXIF_FLAG = 0x08;

/** Size of a lossy (VP8), lossless (VP8L) or extended (VP8X) file; the last turned as its EXIF chunk says. */
export function* readWebp(): Reading<HeaderReading> {
	const head = yield { offset: 0, length: 30 };
	if (head.length < 25) return 'cut';
	const view = dataView(head);
	const form = ascii(head, 12, 16);
	if (form === 'VP8L') {
		if (head[20] !== 0x2f) return 'broken';
		const bits = view.getUint32(21, true);
		return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
	}
	if (head.length < 30) return 'cut';
	if (form === 'VP8 ') {
		const width = view.getUint16(26, true) & 0x3fff;
		const height = view.getUint16(28, true) & 0x3fff;
		const isKeyFrame = head[23] === 0x9d && head[24] === 0x01 && head[25] === 0x2a;
		return isKeyFrame && width > 0 && height > 0 ? { width, height } : 'broken';
	}
	if (form !== 'VP8X') return 'broken';
	const size = { width: 1 + uint24(view, 24), height: 1 + uint24(view, 27) };
	if (((head[20] ?? 0) & EXIF_FLAG) === 0) return size;
	const orientation = yield* findOrientation(riffEnd(head));
	return orientation === 'cut' ? 'cut' : turned(size, orientation);
}

/** RIFF says how long the file is. */
export function* readWebpEnd(): Reading<EndReading> {
	const head = yield { offset: 0, length: FIRST_CHUNK };
	if (head.length < FIRST_CHUNK) return 'cut';
	// The padding of an odd last chunk is counted but sometimes not written.
	const last = yield { offset: riffEnd(head) - 2, length: 1 };
	return last.length === 0 ? 'cut' : 'complete';
}

/** Offset of the first byte after what RIFF counts. */
function riffEnd(head: Uint8Array): number {
	return Math.max(FIRST_CHUNK, 8 + dataView(head).getUint32(4, true));
}

/** The EXIF chunk comes after the pixels, so the chunks are stepped through to the end. */
function* findOrientation(end: number): Reading<number | 'cut'> {
	let offset = FIRST_CHUNK;
	while (offset + 8 <= end) {
		const chunk = yield { offset, length: 8 };
		if (chunk.length < 8) return 'cut';
		const content = offset + 8;
		const length = dataView(chunk).getUint32(4, true);
		if (ascii(chunk, 0, 4) === 'EXIF') {
			const name = yield { offset: content, length: 6 };
			if (name.length < 6) return 'cut';
			// Some writers copy the block with the prefix it has in a JPEG.
			const start = ascii(name, 0, 5) === 'Exif\0' ? content + 6 : content;
			return yield* readExifOrientation(start, content + length);
		}
		offset = content + length + (length % 2);
	}
	return 1;
}

function uint24(view: DataView, offset: number): number {
	return view.getUint16(offset, true) + view.getUint8(offset + 2) * 0x10000;
}
