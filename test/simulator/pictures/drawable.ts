import sharp from 'sharp';
import type { Sharp } from 'sharp';
import type { InputImage } from '../input-images';
import { decodeBmp } from '../inputs/bmp';

/** Longest side, in pixels, at which an input is drawn. */
const MAX_SIDE = 1024;
const SAMPLES = 24;

/** An input image as it is drawn. */
export interface Drawable {
	width: number;
	height: number;
	href: string;
	/** Five of its colours, from dark to bright. */
	palette: string[];
	/** Whether it has hardly any colour, as a depth map has. */
	isGrey: boolean;
}

/** Reads an input, upright; a grey field stands for one whose bytes are gone or cannot be read. */
export async function drawableOf({ bytes, format }: InputImage): Promise<Drawable> {
	const missing = sharp({
		create: { width: 400, height: 400, channels: 3, background: '#8a8f9c' },
	});
	try {
		if (!bytes) return await convert(missing);
		return await convert(
			format === 'bmp' ? decodeBmp(bytes) : sharp(bytes, { failOn: 'none' }).autoOrient(),
		);
	} catch {
		return await convert(missing);
	}
}

async function convert(image: Sharp): Promise<Drawable> {
	const { data, info } = await image
		.resize(MAX_SIDE, MAX_SIDE, { fit: 'inside', withoutEnlargement: true })
		.flatten({ background: '#ffffff' })
		.toColourspace('srgb')
		.jpeg({ quality: 92 })
		.toBuffer({ resolveWithObject: true });
	const pixels = await sharp(data).resize(SAMPLES, SAMPLES, { fit: 'fill' }).raw().toBuffer();
	const colours = Array.from({ length: SAMPLES * SAMPLES }, (_, at) => {
		const [red = 0, green = 0, blue = 0] = pixels.subarray(at * 3, at * 3 + 3);
		return {
			brightness: 0.299 * red + 0.587 * green + 0.114 * blue,
			spread: Math.max(red, green, blue) - Math.min(red, green, blue),
			hex: `#${pixels.toString('hex', at * 3, at * 3 + 3)}`,
		};
	});
	const nearest = (wanted: number): string =>
		colours.reduce((best, colour) =>
			Math.abs(colour.brightness - wanted) < Math.abs(best.brightness - wanted) ? colour : best,
		).hex;
	return {
		width: info.width,
		height: info.height,
		href: `data:image/jpeg;base64,${data.toString('base64')}`,
		palette: [0, 64, 128, 192, 255].map(nearest),
		isGrey: colours.every(({ spread }) => spread < 24),
	};
}
