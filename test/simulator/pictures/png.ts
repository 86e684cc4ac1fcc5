import { crc32 } from 'node:zlib';

/** Bytes of a chunk beside its data: length, type and checksum. */
const CHUNK_OVERHEAD = 12;

export const BLANK_PNG = Buffer.from(
	'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAAAAADhZOFXAAAADklEQVR4nGPYAgUMlDEAVKItATZLXhoAAAAASUVORK5CYII=',
	'base64',
);
const END = BLANK_PNG.length - CHUNK_OVERHEAD;
const padded = new Map<number, Buffer>();

/**
 * A valid PNG of exactly so many bytes: the tiny one, filled up with a private chunk that readers skip.
 * Throws where the size is too small for that.
 */
export function paddedPng(bytes: number): Buffer {
	const known = padded.get(bytes);
	if (known) return known;
	const filling = bytes - BLANK_PNG.length - CHUNK_OVERHEAD;
	if (filling < 0)
		throw new Error(`A padded PNG has at least ${BLANK_PNG.length + CHUNK_OVERHEAD} bytes`);
	const chunk = Buffer.alloc(filling + CHUNK_OVERHEAD, 0x5a);
	chunk.writeUInt32BE(filling);
	chunk.write('siMp', 4);
	chunk.writeUInt32BE(crc32(chunk.subarray(4, -4)), chunk.length - 4);
	const png = Buffer.concat([BLANK_PNG.subarray(0, END), chunk, BLANK_PNG.subarray(END)]);
	padded.set(bytes, png);
	return png;
}
