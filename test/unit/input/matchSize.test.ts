import fc from 'fast-check';

import { matchSize } from '../../../nodes/QwenImageEdit/input/matchSize';
import { failureOf } from '../support';

const SIDES = { kind: 'sides', min: 512, max: 2048 } as const;
const AREA = { kind: 'area', min: 512 * 512, max: 2048 * 2048, maxRatio: 8 } as const;
const FREE = { ...AREA, maxRatio: undefined };

test.each([
	// An allowed size stays as it is.
	[SIDES, [1000, 1000], [1000, 1000]],
	[SIDES, [512, 2048], [512, 2048]],
	[SIDES, [2048, 2048], [2048, 2048]],
	[AREA, [2560, 1024], [2560, 1024]],
	[AREA, [4096, 512], [4096, 512]],
	[FREE, [9000, 100], [9000, 100]],
	[undefined, [9, 9000], [9, 9000]],
	// Too large and too small ones are scaled.
	[SIDES, [4096, 4096], [2048, 2048]],
	[SIDES, [4000, 3000], [2048, 1536]],
	[SIDES, [100, 100], [512, 512]],
	[SIDES, [3, 12], [512, 2048]],
	[SIDES, [300, 200], [768, 512]],
	[AREA, [4096, 4096], [2048, 2048]],
	[AREA, [100, 100], [512, 512]],
	// A scaled size goes to the step of 16 that keeps the ratio best.
	[SIDES, [2100, 1000], [2048, 976]],
	[SIDES, [1000, 2100], [976, 2048]],
])('where %j is taken, an image of %j gives %j', (rule, [width = 0, height = 0], expected) => {
	const size = matchSize({ width, height }, rule);
	expect([size.width, size.height]).toEqual(expected);
});

test.each([
	[SIDES, 4, 0.032, (short: number, long: number) => short >= 512 && long <= 2048],
	[
		AREA,
		8,
		0.05,
		(short: number, long: number) =>
			short * long >= 512 * 512 && short * long <= 2048 * 2048 && long / short <= 8,
	],
])('where %j is taken, always one of nearly the same ratio is given', (rule, most, off, takes) => {
	const isTaken = (size: { width: number; height: number }) =>
		takes(Math.min(size.width, size.height), Math.max(size.width, size.height));
	const long = fc.integer({ min: 1, max: 20_000 });
	fc.assert(
		fc.property(
			long,
			fc.double({ min: 1 / most, max: 1, noNaN: true }),
			fc.boolean(),
			(side, ratio, turned) => {
				const short = Math.ceil(side * ratio);
				const image = { width: turned ? short : side, height: turned ? side : short };
				const size = matchSize(image, rule);
				if (isTaken(image)) expect(size).toEqual(image);
				else expect([size.width % 16, size.height % 16]).toEqual([0, 0]);
				expect(isTaken(size)).toBe(true);
				const stretched = Math.log(size.width / size.height / (image.width / image.height));
				expect(Math.abs(stretched)).toBeLessThan(off);
			},
		),
		{ numRuns: 2000 },
	);
});

test.each([
	[
		SIDES,
		{ width: 4001, height: 1000 },
		'Image 2 is 4001 × 1000 pixels, but this model’s images can have an aspect ratio of at most 4:1',
	],
	[SIDES, { width: 10, height: 41 }, 'an aspect ratio of at most 4:1'],
	[AREA, { width: 801, height: 100 }, 'an aspect ratio of at most 8:1'],
])('where %j is taken, an image of %j is refused', (rule, size, words) => {
	expect(failureOf(() => matchSize(size, rule, 'Image 2')).message).toContain(words);
});
