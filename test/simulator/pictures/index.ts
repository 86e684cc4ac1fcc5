import { createCanvas } from '@napi-rs/canvas';
import type { Canvas } from '@napi-rs/canvas';
import type { InputImage } from '../input-images';
import type { ItemRequest } from '../rules';
import type { Size } from '../size';
import { drawCaption, drawSimulationBadge, drawWatermark, layOutCaption } from './caption';
import { decodeInput } from './decode';
import { registerFonts } from './fonts';
import { lookOf } from './look';
import { drawScene } from './scene';
import { isChinese } from './text';

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
	registerFonts();
	const { edit, size } = job;
	const inputs = await Promise.all(job.inputs.map(decodeInput));
	const canvas = createCanvas(size.width, size.height);
	const context = canvas.getContext('2d');
	const caption = layOutCaption(context, size, edit, job);
	const full = { x: 0, y: 0, ...size };
	const badgeEnd = drawSimulationBadge(context, size);
	const free = { ...full, y: badgeEnd, height: caption.box.y - badgeEnd };
	drawScene(context, {
		inputs: inputs.map((input) => input ?? missing()),
		labels: inputs.map((_, index) =>
			isChinese(edit.prompt) ? `图${index + 1}` : `Image ${index + 1}`,
		),
		prompt: edit.prompt,
		look: lookOf(job.seed, job.index),
		full,
		free,
	});
	drawCaption(context, caption);
	drawSimulationBadge(context, size);
	if (edit.watermark) drawWatermark(context, size);
	return await canvas.encode('png');
}

/** Stands for an input that is no longer kept or cannot be read. */
function missing(): Canvas {
	const canvas = createCanvas(400, 400);
	const context = canvas.getContext('2d');
	context.fillStyle = '#8a8f9c';
	context.fillRect(0, 0, 400, 400);
	context.strokeStyle = '#ffffff';
	context.lineWidth = 14;
	context.strokeRect(60, 60, 280, 280);
	context.beginPath();
	context.moveTo(60, 60);
	context.lineTo(340, 340);
	context.stroke();
	return canvas;
}
