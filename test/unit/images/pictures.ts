import sharp, { type Sharp } from 'sharp';
import type { ImageFormat } from '../../../nodes/QwenImageEdit/images/sniff';

/** A file with what a decoder other than the node's own says about it, or what its maker knows. */
export interface Picture {
	name: string;
	format: ImageFormat;
	/** Pixels as displayed. */
	width: number;
	height: number;
	bytes: Buffer;
	/** Whether the format tells where its pixels end, so that any shorter file is known to be cut. */
	endIsKnown: boolean;
}

const WIDTH = 97;
const HEIGHT = 61;

function drawing(channels: 3 | 4 = 3): Sharp {
	const pixels = Buffer.alloc(WIDTH * HEIGHT * channels);
	for (let at = 0; at < pixels.length; at++) pixels[at] = (at * 7919) % 251;
	return sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels } });
}

async function animation(): Promise<Sharp> {
	const frame = async (shade: number): Promise<Buffer> => {
		const background = { r: shade * 90, g: 9, b: 9, alpha: 1 };
		const create = { width: 40, height: 30, channels: 4, background } as const;
		return await sharp({ create }).png().toBuffer();
	};
	return sharp(await Promise.all([0, 1, 2].map(frame)), { join: { animated: true } });
}

/** Real files in every form the picture library writes, and hand-made ones of the forms it does not. */
export async function makePictures(): Promise<Picture[]> {
	type Row = [name: string, format: ImageFormat, size: [number, number], image: Sharp | Buffer];
	const plain: Row[2] = [WIDTH, HEIGHT];
	const turned: Row[2] = [HEIGHT, WIDTH];
	const moving: Row[2] = [40, 30];
	const tile = { tile: true, tileWidth: 32, tileHeight: 32 };
	const rows: Row[] = [
		['JPEG', 'jpeg', plain, drawing().jpeg()],
		[
			'progressive JPEG with colour profile',
			'jpeg',
			plain,
			drawing().withIccProfile('p3').jpeg({ progressive: true }),
		],
		['grey JPEG', 'jpeg', plain, drawing().greyscale().jpeg()],
		['PNG', 'png', plain, drawing(4).png()],
		[
			'PNG with palette and profile',
			'png',
			plain,
			drawing().withIccProfile('srgb').png({ palette: true }),
		],
		['lossy WebP', 'webp', plain, drawing().webp({ quality: 60 })],
		['lossless WebP', 'webp', plain, drawing(4).webp({ lossless: true })],
		['extended WebP with alpha', 'webp', plain, drawing(4).webp({ quality: 60 })],
		['animated WebP', 'webp', moving, (await animation()).webp()],
		[
			'extended WebP with orientation 6',
			'webp',
			turned,
			drawing().withMetadata({ orientation: 6 }).webp(),
		],
		['GIF', 'gif', plain, drawing().gif()],
		['animated GIF', 'gif', moving, (await animation()).gif()],
		['TIFF, little-endian', 'tiff', plain, drawing().tiff({ compression: 'none' })],
		['TIFF, LZW, tiled', 'tiff', plain, drawing().tiff({ compression: 'lzw', ...tile })],
		['BigTIFF', 'tiff', plain, drawing().tiff({ bigtiff: true, compression: 'deflate' })],
		['TIFF, big-endian', 'tiff', plain, bigEndianTiff(WIDTH, HEIGHT, 1)],
		['TIFF, big-endian, orientation 8', 'tiff', turned, bigEndianTiff(WIDTH, HEIGHT, 8)],
		['BMP', 'bmp', plain, bmp(WIDTH, HEIGHT)],
		['BMP with rows from the top', 'bmp', plain, bmp(WIDTH, -HEIGHT)],
		['BMP with a core header', 'bmp', plain, coreBmp(WIDTH, HEIGHT)],
	];
	for (let orientation = 1; orientation <= 8; orientation++) {
		const size = orientation < 5 ? plain : turned;
		const image = () => drawing().withMetadata({ orientation });
		rows.push([`JPEG, orientation ${orientation}`, 'jpeg', size, image().jpeg()]);
		rows.push([`PNG, orientation ${orientation}`, 'png', size, image().png()]);
	}
	return await Promise.all(
		rows.map(async ([name, format, [width, height], image]) => ({
			...{ name, format, width, height, endIsKnown: format !== 'gif' && format !== 'tiff' },
			bytes: Buffer.isBuffer(image) ? image : await image.toBuffer(),
		})),
	);
}

/** A grey TIFF of one strip whose directory follows the pixels; `more` are further tags. */
export function bigEndianTiff(
	width: number,
	height: number,
	orientation: number,
	more: ReadonlyArray<[tag: number, type: number, value: number]> = [],
): Buffer {
	const pixels = width * height;
	const directory = 8 + pixels + (pixels % 2);
	const entries: Array<[tag: number, type: number, value: number]> = [
		[256, 3, width],
		[257, 4, height],
		[258, 3, 8],
		[259, 3, 1],
		[262, 3, 1],
		[273, 4, 8],
		[274, 3, orientation],
		[277, 3, 1],
		[278, 4, height],
		[279, 4, pixels],
		...more,
	];
	const file = Buffer.alloc(directory + 2 + entries.length * 12 + 4, 0x55);
	file.write('MM\0*', 0, 'latin1');
	file.writeUInt32BE(directory, 4);
	file.writeUInt16BE(entries.length, directory);
	entries.forEach(([tag, type, value], index) => {
		const at = directory + 2 + index * 12;
		file.writeUInt16BE(tag, at);
		file.writeUInt16BE(type, at + 2);
		file.writeUInt32BE(1, at + 4);
		file.writeUInt32BE(0, at + 8);
		if (type === 3) file.writeUInt16BE(value, at + 8);
		else file.writeUInt32BE(value, at + 8);
	});
	file.writeUInt32BE(0, file.length - 4);
	return file;
}

/** An uncompressed BMP of 24 bits; a negative height means rows from the top. */
export function bmp(width: number, height: number): Buffer {
	const row = Math.ceil((width * 24) / 32) * 4;
	const pixels = row * Math.abs(height);
	const file = Buffer.alloc(54 + pixels, 0x33);
	file.write('BM', 0, 'latin1');
	file.writeUInt32LE(file.length, 2);
	file.writeUInt32LE(0, 6);
	file.writeUInt32LE(54, 10);
	file.writeUInt32LE(40, 14);
	file.writeInt32LE(width, 18);
	file.writeInt32LE(height, 22);
	file.writeUInt16LE(1, 26);
	file.writeUInt16LE(24, 28);
	file.fill(0, 30, 54);
	return file;
}

/** The oldest form, with sizes of two bytes. */
function coreBmp(width: number, height: number): Buffer {
	const row = Math.ceil((width * 24) / 32) * 4;
	const file = Buffer.alloc(26 + row * height, 0x33);
	file.write('BM', 0, 'latin1');
	file.writeUInt32LE(file.length, 2);
	file.writeUInt32LE(0, 6);
	file.writeUInt32LE(26, 10);
	file.writeUInt32LE(12, 14);
	file.writeUInt16LE(width, 18);
	file.writeUInt16LE(height, 20);
	file.writeUInt16LE(1, 22);
	file.writeUInt16LE(24, 24);
	return file;
}
