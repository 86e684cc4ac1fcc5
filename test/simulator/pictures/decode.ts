import { createCanvas, ImageData, loadImage } from '@napi-rs/canvas';
import type { Canvas } from '@napi-rs/canvas';
import sharp from 'sharp';
import type { InputImage } from '../input-images';

/** Longest side, in pixels, at which an input is drawn; results are at most 2048 wide. */
const MAX_SIDE = 1600;

/** An input image as a canvas, upright; undefined where its bytes are gone or cannot be read. */
export async function decodeInput(input: InputImage): Promise<Canvas | undefined> {
	if (!input.bytes) return undefined;
	try {
		return input.format === 'bmp' ? await decodeBmp(input.bytes) : await decode(input.bytes);
	} catch {
		return undefined;
	}
}

async function decode(bytes: Buffer): Promise<Canvas> {
	const { data, info } = await sharp(bytes, { failOn: 'none' })
		.autoOrient()
		.resize(MAX_SIDE, MAX_SIDE, { fit: 'inside', withoutEnlargement: true })
		.toColourspace('srgb')
		.ensureAlpha()
		.raw()
		.toBuffer({ resolveWithObject: true });
	const canvas = createCanvas(info.width, info.height);
	const pixels = new Uint8ClampedArray(data.buffer, data.byteOffset, data.length);
	canvas.getContext('2d').putImageData(new ImageData(pixels, info.width, info.height), 0, 0);
	return canvas;
}

/** BMP is the one format that sharp does not read. */
async function decodeBmp(bytes: Buffer): Promise<Canvas> {
	const image = await loadImage(bytes);
	const scale = Math.min(1, MAX_SIDE / Math.max(image.width, image.height));
	const canvas = createCanvas(
		Math.max(1, Math.round(image.width * scale)),
		Math.max(1, Math.round(image.height * scale)),
	);
	canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
	return canvas;
}
