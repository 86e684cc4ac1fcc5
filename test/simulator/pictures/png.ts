import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Bytes of a chunk beside its data: length, type and checksum. */
const CHUNK_OVERHEAD = 12;

function chunk(type: string, data: Buffer): Buffer {
	const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
	const length = Buffer.alloc(4);
	length.writeUInt32BE(data.length);
	const checksum = Buffer.alloc(4);
	checksum.writeUInt32BE(crc32(body));
	return Buffer.concat([length, body, checksum]);
}

/** Head and pixels of an 8 × 8 grey picture. */
function picture(): Buffer {
	const header = Buffer.alloc(13);
	header.writeUInt32BE(8, 0);
	header.writeUInt32BE(8, 4);
	header[8] = 8;
	const rows = Buffer.alloc(8 * 9, 0xb4);
	for (let row = 0; row < 8; row++) rows[row * 9] = 0;
	return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('IDAT', deflateSync(rows))]);
}

const END = chunk('IEND', Buffer.alloc(0));
const BLANK = Buffer.concat([picture(), END]);
const padded = new Map<number, Buffer>();

/** A tiny constant PNG. */
export function blankPng(): Buffer {
	return BLANK;
}

/**
 * A valid PNG of exactly so many bytes: the tiny one, filled up with a private chunk that readers skip.
 * Throws where the size is too small for that.
 */
export function paddedPng(bytes: number): Buffer {
	const known = padded.get(bytes);
	if (known) return known;
	const filling = bytes - BLANK.length - CHUNK_OVERHEAD;
	if (filling < 0)
		throw new Error(`A padded PNG has at least ${BLANK.length + CHUNK_OVERHEAD} bytes`);
	const png = Buffer.concat([picture(), chunk('siMp', Buffer.alloc(filling, 0x5a)), END]);
	padded.set(bytes, png);
	return png;
}
