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
	const pixels = Buffer.alloc(WIDTH * HEIGHT * channels).map((_, at) => (at * 7919) % 251);
	return sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels } });
}

async function animation(): Promise<Sharp> {
	const frames = [0, 1, 2].map(async (shade) => {
		const background = { r: shade * 90, g: 9, b: 9, alpha: 1 };
		const create = { width: 40, height: 30, channels: 4, background } as const;
		return await sharp({ create }).png().toBuffer();
	});
	return sharp(await Promise.all(frames), { join: { animated: true } });
}

/** Real files in every form the picture library writes, and hand-made ones of the forms it does not. */
export async function makePictures(): Promise<Picture[]> {
	type Row = [name: string, format: ImageFormat, size: [number, number], image: Sharp | Buffer];
	const plain: Row[2] = [WIDTH, HEIGHT];
	const turned: Row[2] = [HEIGHT, WIDTH];
	const moving: Row[2] = [40, 30];
	const tile = { tile: true, tileWidth: 32, tileHeight: 32 };
	const oriented = (orientation: number) => drawing().withMetadata({ orientation });
	const progressive = drawing().withIccProfile('p3').jpeg({ progressive: true });
	const palette = drawing().withIccProfile('srgb').png({ palette: true });
	const rows: Row[] = [
		['JPEG', 'jpeg', plain, drawing().jpeg()],
		['progressive JPEG with colour profile', 'jpeg', plain, progressive],
		['grey JPEG', 'jpeg', plain, drawing().greyscale().jpeg()],
		['PNG', 'png', plain, drawing(4).png()],
		['PNG with palette and profile', 'png', plain, palette],
		['lossy WebP', 'webp', plain, drawing().webp({ quality: 60 })],
		['lossless WebP', 'webp', plain, drawing(4).webp({ lossless: true })],
		['extended WebP with alpha', 'webp', plain, drawing(4).webp({ quality: 60 })],
		['animated WebP', 'webp', moving, (await animation()).webp()],
		['extended WebP with orientation 6', 'webp', turned, oriented(6).webp()],
		['GIF', 'gif', plain, drawing().gif()],
		['animated GIF', 'gif', moving, (await animation()).gif()],
		['TIFF, little-endian', 'tiff', plain, drawing().tiff({ compression: 'none' })],
		['TIFF, LZW, tiled', 'tiff', plain, drawing().tiff({ compression: 'lzw', ...tile })],
		['BigTIFF', 'tiff', plain, drawing().tiff({ bigtiff: true, compression: 'deflate' })],
		['TIFF, big-endian', 'tiff', plain, bigEndianTiff(WIDTH, HEIGHT, 1)],
		['TIFF, big-endian, orientation 8', 'tiff', turned, bigEndianTiff(WIDTH, HEIGHT, 8)],
		['BMP', 'bmp', plain, bmp(WIDTH, HEIGHT)],
		['BMP with rows from the top', 'bmp', plain, bmp(WIDTH, -HEIGHT)],
		['BMP with a core header', 'bmp', plain, bmp(WIDTH, HEIGHT, true)],
	];
	for (let orientation = 1; orientation <= 8; orientation++) {
		const size = orientation < 5 ? plain : turned;
		rows.push([`JPEG, orientation ${orientation}`, 'jpeg', size, oriented(orientation).jpeg()]);
		rows.push([`PNG, orientation ${orientation}`, 'png', size, oriented(orientation).png()]);
	}
	return await Promise.all(
		rows.map(async ([name, format, [width, height], image]) => ({
			...{ name, format, width, height, endIsKnown: format !== 'gif' && format !== 'tiff' },
			bytes: Buffer.isBuffer(image) ? image : await image.toBuffer(),
		})),
	);
}

/** Numbers of two or four bytes, little-endian. */
const u16 = (...values: number[]) => Buffer.from(Uint16Array.from(values).buffer);
const u32 = (...values: number[]) => Buffer.from(Uint32Array.from(values).buffer);

/** A grey TIFF of one strip whose directory follows the pixels; `more` are further tags. */
export function bigEndianTiff(
	width: number,
	height: number,
	orientation: number,
	more: Record<number, number> = {},
): Buffer {
	const pixels = width * height + ((width * height) % 2);
	const tags = Object.entries({
		...{ 256: width, 257: height, 258: 8, 259: 1, 262: 1, 273: 8, 274: orientation },
		...{ 277: 1, 278: height, 279: width * height, ...more },
	}).map(([tag, value]) => {
		const isShort = Number(tag) === 274;
		const written = isShort ? u16(value, 0).swap16() : u32(value).swap32();
		return Buffer.concat([u16(Number(tag), isShort ? 3 : 4).swap16(), u32(1).swap32(), written]);
	});
	const head = [Buffer.from('MM\0*'), u32(8 + pixels).swap32(), Buffer.alloc(pixels, 0x55)];
	return Buffer.concat([...head, u16(tags.length).swap16(), ...tags, u32(0)]);
}

/** An uncompressed BMP of 24 bits; a negative height means rows from the top, the core header is the oldest form. */
export function bmp(width: number, height: number, isCore = false): Buffer {
	const pixels = Buffer.alloc(Math.ceil((width * 24) / 32) * 4 * Math.abs(height), 0x33);
	const offset = isCore ? 26 : 54;
	const file = [Buffer.from('BM'), u32(offset + pixels.length, 0, offset)];
	if (isCore) file.push(u32(12), u16(width, height, 1, 24));
	else file.push(u32(40, width, height), u16(1, 24), Buffer.alloc(24));
	return Buffer.concat([...file, pixels]);
}
