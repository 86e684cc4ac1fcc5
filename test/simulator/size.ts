import type { ServedModel } from './models';

const STEP = 16;

export interface Size {
	width: number;
	height: number;
}

/**
 * The size of the result: what was asked for, where the model does so rounded to multiples of 16; without it the ratio of
 * the last input image (a square where there is none) at the area the model chooses by itself.
 */
export function resultSize(model: ServedModel, asked: Size | undefined, last?: Size): Size {
	if (asked) {
		if (!model.rounds) return asked;
		return { width: round(asked.width), height: round(asked.height) };
	}
	const ratio = last ? last.width / last.height : 1;
	return {
		width: round(Math.sqrt(model.automaticArea * ratio)),
		height: round(Math.sqrt(model.automaticArea / ratio)),
	};
}

function round(side: number): number {
	return Math.max(STEP, Math.round(side / STEP) * STEP);
}
