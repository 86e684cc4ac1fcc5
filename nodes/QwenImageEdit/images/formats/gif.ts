import type { EndReading, HeaderReading, Reading } from './reading';
import { dataView } from './reading';

const EXTENSION = 0x21;
const IMAGE = 0x2c;
const TRAILER = 0x3b;

/** Size of the canvas. */
export function* readGif(): Reading<HeaderReading> {
	const head = yield { offset: 0, length: 10 };
	if (head.length < 10) return 'cut';
	const width = dataView(head).getUint16(6, true);
	const height = dataView(head).getUint16(8, true);
	return width === 0 || height === 0 ? 'broken' : { width, height };
}

/** The service takes the first frame, so a GIF is complete when that is; a missing trailer harms nobody. */
export function* readGifEnd(): Reading<EndReading> {
	const head = yield { offset: 0, length: 13 };
	if (head.length < 13) return 'cut';
	let offset = 13 + colourTableBytes(head[10] ?? 0);
	for (;;) {
		const block = yield { offset, length: 1 };
		if (block.length === 0) return 'cut';
		if (block[0] === TRAILER) return 'unsure';
		if (block[0] === EXTENSION) {
			offset += 2;
		} else if (block[0] === IMAGE) {
			const image = yield { offset, length: 10 };
			if (image.length < 10) return 'cut';
			offset += 11 + colourTableBytes(image[9] ?? 0);
		} else {
			return 'unsure';
		}
		for (;;) {
			const size = yield { offset, length: 1 };
			if (size.length === 0) return 'cut';
			offset += 1 + (size[0] ?? 0);
			if (size[0] === 0) break;
		}
		if (block[0] === IMAGE) return 'complete';
	}
}

function colourTableBytes(flags: number): number {
	return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 0x07) + 1);
}
