import { inputFailure } from '../failure';
import { LIMITS } from '../catalogue/limits';
import type { PixelSize } from '../images/formats/reading';

/** The service rounds the sides of a result to multiples of this many pixels. */
const STEP = 16;

/**
 * Output size for "Match an Input Image": the image's own size where both sides are allowed, else the nearest allowed
 * one of the same ratio, in multiples of 16.
 * @param label how messages call the image
 * @throws Failure of kind `input` where no allowed size has the ratio, that is beyond 4:1
 */
export function matchSize({ width, height }: PixelSize, label = 'The image'): PixelSize {
	const smallest = LIMITS.minSide / Math.min(width, height);
	const largest = LIMITS.maxSide / Math.max(width, height);
	if (!(smallest <= largest)) {
		throw inputFailure(
			'size',
			`${label} has ${width} × ${height} pixels, a ratio beyond 4:1 that the result cannot have`,
			`Each side of the result has ${LIMITS.minSide} to ${LIMITS.maxSide} pixels. Choose another size, or another image to match.`,
		);
	}
	if (smallest <= 1 && largest >= 1) return { width, height };
	const scale = smallest > 1 ? smallest : largest;
	const candidates = stepsAround(width * scale).flatMap((candidateWidth) =>
		stepsAround(height * scale).map((candidateHeight) => ({
			width: candidateWidth,
			height: candidateHeight,
		})),
	);
	const wanted = { width: width * scale, height: height * scale };
	return candidates.reduce((best, candidate) =>
		distance(candidate, wanted) < distance(best, wanted) ? candidate : best,
	);
}

/** The allowed lengths just below and above. */
function stepsAround(side: number): number[] {
	return [Math.floor(side / STEP) * STEP, Math.ceil(side / STEP) * STEP].map((length) =>
		Math.min(Math.max(length, LIMITS.minSide), LIMITS.maxSide),
	);
}

/** The ratio counts before the size: a slightly larger image is fine, a stretched one is not. */
function distance(size: PixelSize, wanted: PixelSize): number {
	const wider = Math.log(size.width / wanted.width);
	const higher = Math.log(size.height / wanted.height);
	return Math.abs(wider - higher) + 0.25 * Math.abs(wider + higher);
}
