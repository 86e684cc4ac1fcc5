import { between, pick, seededRandom, seedOf } from '../random';
import type { Random } from '../random';
import type { Colour } from './effects';

/** How a picture looks because of its seed, whatever it shows: a series with one seed looks alike. */
export interface Look {
	/** Degrees on the colour wheel. */
	hue: number;
	pattern: 'dots' | 'rays' | 'rings' | 'stripes' | 'triangles';
	/** From dark to bright; for pictures without colours of their own. */
	palette: readonly Colour[];
	/** Mirrors the arrangement. */
	mirrored: boolean;
	/** Which of the arrangements of several pictures is taken. */
	arrangement: 'fan' | 'stairs' | 'spread';
	/** For whatever else the drawing varies. */
	random: Random;
}

/** Palettes of places: forest, dusk, sea, autumn, meadow. */
const PALETTES: ReadonlyArray<readonly Colour[]> = [
	[
		[16, 26, 18],
		[38, 64, 34],
		[98, 98, 52],
		[166, 126, 78],
		[226, 66, 44],
	],
	[
		[22, 16, 44],
		[78, 38, 92],
		[176, 70, 96],
		[240, 140, 90],
		[255, 226, 160],
	],
	[
		[8, 24, 44],
		[16, 70, 98],
		[50, 130, 150],
		[150, 200, 190],
		[250, 238, 208],
	],
	[
		[30, 18, 14],
		[92, 42, 22],
		[170, 86, 30],
		[224, 150, 60],
		[252, 226, 168],
	],
	[
		[14, 34, 30],
		[34, 86, 60],
		[96, 146, 74],
		[188, 200, 110],
		[250, 246, 214],
	],
];

/** The look of the picture number `index` (from 0) of a seed. */
export function lookOf(seed: number, index: number): Look {
	const random = seededRandom(seedOf('look', seed, index));
	return {
		hue: Math.floor(between(random, 0, 360)),
		pattern: pick(random, ['dots', 'rays', 'rings', 'stripes', 'triangles']),
		palette: pick(random, PALETTES),
		mirrored: random() < 0.5,
		arrangement: pick(random, ['fan', 'stairs', 'spread']),
		random,
	};
}
