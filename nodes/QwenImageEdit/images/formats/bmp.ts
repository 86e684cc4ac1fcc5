import type { EndReading, HeaderReading, Reading } from './reading';
import { dataView } from './reading';

const CORE_HEADER = 12;
const INFO_HEADERS = [16, 40, 52, 56, 64, 108, 124];
const HEADER_BYTES = 34;

interface BmpHeader {
	width: number;
	height: number;
	bitsPerPixel: number;
	compression: number;
	pixelOffset: number;
}

/** Size from the core header (12 bytes) or any of the information headers; a negative height means rows from the top. */
export function* readBmp(): Reading<HeaderReading> {
	const header = yield* readHeader();
	if (typeof header === 'string') return header;
	return { width: header.width, height: header.height };
}

/** The size in the file header is often wrong, so it is computed, for the two kinds without compression. */
export function* readBmpEnd(): Reading<EndReading> {
	const header = yield* readHeader();
	if (typeof header === 'string') return header === 'cut' ? 'cut' : 'unsure';
	const { width, height, bitsPerPixel, compression, pixelOffset } = header;
	if ((compression !== 0 && compression !== 3) || bitsPerPixel === 0) return 'unsure';
	const rowBits = width * bitsPerPixel;
	// Rows are padded to four bytes; the padding of the last one may be missing.
	const pixelBytes = Math.ceil(rowBits / 32) * 4 * (height - 1) + Math.ceil(rowBits / 8);
	const lastByte = pixelOffset + pixelBytes - 1;
	if (!Number.isSafeInteger(lastByte)) return 'unsure';
	const last = yield { offset: lastByte, length: 1 };
	return last.length === 0 ? 'cut' : 'complete';
}

/** True where the bytes after "BM" are a header and not, say, a text that begins with these letters. */
export function looksLikeBmp(head: Uint8Array): boolean {
	if (head.length < 18) return false;
	const size = dataView(head).getUint32(14, true);
	return size === CORE_HEADER || INFO_HEADERS.includes(size);
}

function* readHeader(): Reading<BmpHeader | 'cut' | 'broken'> {
	const head = yield { offset: 0, length: HEADER_BYTES };
	const view = dataView(head);
	if (head.length < 26) return 'cut';
	const pixelOffset = view.getUint32(10, true);
	const headerSize = view.getUint32(14, true);
	if (headerSize === CORE_HEADER) {
		const width = view.getUint16(18, true);
		const height = view.getUint16(20, true);
		if (width === 0 || height === 0 || view.getUint16(22, true) !== 1) return 'broken';
		return { width, height, bitsPerPixel: view.getUint16(24, true), compression: 0, pixelOffset };
	}
	if (head.length < 30) return 'cut';
	const width = view.getInt32(18, true);
	const height = Math.abs(view.getInt32(22, true));
	if (width <= 0 || height === 0 || view.getUint16(26, true) !== 1) return 'broken';
	const bitsPerPixel = view.getUint16(28, true);
	if (headerSize === 16) return { width, height, bitsPerPixel, compression: 0, pixelOffset };
	if (head.length < HEADER_BYTES) return 'cut';
	return { width, height, bitsPerPixel, compression: view.getUint32(30, true), pixelOffset };
}
