import { fitsRule, ratioOf, ruleText, type SizeRule } from '../catalogue/sizes';
import { FIELDS } from '../catalogue/fields';
import { inputFailure } from '../failure';
import type { PixelSize } from '../images/formats/reading';

/** The service rounds the sides of a result to multiples of this many pixels. */
const STEP = 16;

/**
 * Output size for "Match an Input Image": the image's own size where the model takes it, else the nearest it takes of the
 * same ratio, in multiples of 16.
 * @param rule what the model takes; undefined where that is not known
 * @param label how messages call the image
 * @throws Failure of kind `input` where the model takes no size of this ratio
 */
export function matchSize(
	size: PixelSize,
	rule: SizeRule | undefined,
	label = 'The image',
): PixelSize {
	if (!rule || fitsRule(size, rule)) return { width: size.width, height: size.height };
	const scale = scaleInto(size, rule);
	if (scale === undefined) {
		throw inputFailure(
			FIELDS.size.name,
			`${label} is ${size.width} × ${size.height} pixels, but this model’s images can have an aspect ratio of at most ${widestRatio(rule)}:1`,
			`The model takes ${ruleText(rule)}. Choose another size or another image.`,
		);
	}
	const wanted = { width: size.width * scale, height: size.height * scale };
	// Both sides together have to fit an area, so that the nearest steps alone may all be refused.
	const reach = rule.kind === 'area' ? 8 : 0;
	const candidates = stepsAround(wanted.width, reach)
		.flatMap((width) => stepsAround(wanted.height, reach).map((height) => ({ width, height })))
		.filter((candidate) => fitsRule(candidate, rule));
	return candidates.reduce((best, candidate) =>
		distance(candidate, wanted) < distance(best, wanted) ? candidate : best,
	);
}

/** By how much to enlarge (above 1) or shrink the image until the rule takes it; undefined where none would do. */
function scaleInto({ width, height }: PixelSize, rule: SizeRule): number | undefined {
	if (rule.kind === 'none') return undefined;
	if (rule.kind === 'area') {
		if (ratioOf({ width, height }) > widestRatio(rule)) return undefined;
		const pixels = width * height;
		if (pixels > rule.max) return Math.sqrt(rule.max / pixels);
		return Math.max(1, Math.sqrt(rule.min / pixels));
	}
	const smallest = rule.min / Math.min(width, height);
	const largest = rule.max / Math.max(width, height);
	if (!(smallest <= largest)) return undefined;
	return smallest > 1 ? smallest : largest;
}

function widestRatio(rule: SizeRule): number {
	if (rule.kind === 'sides') return rule.max / rule.min;
	return rule.kind === 'area' ? (rule.maxRatio ?? Infinity) : 1;
}

/** The lengths just below and above, and so many steps further. */
function stepsAround(side: number, reach: number): number[] {
	const lengths: number[] = [];
	const last = Math.ceil(side / STEP) + reach;
	for (let steps = Math.max(1, Math.floor(side / STEP) - reach); steps <= last; steps++) {
		lengths.push(steps * STEP);
	}
	return lengths;
}

/** The ratio counts before the size: a slightly larger image is fine, a stretched one is not. */
function distance(size: PixelSize, wanted: PixelSize): number {
	const wider = Math.log(size.width / wanted.width);
	const higher = Math.log(size.height / wanted.height);
	return Math.abs(wider - higher) + 0.25 * Math.abs(wider + higher);
}
