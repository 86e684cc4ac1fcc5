import type { SKRSContext2D } from '@napi-rs/canvas';
import { between } from '../random';
import type { Size } from '../size';
import type { Look } from './look';

/** Fills a picture with its seed's pattern in its seed's colour, faint enough not to hide what is below. */
export function drawPattern(context: SKRSContext2D, { width, height }: Size, look: Look): void {
	const unit = Math.max(width, height) / 20;
	context.save();
	context.fillStyle = `hsla(${look.hue}, 90%, 80%, 0.2)`;
	context.strokeStyle = context.fillStyle;
	context.lineWidth = unit / 3;
	switch (look.pattern) {
		case 'dots':
			for (let dot = 0; dot < 60; dot++) {
				circle(context, width, height, look, unit * between(look.random, 0.1, 0.9));
				context.fill();
			}
			break;
		case 'rings':
			for (let ring = 0; ring < 22; ring++) {
				circle(context, width, height, look, unit * between(look.random, 0.5, 3));
				context.stroke();
			}
			break;
		case 'stripes':
			for (let x = -height; x < width; x += unit * 2) {
				context.beginPath();
				context.moveTo(x, height);
				context.lineTo(x + height, 0);
				context.stroke();
			}
			break;
		case 'rays':
			drawRays(context, width, height, look);
			break;
		case 'triangles':
			for (let count = 0; count < 45; count++) drawTriangle(context, width, height, look, unit);
			break;
	}
	context.restore();
}

function circle(
	context: SKRSContext2D,
	width: number,
	height: number,
	look: Look,
	radius: number,
): void {
	context.beginPath();
	context.arc(look.random() * width, look.random() * height, radius, 0, Math.PI * 2);
}

function drawRays(context: SKRSContext2D, width: number, height: number, look: Look): void {
	const x = between(look.random, 0.2, 0.8) * width;
	const reach = width + height;
	const turn = look.random();
	for (let ray = 0; ray < 18; ray++) {
		const from = ((ray + turn) * Math.PI * 2) / 18;
		const to = from + Math.PI / 22;
		context.beginPath();
		context.moveTo(x, height * 0.1);
		context.lineTo(x + Math.cos(from) * reach, height * 0.1 + Math.sin(from) * reach);
		context.lineTo(x + Math.cos(to) * reach, height * 0.1 + Math.sin(to) * reach);
		context.fill();
	}
}

function drawTriangle(
	context: SKRSContext2D,
	width: number,
	height: number,
	look: Look,
	unit: number,
): void {
	const x = look.random() * width;
	const y = look.random() * height;
	const side = unit * between(look.random, 0.5, 1.8);
	const turn = look.random() * Math.PI;
	context.beginPath();
	for (let corner = 0; corner < 3; corner++) {
		const angle = turn + (corner * Math.PI * 2) / 3;
		context.lineTo(x + Math.cos(angle) * side, y + Math.sin(angle) * side);
	}
	context.closePath();
	context.fill();
}
