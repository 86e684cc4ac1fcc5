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
	const frames = await Promise.all(
		[0, 1, 2].map(
			async (shade) =>
				await sharp({
					create: {
						width: 40,
						height: 30,
						channels: 4,
						background: { r: shade * 90, g: 9, b: 9, alpha: 1 },
					},
				})
					.png()
					.toBuffer(),
		),
	);
	return sharp(frames, { join: { animated: true } });
}

/** Real files in every form the picture library writes, and hand-made ones of the forms it does not. */
export async function makePictures(): Promise<Picture[]> {
	const plain = { width: WIDTH, height: HEIGHT };
	const turned = { width: HEIGHT, height: WIDTH };
	const moving = { width: 40, height: 30 };
	const known = { endIsKnown: true };
	const pictures: Picture[] = [
		{ name: 'JPEG', format: 'jpeg', ...plain, ...known, bytes: await drawing().jpeg().toBuffer() },
		{
			name: 'progressive JPEG with colour profile',
			format: 'jpeg',
			...plain,
			...known,
			bytes: await drawing().withIccProfile('p3').jpeg({ progressive: true }).toBuffer(),
		},
		{
			name: 'grey JPEG',
			format: 'jpeg',
			...plain,
			...known,
			bytes: await drawing().greyscale().jpeg().toBuffer(),
		},
		{ name: 'PNG', format: 'png', ...plain, ...known, bytes: await drawing(4).png().toBuffer() },
		{
			name: 'PNG with palette and colour profile',
			format: 'png',
			...plain,
			...known,
			bytes: await drawing().withIccProfile('srgb').png({ palette: true }).toBuffer(),
		},
		{
			name: 'lossy WebP',
			format: 'webp',
			...plain,
			...known,
			bytes: await drawing().webp({ quality: 60 }).toBuffer(),
		},
		{
			name: 'lossless WebP',
			format: 'webp',
			...plain,
			...known,
			bytes: await drawing(4).webp({ lossless: true }).toBuffer(),
		},
		{
			name: 'extended WebP with alpha',
			format: 'webp',
			...plain,
			...known,
			bytes: await drawing(4).webp({ quality: 60 }).toBuffer(),
		},
		{
			name: 'animated WebP',
			format: 'webp',
			...moving,
			...known,
			bytes: await (await animation()).webp().toBuffer(),
		},
		{
			name: 'extended WebP with orientation 6',
			format: 'webp',
			...turned,
			...known,
			bytes: await drawing().withMetadata({ orientation: 6 }).webp().toBuffer(),
		},
		{
			name: 'GIF',
			format: 'gif',
			...plain,
			endIsKnown: false,
			bytes: await drawing().gif().toBuffer(),
		},
		{
			name: 'animated GIF',
			format: 'gif',
			...moving,
			endIsKnown: false,
			bytes: await (await animation()).gif().toBuffer(),
		},
		{
			name: 'TIFF, little-endian, uncompressed',
			format: 'tiff',
			...plain,
			endIsKnown: false,
			bytes: await drawing().tiff({ compression: 'none' }).toBuffer(),
		},
		{
			name: 'TIFF, little-endian, LZW, tiled',
			format: 'tiff',
			...plain,
			endIsKnown: false,
			bytes: await drawing()
				.tiff({ compression: 'lzw', tile: true, tileWidth: 32, tileHeight: 32 })
				.toBuffer(),
		},
		{
			name: 'BigTIFF',
			format: 'tiff',
			...plain,
			endIsKnown: false,
			bytes: await drawing().tiff({ bigtiff: true, compression: 'deflate' }).toBuffer(),
		},
		{
			name: 'TIFF, big-endian',
			format: 'tiff',
			...plain,
			endIsKnown: false,
			bytes: bigEndianTiff(WIDTH, HEIGHT, 1),
		},
		{
			name: 'TIFF, big-endian, orientation 8',
			format: 'tiff',
			...turned,
			endIsKnown: false,
			bytes: bigEndianTiff(WIDTH, HEIGHT, 8),
		},
		{ name: 'BMP', format: 'bmp', ...plain, ...known, bytes: bmp(WIDTH, HEIGHT) },
		{
			name: 'BMP with rows from the top',
			format: 'bmp',
			...plain,
			...known,
			bytes: bmp(WIDTH, -HEIGHT),
		},
		{
			name: 'BMP with a core header',
			format: 'bmp',
			...plain,
			...known,
			bytes: coreBmp(WIDTH, HEIGHT),
		},
	];
	for (let orientation = 1; orientation <= 8; orientation++) {
		const displayed = orientation < 5 ? plain : turned;
		pictures.push(
			{
				name: `JPEG with orientation ${orientation}`,
				format: 'jpeg',
				...displayed,
				...known,
				bytes: await drawing().withMetadata({ orientation }).jpeg().toBuffer(),
			},
			{
				name: `PNG with orientation ${orientation}`,
				format: 'png',
				...displayed,
				...known,
				bytes: await drawing().withMetadata({ orientation }).png().toBuffer(),
			},
		);
	}
	return pictures;
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
