import { between, pick, seededRandom, seedOf } from '../random';

/** How a picture looks because of its seed, whatever it shows: a series with one seed looks alike. */
export interface Look {
	/** Degrees on the colour wheel. */
	hue: number;
	/** SVG shapes over the whole picture. */
	pattern: string;
	/** From dark to bright; for pictures without colours of their own. */
	palette: readonly string[];
	/** Mirrors the arrangement. */
	mirrored: boolean;
	/** Degrees by which each print is turned. */
	turn: number;
}

/** Palettes of places: forest, dusk, sea, autumn, meadow. */
const PALETTES: ReadonlyArray<readonly string[]> = [
	['#101a12', '#264022', '#626234', '#a67e4e', '#e2422c'],
	['#16102c', '#4e265c', '#b04660', '#f08c5a', '#ffe2a0'],
	['#08182c', '#104662', '#328296', '#96c8be', '#faeed0'],
	['#1e120e', '#5c2a16', '#aa561e', '#e0963c', '#fce2a8'],
	['#0e221e', '#22563c', '#60924a', '#bcc86e', '#faf6d6'],
];

/** The look of the picture number `index` (from 0) of a seed. */
export function lookOf(seed: number, index: number): Look {
	const random = seededRandom(seedOf('look', seed, index));
	const circles = (count: number, least: number, most: number, style: string): string =>
		Array.from({ length: count }, () => {
			const [x, y] = [random() * 100, random() * 100];
			return `<circle cx="${x}%" cy="${y}%" r="${between(random, least, most)}%" ${style}/>`;
		}).join('');
	const stripes = '<rect width="100%" height="100%" fill="url(#stripes)"/>';
	return {
		hue: Math.floor(between(random, 0, 360)),
		palette: pick(random, PALETTES),
		mirrored: random() < 0.5,
		turn: between(random, 2, 4),
		pattern: pick(random, [
			() => circles(60, 0.5, 4, 'stroke="none"'),
			() => circles(22, 3, 14, 'fill="none" stroke-width="1.5%"'),
			() => stripes,
		])(),
	};
}
