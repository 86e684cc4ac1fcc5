import { createCanvas } from '@napi-rs/canvas';
import type { Canvas, SKRSContext2D } from '@napi-rs/canvas';
import { containedIn, drawCard, drawCover } from './cards';
import type { Box } from './cards';
import { gradientMap, isGrey, namedColour, outline, paletteOf, posterise } from './effects';
import type { Look } from './look';
import { drawPattern } from './pattern';

/** Above this factor between the ratios, filling would cut too much of a picture away. */
const MAX_CUT = 1.4;

export interface Scene {
	/** The inputs in the order sent. */
	inputs: readonly Canvas[];
	labels: readonly string[];
	prompt: string;
	look: Look;
	/** The whole picture, and the part of it that the caption leaves free. */
	full: Box;
	free: Box;
}

/** Puts the input pictures together, in a way that shows at a glance which there were and what was asked. */
export function drawScene(context: SKRSContext2D, scene: Scene): void {
	const [first, second] = scene.inputs;
	if (!first) return;
	if (scene.inputs.length === 1) {
		drawEdited(context, scene, edited(first, scene));
	} else if (scene.inputs.length === 2 && second && /风格|画风|style/i.test(scene.prompt)) {
		drawEdited(context, scene, outline(gradientMap(first, paletteOf(second, 5))));
	} else {
		drawTogether(context, scene);
	}
}

/** What an instruction for one picture does to it, as far as a drawing program can. */
function edited(picture: Canvas, { prompt, look }: Scene): Canvas {
	if (isGrey(picture)) {
		const wanted = namedColour(prompt);
		return gradientMap(picture, wanted ? [...look.palette.slice(0, -1), wanted] : look.palette);
	}
	if (/动漫|漫画|卡通|anime|cartoon|manga|comic/i.test(prompt))
		return outline(posterise(picture, 5));
	if (/黑白|black[ -]and[ -]white|monochrome/i.test(prompt)) {
		return gradientMap(picture, [
			[12, 12, 14],
			[250, 250, 248],
		]);
	}
	return tinted(picture, look, 0.5);
}

/** One large picture, with the pictures it came from as small prints. */
function drawEdited(context: SKRSContext2D, scene: Scene, result: Canvas): void {
	const { full, free, look } = scene;
	// The caption's place stays free of what matters in the picture.
	const room = { ...full, height: free.y + free.height };
	const cut = room.width / room.height / (result.width / result.height);
	drawBackground(context, scene, result);
	if (Math.max(cut, 1 / cut) <= MAX_CUT) {
		drawCover(context, tinted(result, look, 0.25), room);
		drawPattern(context, room, look);
	} else {
		const margin = Math.min(free.width, free.height) * 0.04;
		drawCard(context, result, containedIn(shrink(free, margin), result));
	}
	drawOriginals(context, scene, look.mirrored);
}

function drawOriginals(
	context: SKRSContext2D,
	{ inputs, labels, free }: Scene,
	left: boolean,
): void {
	const side = Math.min(free.width, free.height) * 0.22;
	const gap = side * 0.12;
	inputs.forEach((input, index) => {
		const y = free.y + gap + index * (side + gap);
		const x = left ? free.x + gap : free.x + free.width - gap - side;
		const box = containedIn({ x, y, width: side, height: side }, input);
		drawCard(context, input, box, { degrees: left ? -3 : 3, label: labels[index] });
	});
}

/** Several pictures side by side, overlapping, before a background made of the last. */
function drawTogether(context: SKRSContext2D, scene: Scene): void {
	const { inputs, labels, look } = scene;
	const last = inputs.at(-1);
	if (last) drawBackground(context, scene, last);
	places(scene).forEach((place, index) => {
		const input = inputs[index];
		if (!input) return;
		const degrees = (look.random() - 0.5) * 9;
		drawCard(context, input, containedIn(place, input), { degrees, label: labels[index] });
	});
}

/** Where each picture goes; the first is the largest, since it is the one that is changed. */
function places({ inputs, free, look }: Scene): Box[] {
	const area = shrink(free, Math.min(free.width, free.height) * 0.05);
	const wide = area.width > area.height;
	const others = inputs.length - 1;
	const share = look.arrangement === 'spread' ? 0.54 : 0.62;
	const main = wide
		? { ...area, width: area.width * share }
		: { ...area, height: area.height * share };
	const rest = wide
		? { ...area, x: area.x + area.width * (share - 0.02), width: area.width * (1.02 - share) }
		: { ...area, y: area.y + area.height * (share - 0.02), height: area.height * (1.02 - share) };
	const parts = Array.from({ length: others }, (_, index): Box => {
		const step = index / others;
		const shift = look.arrangement === 'stairs' ? (index % 2 === 0 ? -0.04 : 0.04) : 0;
		return wide
			? {
					x: rest.x + rest.width * shift,
					y: rest.y + rest.height * step,
					width: rest.width,
					height: rest.height / others,
				}
			: {
					x: rest.x + rest.width * step,
					y: rest.y + rest.height * shift,
					width: rest.width / others,
					height: rest.height,
				};
	});
	return look.mirrored ? [main, ...parts].map((box) => mirror(box, area)) : [main, ...parts];
}

function drawBackground(context: SKRSContext2D, scene: Scene, picture: Canvas): void {
	// A picture drawn very small and enlarged again is a cheap, smooth blur.
	const small = createCanvas(12, 12);
	drawCover(small.getContext('2d'), picture, { x: 0, y: 0, width: 12, height: 12 });
	context.imageSmoothingEnabled = true;
	context.imageSmoothingQuality = 'high';
	drawCover(context, small, scene.full);
	context.fillStyle = `hsla(${scene.look.hue}, 55%, 32%, 0.5)`;
	context.fillRect(0, 0, scene.full.width, scene.full.height);
	drawPattern(context, scene.full, scene.look);
}

/** A copy in the seed's colours. */
function tinted(picture: Canvas, look: Look, strength: number): Canvas {
	const { width, height } = picture;
	const copy = createCanvas(width, height);
	const context = copy.getContext('2d');
	context.drawImage(picture, 0, 0);
	context.globalCompositeOperation = 'soft-light';
	const gradient = context.createLinearGradient(0, 0, width, height);
	gradient.addColorStop(0, `hsla(${look.hue}, 95%, 55%, ${strength})`);
	gradient.addColorStop(1, `hsla(${(look.hue + 70) % 360}, 95%, 60%, ${strength})`);
	context.fillStyle = gradient;
	context.fillRect(0, 0, width, height);
	return copy;
}

function shrink(box: Box, by: number): Box {
	return { x: box.x + by, y: box.y + by, width: box.width - by * 2, height: box.height - by * 2 };
}

function mirror(box: Box, area: Box): Box {
	return { ...box, x: area.x * 2 + area.width - box.x - box.width };
}
