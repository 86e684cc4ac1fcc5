import sharp from 'sharp';
import type { Sharp } from 'sharp';

/** BMP, which the picture library neither reads nor writes. */
const HEADER_BYTES = 54;
const SWAP: [[0, 0, 1], [0, 1, 0], [1, 0, 0]] = [
	[0, 0, 1],
	[0, 1, 0],
	[1, 0, 0],
];

/** A BMP file of an image whose width is a multiple of 4. */
export async function encodeBmp(image: Sharp): Promise<Buffer> {
	const { data, info } = await image
		.removeAlpha()
		.recomb(SWAP)
		.raw()
		.toBuffer({ resolveWithObject: true });
	const header = Buffer.alloc(HEADER_BYTES);
	header.write('BM', 0, 'latin1');
	header.writeUInt32LE(HEADER_BYTES + data.length, 2);
	header.writeUInt32LE(HEADER_BYTES, 10);
	header.writeUInt32LE(40, 14);
	header.writeInt32LE(info.width, 18);
	header.writeInt32LE(-info.height, 22);
	header.writeUInt16LE(1, 26);
	header.writeUInt16LE(24, 28);
	return Buffer.concat([header, data]);
}

/** An uncompressed BMP of 24 or 32 bits with rows from the bottom or the top. */
export function decodeBmp(bytes: Buffer): Sharp {
	const width = bytes.readInt32LE(18);
	const height = bytes.readInt32LE(22);
	const channels = bytes.readUInt16LE(28) === 32 ? 4 : 3;
	const stride = Math.ceil((width * channels) / 4) * 4;
	const rows = Array.from({ length: Math.abs(height) }, (_, row) => {
		const from = bytes.readUInt32LE(10) + (height < 0 ? row : height - 1 - row) * stride;
		return bytes.subarray(from, from + width * channels);
	});
	const raw = { width, height: rows.length, channels } as const;
	return sharp(Buffer.concat(rows), { raw }).removeAlpha().recomb(SWAP);
}
