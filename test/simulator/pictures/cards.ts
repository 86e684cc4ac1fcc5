import type { Canvas, SKRSContext2D } from '@napi-rs/canvas';
import { BOLD } from './fonts';

export interface Box {
	x: number;
	y: number;
	width: number;
	height: number;
}

/** The largest box of a ratio inside another, in its middle. */
export function containedIn(outer: Box, picture: { width: number; height: number }): Box {
	const scale = Math.min(outer.width / picture.width, outer.height / picture.height);
	const width = picture.width * scale;
	const height = picture.height * scale;
	return {
		x: outer.x + (outer.width - width) / 2,
		y: outer.y + (outer.height - height) / 2,
		width,
		height,
	};
}

/** Draws a picture so that it fills the box, cutting what is over. */
export function drawCover(context: SKRSContext2D, picture: Canvas, box: Box): void {
	const scale = Math.max(box.width / picture.width, box.height / picture.height);
	const width = box.width / scale;
	const height = box.height / scale;
	const left = (picture.width - width) / 2;
	const top = (picture.height - height) / 2;
	context.drawImage(picture, left, top, width, height, box.x, box.y, box.width, box.height);
}

/** Draws a picture as a paper print: white border, shadow, turned by `degrees`, with a label in its corner. */
export function drawCard(
	context: SKRSContext2D,
	picture: Canvas,
	box: Box,
	options: { degrees?: number; label?: string } = {},
): void {
	const border = Math.max(4, Math.min(box.width, box.height) * 0.022);
	context.save();
	context.translate(box.x + box.width / 2, box.y + box.height / 2);
	context.rotate(((options.degrees ?? 0) * Math.PI) / 180);
	const { width, height } = box;
	context.shadowColor = 'rgba(0, 0, 0, 0.5)';
	context.shadowBlur = border * 3;
	context.shadowOffsetY = border;
	context.fillStyle = '#ffffff';
	roundRect(context, { x: -width / 2, y: -height / 2, width, height }, border);
	context.fill();
	context.shadowColor = 'transparent';
	const inner = {
		x: -width / 2 + border,
		y: -height / 2 + border,
		width: width - border * 2,
		height: height - border * 2,
	};
	drawCover(context, picture, inner);
	if (options.label !== undefined) drawLabel(context, options.label, inner, border);
	context.restore();
}

function drawLabel(context: SKRSContext2D, label: string, inner: Box, border: number): void {
	const fontSize = Math.max(15, Math.min(34, Math.min(inner.width, inner.height) * 0.11));
	context.font = `${fontSize}px "${BOLD}"`;
	const width = context.measureText(label).width + fontSize * 0.9;
	const box = { x: inner.x + border, y: inner.y + border, width, height: fontSize * 1.5 };
	context.fillStyle = 'rgba(20, 22, 34, 0.82)';
	roundRect(context, box, fontSize * 0.4);
	context.fill();
	context.fillStyle = '#ffffff';
	context.textAlign = 'left';
	context.textBaseline = 'middle';
	context.fillText(label, box.x + fontSize * 0.45, box.y + box.height * 0.48);
}

/** Makes a rectangle with round corners the current path. */
export function roundRect(context: SKRSContext2D, box: Box, radius: number): void {
	context.beginPath();
	context.roundRect(box.x, box.y, box.width, box.height, radius);
}
