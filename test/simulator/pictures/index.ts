import sharp from 'sharp';
import type { InputImage } from '../input-images';
import type { ItemRequest } from '../rules';
import type { Size } from '../size';
import { drawBadge, drawCaption, unitOf } from './caption';
import { drawableOf } from './drawable';
import { lookOf } from './look';
import { drawScene } from './scene';
import { writeText } from './text';

/** One result picture: what it is to show. */
export interface PictureJob {
	edit: ItemRequest;
	inputs: InputImage[];
	size: Size;
	/** The seed that was sent, or drawn for the request. */
	seed: number;
	/** Which of the request's pictures it is, from 0. */
	index: number;
}

/** Draws a result as PNG; the same job gives the same bytes. */
export async function drawPicture(job: PictureJob): Promise<Buffer> {
	const { prompt } = job.edit;
	const { width, height } = job.size;
	const [badge, caption, ...inputs] = await Promise.all([
		drawBadge(job),
		drawCaption(job),
		...job.inputs.map(async (input, index) => {
			const label = /\p{sc=Han}/u.test(prompt) ? `图${index + 1}` : `Image ${index + 1}`;
			const sizes = [20 * unitOf(job)];
			return { ...(await drawableOf(input)), label: await writeText(label, { sizes }) };
		}),
	]);
	const free = { x: 0, y: badge.taken, width, height: height - badge.taken - caption.taken };
	const look = lookOf(job.seed, job.index);
	const scene = drawScene({ inputs, prompt, look, full: job.size, free });
	const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${scene}${caption.svg}${badge.svg}</svg>`;
	return await sharp(Buffer.from(svg), { unlimited: true }).png().toBuffer();
}
