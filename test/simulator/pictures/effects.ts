import { createCanvas } from '@napi-rs/canvas';
import type { Canvas } from '@napi-rs/canvas';

/** Red, green, blue, each 0–255. */
export type Colour = readonly [number, number, number];

const PALETTE_GRID = 24;

/** Colours that an instruction may name, in both languages. */
const NAMED: ReadonlyArray<readonly [RegExp, Colour]> = [
	[/红|\bred\b/i, [222, 52, 38]],
	[/蓝|\bblue\b/i, [52, 120, 230]],
	[/绿|\bgreen\b/i, [70, 170, 84]],
	[/黄|\byellow\b/i, [250, 204, 60]],
	[/粉|\bpink\b/i, [246, 130, 176]],
	[/紫|\bpurple\b/i, [150, 84, 210]],
	[/橙|\borange\b/i, [245, 138, 44]],
];

/** The first colour of the list that an instruction names. */
export function namedColour(prompt: string): Colour | undefined {
	return NAMED.find(([word]) => word.test(prompt))?.[1];
}

function copy(canvas: Canvas): Canvas {
	const copied = createCanvas(canvas.width, canvas.height);
	copied.getContext('2d').drawImage(canvas, 0, 0);
	return copied;
}

/** Applies a function to every pixel of a copy. */
function mapPixels(canvas: Canvas, change: (r: number, g: number, b: number) => Colour): Canvas {
	const result = copy(canvas);
	const context = result.getContext('2d');
	const image = context.getImageData(0, 0, result.width, result.height);
	const { data } = image;
	for (let at = 0; at < data.length; at += 4) {
		const [r, g, b] = change(data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0);
		data[at] = r;
		data[at + 1] = g;
		data[at + 2] = b;
	}
	context.putImageData(image, 0, 0);
	return result;
}

const luminance = (r: number, g: number, b: number): number => 0.299 * r + 0.587 * g + 0.114 * b;

/** Whether a picture has hardly any colour, as a depth map has. */
export function isGrey(canvas: Canvas): boolean {
	return sample(canvas).every(([r, g, b]) => Math.max(r, g, b) - Math.min(r, g, b) < 24);
}

/** Colours a picture by its brightness, from the palette's first (dark) to its last (bright). */
export function gradientMap(canvas: Canvas, palette: readonly Colour[]): Canvas {
	const table = Array.from({ length: 256 }, (_, level) => {
		const place = (level / 255) * (palette.length - 1);
		const low = palette[Math.floor(place)] ?? [0, 0, 0];
		const high = palette[Math.ceil(place)] ?? low;
		const share = place - Math.floor(place);
		return [0, 1, 2].map((part) => (low[part] ?? 0) * (1 - share) + (high[part] ?? 0) * share);
	});
	return mapPixels(canvas, (r, g, b) => {
		const [red = 0, green = 0, blue = 0] = table[Math.round(luminance(r, g, b))] ?? [];
		return [red, green, blue];
	});
}

/** Few, strong colours, as in a cartoon. */
export function posterise(canvas: Canvas, levels: number): Canvas {
	const step = 255 / (levels - 1);
	const strengthen = (value: number, grey: number): number =>
		Math.round(Math.min(255, Math.max(0, grey + (value - grey) * 1.7 + 10)) / step) * step;
	return mapPixels(canvas, (r, g, b) => {
		const grey = luminance(r, g, b);
		return [strengthen(r, grey), strengthen(g, grey), strengthen(b, grey)];
	});
}

/** Draws dark lines where brightness changes sharply. */
export function outline(canvas: Canvas): Canvas {
	const result = copy(canvas);
	const context = result.getContext('2d');
	const { width, height } = result;
	const image = context.getImageData(0, 0, width, height);
	const { data } = image;
	const grey = new Float32Array(width * height);
	for (let at = 0; at < grey.length; at++) {
		grey[at] = luminance(data[at * 4] ?? 0, data[at * 4 + 1] ?? 0, data[at * 4 + 2] ?? 0);
	}
	for (let y = 1; y < height - 1; y++) {
		for (let x = 1; x < width - 1; x++) {
			const at = y * width + x;
			const dx = (grey[at + 1] ?? 0) - (grey[at - 1] ?? 0);
			const dy = (grey[at + width] ?? 0) - (grey[at - width] ?? 0);
			if (Math.abs(dx) + Math.abs(dy) < 60) continue;
			data[at * 4] = 38;
			data[at * 4 + 1] = 30;
			data[at * 4 + 2] = 46;
		}
	}
	context.putImageData(image, 0, 0);
	return result;
}

/** A picture's colours from dark to bright. */
export function paletteOf(canvas: Canvas, count: number): Colour[] {
	const colours = sample(canvas).sort((a, b) => luminance(...a) - luminance(...b));
	return Array.from({ length: count }, (_, index) => {
		const from = Math.floor((index * colours.length) / count);
		const part = colours.slice(from, Math.floor(((index + 1) * colours.length) / count));
		const mean = (channel: 0 | 1 | 2): number =>
			part.reduce((sum, colour) => sum + colour[channel], 0) / Math.max(1, part.length);
		return [mean(0), mean(1), mean(2)];
	});
}

function sample(canvas: Canvas): Colour[] {
	const small = createCanvas(PALETTE_GRID, PALETTE_GRID);
	const context = small.getContext('2d');
	context.drawImage(canvas, 0, 0, PALETTE_GRID, PALETTE_GRID);
	const { data } = context.getImageData(0, 0, PALETTE_GRID, PALETTE_GRID);
	return Array.from({ length: PALETTE_GRID * PALETTE_GRID }, (_, at) => [
		data[at * 4] ?? 0,
		data[at * 4 + 1] ?? 0,
		data[at * 4 + 2] ?? 0,
	]);
}
