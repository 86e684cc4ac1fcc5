/** Output sizes: the rules models hold them to, and the ones the vendor recommends. */

/** What a model asks of an output size, in pixels. */
export type SizeRule =
	/** Takes no size at all. */
	| { kind: 'none' }
	/** Each side within bounds. */
	| { kind: 'sides'; min: number; max: number }
	/** Width times height within bounds, and, where stated, the longer side at most `maxRatio` times the shorter. */
	| { kind: 'area'; min: number; max: number; maxRatio?: number };

export interface SizeOption {
	ratio: string;
	width: number;
	height: number;
	/** Kinds of rule whose models are recommended this size. */
	for: ReadonlyArray<'sides' | 'area'>;
}

const all = ['sides', 'area'] as const;
const area = ['area'] as const;

/** Recommended output sizes in pixels, by ratio: the API document's, and those Alibaba's own documentation adds. */
export const SIZES: readonly SizeOption[] = [
	{ ratio: '1:1', width: 1024, height: 1024, for: all },
	{ ratio: '1:1', width: 1536, height: 1536, for: all },
	{ ratio: '1:1', width: 2048, height: 2048, for: area },
	{ ratio: '2:3', width: 768, height: 1152, for: all },
	{ ratio: '2:3', width: 1024, height: 1536, for: all },
	{ ratio: '3:2', width: 1152, height: 768, for: all },
	{ ratio: '3:2', width: 1536, height: 1024, for: all },
	{ ratio: '3:4', width: 960, height: 1280, for: all },
	{ ratio: '3:4', width: 1080, height: 1440, for: all },
	{ ratio: '3:4', width: 1728, height: 2368, for: area },
	{ ratio: '4:3', width: 1280, height: 960, for: all },
	{ ratio: '4:3', width: 1440, height: 1080, for: all },
	{ ratio: '4:3', width: 2368, height: 1728, for: area },
	{ ratio: '9:16', width: 720, height: 1280, for: all },
	{ ratio: '9:16', width: 1080, height: 1920, for: all },
	{ ratio: '9:16', width: 1536, height: 2688, for: area },
	{ ratio: '16:9', width: 1280, height: 720, for: all },
	{ ratio: '16:9', width: 1920, height: 1080, for: all },
	{ ratio: '16:9', width: 2688, height: 1536, for: area },
	{ ratio: '21:9', width: 1344, height: 576, for: all },
	{ ratio: '21:9', width: 2048, height: 872, for: all },
];

/** A size as the service writes it. */
export function sizeText(size: { width: number; height: number }): string {
	return `${size.width}*${size.height}`;
}

/** Whether a model with this rule takes the size. */
export function fitsRule(
	{ width, height }: { width: number; height: number },
	rule: SizeRule,
): boolean {
	if (rule.kind === 'none') return false;
	if (rule.kind === 'sides') {
		return [width, height].every((side) => side >= rule.min && side <= rule.max);
	}
	const pixels = width * height;
	return (
		pixels >= rule.min &&
		pixels <= rule.max &&
		ratioOf({ width, height }) <= (rule.maxRatio ?? Infinity)
	);
}

/** How many times the shorter side the longer one is. */
export function ratioOf({ width, height }: { width: number; height: number }): number {
	return Math.max(width, height) / Math.min(width, height);
}

/** A rule in words that follow "Size" or a model's name: what it takes. */
export function ruleText(rule: SizeRule): string {
	if (rule.kind === 'none') return 'no choice of size';
	if (rule.kind === 'sides') return `${rule.min} to ${rule.max} pixels for each side`;
	const bounds = `${thousands(rule.min)} to ${thousands(rule.max)} pixels in all (width × height)`;
	return rule.maxRatio === undefined
		? bounds
		: `${bounds} and a ratio of 1:${rule.maxRatio} to ${rule.maxRatio}:1`;
}

/** A number as people read it: 4,194,304. */
export function thousands(value: number): string {
	return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}
