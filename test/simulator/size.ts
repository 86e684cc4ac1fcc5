/** Pixels the service aims at when no size is asked for. */
const AUTOMATIC_AREA = 1024 * 1024;
const STEP = 16;

export interface Size {
	width: number;
	height: number;
}

/**
 * The size of the result: what was asked for, rounded to multiples of 16; without it the ratio of the last input
 * image at about 1024 × 1024 pixels in area.
 */
export function resultSize(asked: Size | undefined, lastImage: Size): Size {
	if (asked) return { width: round(asked.width), height: round(asked.height) };
	const ratio = lastImage.width / lastImage.height;
	return {
		width: round(Math.sqrt(AUTOMATIC_AREA * ratio)),
		height: round(Math.sqrt(AUTOMATIC_AREA / ratio)),
	};
}

function round(side: number): number {
	return Math.max(STEP, Math.round(side / STEP) * STEP);
}
