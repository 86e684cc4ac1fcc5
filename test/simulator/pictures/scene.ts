import type { Size } from '../size';
import { effectOf, isStyleTransfer } from './effects';
import type { Drawable } from './drawable';
import type { Look } from './look';
import type { Text } from './text';

/** Above this factor between the ratios, filling would cut too much of an image away. */
const MAX_CUT = 1.4;

export interface Box extends Size {
	x: number;
	y: number;
}

export interface Scene {
	/** In the order sent, each with its label. */
	inputs: ReadonlyArray<Drawable & { label: Text }>;
	prompt: string;
	look: Look;
	/** The whole picture, and the part of it that the texts leave free. */
	full: Size;
	free: Box;
}

/** The input images put together as SVG, in a way that shows at a glance which there were and what was asked. */
export function drawScene(scene: Scene): string {
	const { inputs, prompt, look, full, free } = scene;
	const tint = `hsl(${look.hue}, 70%, 40%)`;
	const light = `hsl(${look.hue}, 90%, 80%)`;
	const tile = Math.max(full.width, full.height) / 10;
	const images = inputs.map(
		({ width, height, href }, at) =>
			`<image id="input${at}" width="${width}" height="${height}" href="${href}"/>`,
	);
	const effect = effectOf(prompt, inputs, look);
	return (
		`<defs>${images.join('')}` +
		`<filter id="effect" x="0" y="0" width="1" height="1" color-interpolation-filters="sRGB">${effect}</filter>` +
		`<filter id="shadow"><feGaussianBlur stdDeviation="${tile / 10}"/></filter>` +
		`<pattern id="stripes" width="${tile}" height="${tile}" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="${tile / 3}" height="${tile}" stroke="none"/></pattern></defs>` +
		`<rect width="100%" height="100%" fill="${inputs.at(-1)?.palette[2] ?? tint}"/>` +
		`<rect width="100%" height="100%" fill="${tint}" opacity="0.6"/>` +
		`<g fill="${light}" stroke="${light}" opacity="0.2">${look.pattern}</g>` +
		(inputs.length === 1 || isStyleTransfer(prompt, inputs)
			? drawEdited(scene, effect && ' filter="url(#effect)"', tint)
			: places(shrink(free, 0.05), inputs.length, look.mirrored)
					.map((place, at) => drawPrint(scene, at, place, at % 2 === 0 ? 1 : -1))
					.join(''))
	);
}

/** One large image, with the images it came from as small prints. */
function drawEdited(scene: Scene, filter: string, tint: string): string {
	const { inputs, look, full, free } = scene;
	const [first] = inputs;
	if (!first) return '';
	// The caption's place stays free of what matters in the image.
	const room = { x: 0, y: 0, width: full.width, height: free.y + free.height };
	const cut = room.width / room.height / (first.width / first.height);
	const main =
		Math.max(cut, 1 / cut) <= MAX_CUT
			? drawInput(0, first, room, filter) +
				`<rect width="${room.width}" height="${room.height}" fill="${tint}" opacity="0.25"/>` +
				`<g fill="#fff" stroke="#fff" opacity="0.15">${look.pattern}</g>`
			: drawFrame(fitInto(shrink(free, 0.04), first), (box) => drawInput(0, first, box, filter));
	const side = Math.min(free.width, free.height) * 0.24;
	const x = look.mirrored ? side * 0.1 : full.width - side * 1.1;
	const prints = inputs.map((_, at) => {
		const place = { x, y: free.y + side * (0.12 + at * 1.1), width: side, height: side };
		return drawPrint(scene, at, place, look.mirrored ? -1 : 1);
	});
	return main + prints.join('');
}

/** An input as a paper print, turned to one side, with its label in the corner. */
function drawPrint(scene: Scene, at: number, place: Box, turn: 1 | -1): string {
	const input = scene.inputs[at];
	if (!input) return '';
	const box = fitInto(place, input);
	const { label } = input;
	const pad = label.height * 0.35;
	const print = drawFrame(
		box,
		(inner) =>
			drawInput(at, input, inner, '') +
			`<rect x="${inner.x + pad}" y="${inner.y + pad}" width="${label.width + pad * 2}" height="${label.height + pad * 2}" rx="${pad}" fill="#141622" opacity="0.82"/>` +
			label.at(inner.x + pad * 2, inner.y + pad * 2),
	);
	const middle = `${box.x + box.width / 2} ${box.y + box.height / 2}`;
	return `<g transform="rotate(${scene.look.turn * turn} ${middle})">${print}</g>`;
}

/** A white border with a shadow around what is drawn. */
function drawFrame(box: Box, draw: (inner: Box) => string): string {
	const border = Math.max(4, Math.min(box.width, box.height) * 0.022);
	const sides = `x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" rx="${border}"`;
	const inner = {
		x: box.x + border,
		y: box.y + border,
		width: box.width - border * 2,
		height: box.height - border * 2,
	};
	return `<rect ${sides} opacity="0.5" filter="url(#shadow)"/><rect ${sides} fill="#fff"/>${draw(inner)}`;
}

/** An input that fills a box; what is over is cut. */
function drawInput(at: number, input: Size, box: Box, filter: string): string {
	const scale = Math.max(box.width / input.width, box.height / input.height);
	const x = (box.width - input.width * scale) / 2;
	const y = (box.height - input.height * scale) / 2;
	return `<svg x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}"><use href="#input${at}" transform="translate(${x} ${y}) scale(${scale})"${filter}/></svg>`;
}

/** Where each image goes: the first, which is the one that is changed, at large, the others in a grid beside or below it. */
function places(area: Box, count: number, mirrored: boolean): Box[] {
	const { x, y, width, height } = area;
	const isWide = width > height;
	const rest = isWide
		? { x: x + width * 0.6, y, width: width * 0.4, height }
		: { x, y: y + height * 0.6, width, height: height * 0.4 };
	const others = count - 1;
	const columns = Math.max(1, Math.round(Math.sqrt((others * rest.width) / rest.height)));
	const rows = Math.ceil(others / columns);
	const size = { width: rest.width / columns, height: rest.height / rows };
	const boxes = Array.from({ length: count }, (_, at): Box => {
		if (at === 0)
			return isWide ? { ...area, width: width * 0.6 } : { ...area, height: height * 0.6 };
		const [column, row] = [(at - 1) % columns, Math.floor((at - 1) / columns)];
		return { x: rest.x + column * size.width, y: rest.y + row * size.height, ...size };
	});
	return mirrored ? boxes.map((box) => ({ ...box, x: x * 2 + width - box.x - box.width })) : boxes;
}

/** The largest box of an image's ratio inside another, in its middle. */
function fitInto(outer: Box, image: Size): Box {
	const scale = Math.min(outer.width / image.width, outer.height / image.height);
	const [width, height] = [image.width * scale, image.height * scale];
	const x = outer.x + (outer.width - width) / 2;
	return { x, y: outer.y + (outer.height - height) / 2, width, height };
}

function shrink({ x, y, width, height }: Box, share: number): Box {
	const by = Math.min(width, height) * share;
	return { x: x + by, y: y + by, width: width - by * 2, height: height - by * 2 };
}
