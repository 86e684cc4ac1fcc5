import sharp from 'sharp';
import type { Sharp } from 'sharp';
import type { InputImage } from '../input-images';
import { decodeBmp } from '../inputs/bmp';
import type { Size } from '../models';
import { seededRandom, seedOf } from '../random';
import type { ItemRequest } from '../rules';
import { writeText, type Paragraph, type Text } from './text';

export interface PictureJob {
	edit: ItemRequest;
	inputs: InputImage[];
	size: Size;
	/** The seed that was sent, or drawn for the request. */
	seed: number;
	/** Which of the request's pictures it is, from 0. */
	index: number;
}

interface Box extends Size {
	x: number;
	y: number;
}

interface Drawable extends Size {
	jpeg: Buffer;
	label: Text;
}

/** Longest side, in pixels, at which an input is drawn, and most characters of a text. */
const MAX_SIDE = 1024;
const MAX_CHARACTERS = 300;

/**
 * Draws a result as PNG: the inputs and what was asked, in colours and a pattern of the seed. The same job gives the same bytes.
 */
export async function drawPicture(job: PictureJob): Promise<Buffer> {
	const { edit, size, seed, index } = job;
	const { width, height } = size;
	// Grows with the picture, so that texts read well in thumbnails of every size.
	const unit = Math.sqrt(width * height) / 1024;
	const random = seededRandom(seedOf('look', seed, index));
	const hue = Math.floor(random() * 360);
	const dots = Array.from({ length: 60 }, () => {
		const [x, y, r] = [random() * 100, random() * 100, 0.5 + random() * 3.5];
		return `<circle cx="${x}%" cy="${y}%" r="${r}%"/>`;
	});
	const name = /\p{sc=Han}/u.test(edit.prompt) ? '图' : 'Image ';
	const [caption, ...inputs] = await Promise.all([
		drawCaption(job, unit),
		...job.inputs.map(async (input, at): Promise<Drawable> => {
			const label = await writeText([{ text: `${name}${at + 1}`, size: 20 * unit }]);
			return { ...(await readInput(input)), label };
		}),
	]);
	const room = { x: 0, y: 0, width, height: caption.top };
	const svg = [
		`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">`,
		'<defs><filter id="shadow"><feDropShadow dx="0" dy="4" stdDeviation="8"/></filter></defs>',
		`<rect width="100%" height="100%" fill="hsl(${hue}, 45%, 40%)"/>`,
		await drawEdited(inputs, edit.prompt, room, hue),
		`<g fill="hsl(${hue}, 90%, 80%)" opacity="0.2">${dots.join('')}</g>`,
		`${drawPrints(inputs, edit.prompt, shrink(room, 0.04))}${caption.svg}</svg>`,
	];
	return await sharp(Buffer.from(svg.join('')), { unlimited: true })
		.png()
		.toBuffer();
}

/** What the picture is, and what was asked, at its bottom; and the service's own watermark below where that was asked for. */
async function drawCaption(
	{ edit, size, seed, index }: PictureJob,
	unit: number,
): Promise<{ svg: string; top: number }> {
	const prompt = edit.prompt.slice(0, MAX_CHARACTERS);
	const parameters = [
		...[edit.model.id, `${index + 1}/${edit.n}`],
		`${size.width} × ${size.height}${edit.size ? '' : ' (auto)'}`,
		...[`seed ${seed}`, `prompt_extend ${edit.promptExtend ? 'on' : 'off'}`],
	].join('  ·  ');
	const paragraphs: Paragraph[] = [
		{ text: 'SIMULATION 模拟 · no AI model was asked', size: 20 * unit, colour: '#ffb020' },
		{ text: prompt, size: (prompt.length > 60 ? 22 : 34) * unit },
		{ text: parameters, size: 17 * unit, colour: '#b9c3da' },
	];
	const negative = edit.negativePrompt?.slice(0, MAX_CHARACTERS);
	if (negative) {
		const text = `negative_prompt: ${negative}`;
		paragraphs.push({ text, size: 17 * unit, colour: '#ff9f8f' });
	}
	const padding = 20 * unit;
	const x = 2 * padding;
	const text = await writeText(paragraphs, size.width - 2 * x);
	const below = edit.watermark ? 3 * padding : padding;
	const top = size.height - below - text.height - 2 * padding;
	const box = {
		x: padding,
		y: top,
		width: size.width - 2 * padding,
		height: size.height - below - top,
	};
	let svg = `<g opacity="0.85">${rectangle(box, '#0e101c')}</g>${text.at(x, top + padding)}`;
	if (edit.watermark) {
		const mark = await writeText([{ text: 'Qwen-Image', size: 32 * unit }]);
		svg += mark.at(size.width - x - mark.width, size.height - mark.height - padding / 2);
	}
	return { svg, top };
}

/** Whether the first image is to be seen changed, at large: a single one, or one in the style of another. */
function isEdited(inputs: readonly Drawable[], prompt: string): boolean {
	return inputs.length === 1 || (inputs.length === 2 && /风格|画风|style/i.test(prompt));
}

async function drawEdited(
	inputs: readonly Drawable[],
	prompt: string,
	{ width, height }: Size,
	hue: number,
): Promise<string> {
	const [first, second] = inputs;
	if (!first || !isEdited(inputs, prompt)) return '';
	const jpeg = await (await changed(first.jpeg, second?.jpeg, prompt, hue)).toBuffer();
	return `<image width="${width}" height="${height}" preserveAspectRatio="xMidYMid slice" href="${link(jpeg)}"/>`;
}

/** All images as paper prints: small ones in the corner of an edited one, or in rows. */
function drawPrints(inputs: readonly Drawable[], prompt: string, free: Box): string {
	const small = Math.min(free.width, free.height) * 0.24;
	const columns = Math.ceil(Math.sqrt((inputs.length * free.width) / free.height));
	const width = free.width / columns;
	const height = free.height / Math.ceil(inputs.length / columns);
	const prints = inputs.map((input, at) => {
		const turn = at % 2 === 0 ? 2 : -2;
		if (isEdited(inputs, prompt)) {
			const place = { x: free.x + free.width - small, y: free.y + at * small * 1.1 };
			return drawPrint(input, { ...place, width: small, height: small }, turn);
		}
		const row = Math.floor(at / columns);
		const missing = columns - Math.min(columns, inputs.length - row * columns);
		const x = free.x + ((at % columns) + missing / 2) * width;
		const place = { x, y: free.y + row * height, width, height };
		return drawPrint(input, shrink(place, 0.03), turn);
	});
	return prints.join('');
}

/** What an instruction does to an image, as far as a program can: another image's colour, one of the seed, or a cartoon. */
async function changed(
	jpeg: Buffer,
	style: Buffer | undefined,
	prompt: string,
	hue: number,
): Promise<Sharp> {
	const image = sharp(jpeg);
	if (style) return image.tint((await sharp(style).stats()).dominant);
	const means = (await image.stats()).channels.map(({ mean }) => mean);
	// Hardly any colour, as in a depth map.
	if (Math.max(...means) - Math.min(...means) < 3) return image.tint(`hsl(${hue}, 50%, 60%)`);
	const isCartoon = /动漫|漫画|卡通|anime|cartoon|manga|comic/i.test(prompt);
	return isCartoon ? image.median(9).modulate({ saturation: 1.7 }) : image;
}

/** An input as a paper print with its label in the corner, in the middle of its place and turned by some degrees. */
function drawPrint({ width, height, jpeg, label }: Drawable, place: Box, turn: number): string {
	const scale = Math.min(place.width / width, place.height / height);
	const box = {
		x: place.x + (place.width - width * scale) / 2,
		y: place.y + (place.height - height * scale) / 2,
		...{ width: width * scale, height: height * scale },
	};
	const inner = shrink(box, 0.02);
	const corner = { x: inner.x + label.height, y: inner.y + label.height, ...sizeOf(label) };
	const middle = `${box.x + box.width / 2} ${box.y + box.height / 2}`;
	return [
		`<g transform="rotate(${turn} ${middle})" filter="url(#shadow)">${rectangle(box, '#fff')}`,
		`<image x="${inner.x}" y="${inner.y}" width="${inner.width}" height="${inner.height}" href="${link(jpeg)}"/>`,
		`${rectangle(shrink(corner, -0.4), '#141622')}${label.at(corner.x, corner.y)}</g>`,
	].join('');
}

/** Reads an input, upright; a grey field stands for one whose bytes are gone or cannot be read. */
async function readInput(input: InputImage): Promise<Omit<Drawable, 'label'>> {
	const { bytes, format } = input;
	const grey = { width: 400, height: 400, channels: 3, background: '#8a8f9c' } as const;
	try {
		const image = bytes ? sharp(bytes, { failOn: 'none' }).autoOrient() : sharp({ create: grey });
		const { data, info } = await (bytes && format === 'bmp' ? decodeBmp(bytes) : image)
			.resize(MAX_SIDE, MAX_SIDE, { fit: 'inside', withoutEnlargement: true })
			.flatten({ background: '#ffffff' })
			.toColourspace('srgb')
			.jpeg({ quality: 92 })
			.toBuffer({ resolveWithObject: true });
		return { jpeg: data, width: info.width, height: info.height };
	} catch (error) {
		if (!bytes) throw error;
		return await readInput({ ...input, bytes: undefined });
	}
}

function link(jpeg: Buffer): string {
	return `data:image/jpeg;base64,${jpeg.toString('base64')}`;
}

function sizeOf({ width, height }: Size): Size {
	return { width, height };
}

function rectangle({ x, y, width, height }: Box, colour: string): string {
	return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${Math.min(width, height) / 30}" fill="${colour}"/>`;
}

/** A box without a margin that is a share of its shorter side; a negative share adds one. */
function shrink({ x, y, width, height }: Box, share: number): Box {
	const by = Math.min(width, height) * share;
	return { x: x + by, y: y + by, width: width - by * 2, height: height - by * 2 };
}
