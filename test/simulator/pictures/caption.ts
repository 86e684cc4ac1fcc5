import type { SKRSContext2D } from '@napi-rs/canvas';
import type { ItemRequest } from '../rules';
import type { Size } from '../size';
import { roundRect } from './cards';
import type { Box } from './cards';
import { BOLD, REGULAR } from './fonts';
import { fitText } from './text';
import type { TextBlock } from './text';

export interface Caption {
	box: Box;
	padding: number;
	instruction: TextBlock;
	/** What is not wanted, where it was said. */
	negative?: TextBlock;
	parameters: TextBlock;
}

/** A unit that grows with the picture, so that texts read well in thumbnails of every size. */
export function unitOf({ width, height }: Size): number {
	return Math.sqrt(width * height) / 1024;
}

/** Breaks the caption's texts into lines and finds its place at the bottom of the picture. */
export function layOutCaption(
	context: SKRSContext2D,
	size: Size,
	edit: ItemRequest,
	picture: { seed: number; index: number },
): Caption {
	const unit = unitOf(size);
	const margin = 24 * unit;
	const padding = 22 * unit;
	const width = size.width - margin * 2;
	const text = { width: width - padding * 2 };
	const instruction = fitText(context, edit.prompt, {
		...text,
		maxHeight: size.height * 0.24,
		fontSizes: [38, 32, 27, 23, 20, 17].map((pixels) => Math.round(pixels * unit)),
		font: BOLD,
	});
	const small = {
		...text,
		maxHeight: 60 * unit,
		fontSizes: [Math.round(20 * unit)],
		font: REGULAR,
	};
	const negative =
		edit.negativePrompt === undefined || edit.negativePrompt === ''
			? undefined
			: fitText(context, `negative_prompt: ${edit.negativePrompt}`, small);
	const parameters = fitText(context, parameterLine(size, edit, picture), small);
	// Where the service puts its watermark, the caption leaves room below.
	const below = edit.watermark ? 66 * unit : margin;
	const gap = 10 * unit;
	const height =
		padding * 1.7 + instruction.height + parameters.height + gap + (negative ? negative.height : 0);
	const box = { x: margin, y: size.height - below - height, width, height };
	return { box, padding, instruction, negative, parameters };
}

function parameterLine(
	size: Size,
	edit: ItemRequest,
	picture: { seed: number; index: number },
): string {
	const parts = [
		edit.model.id,
		`${picture.index + 1}/${edit.n}`,
		`${size.width} × ${size.height}${edit.size ? '' : ' (auto)'}`,
		`seed ${picture.seed}`,
		`prompt_extend ${edit.promptExtend ? 'on' : 'off'}`,
	];
	return parts.join('  ·  ');
}

export function drawCaption(context: SKRSContext2D, caption: Caption): void {
	const { box, padding } = caption;
	context.fillStyle = 'rgba(14, 16, 28, 0.8)';
	roundRect(context, box, padding * 0.8);
	context.fill();
	let y = box.y + padding * 0.85;
	y = drawBlock(context, caption.instruction, box.x + padding, y, BOLD, '#ffffff');
	if (caption.negative) {
		y = drawBlock(context, caption.negative, box.x + padding, y, REGULAR, '#ff9f8f');
	}
	const last = y + padding * 0.4;
	drawBlock(context, caption.parameters, box.x + padding, last, REGULAR, '#b9c3da');
}

function drawBlock(
	context: SKRSContext2D,
	block: TextBlock,
	x: number,
	y: number,
	font: string,
	colour: string,
): number {
	context.font = `${block.fontSize}px "${font}"`;
	context.fillStyle = colour;
	context.textAlign = 'left';
	context.textBaseline = 'middle';
	block.lines.forEach((line, index) => {
		context.fillText(line, x, y + (index + 0.5) * block.lineHeight);
	});
	return y + block.height;
}

/** Says in the picture itself what it is. */
export function drawSimulationBadge(context: SKRSContext2D, size: Size): number {
	const unit = unitOf(size);
	const fontSize = 23 * unit;
	const text = 'SIMULATION 模拟 · no AI model was asked';
	context.font = `${fontSize}px "${BOLD}"`;
	const width = context.measureText(text).width + fontSize * 1.6;
	const box = { x: (size.width - width) / 2, y: 18 * unit, width, height: fontSize * 1.75 };
	context.fillStyle = '#ffb020';
	roundRect(context, box, box.height / 2);
	context.fill();
	context.fillStyle = '#2b1c00';
	context.textAlign = 'center';
	context.textBaseline = 'middle';
	context.fillText(text, size.width / 2, box.y + box.height * 0.49);
	return box.y + box.height;
}

/** The service's own watermark, at the bottom right. */
export function drawWatermark(context: SKRSContext2D, size: Size): void {
	const unit = unitOf(size);
	context.save();
	context.font = `${34 * unit}px "${BOLD}"`;
	context.textAlign = 'right';
	context.textBaseline = 'bottom';
	context.shadowColor = 'rgba(0, 0, 0, 0.75)';
	context.shadowBlur = 8 * unit;
	context.fillStyle = 'rgba(255, 255, 255, 0.95)';
	context.fillText('Qwen-Image', size.width - 26 * unit, size.height - 10 * unit);
	context.restore();
}
