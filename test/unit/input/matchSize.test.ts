import fc from 'fast-check';
import { Failure } from '../../../nodes/QwenImageEdit/failure';
import { matchSize } from '../../../nodes/QwenImageEdit/input/matchSize';

const EDIT = { kind: 'sides', min: 512, max: 2048 } as const;

describe('match an input image', () => {
	test.each([
		// An allowed size stays as it is.
		[1000, 1000, 1000, 1000],
		[1920, 1080, 1920, 1080],
		[1536, 1024, 1536, 1024],
		[512, 2048, 512, 2048],
		[2048, 2048, 2048, 2048],
		// Too large and too small ones are scaled.
		[4096, 4096, 2048, 2048],
		[4000, 3000, 2048, 1536],
		[100, 100, 512, 512],
		[100, 400, 512, 2048],
		[3, 12, 512, 2048],
		[300, 200, 768, 512],
		// A scaled size goes to the step of 16 that keeps the ratio best.
		[2100, 1000, 2048, 976],
	])('%i × %i gives %i × %i', (width, height, expectedWidth, expectedHeight) => {
		expect(matchSize({ width, height }, EDIT)).toEqual({
			width: expectedWidth,
			height: expectedHeight,
		});
	});

	test('always an allowed size, of nearly the same ratio, no farther away than it must be', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 20_000 }),
				fc.double({ min: 0.25, max: 4, noNaN: true }),
				(width, ratio) => {
					const height = Math.max(1, Math.round(width / ratio));
					fc.pre(Math.max(width, height) <= 4 * Math.min(width, height));
					const size = matchSize({ width, height }, EDIT);
					const isAllowed = Math.min(width, height) >= 512 && Math.max(width, height) <= 2048;
					if (isAllowed) expect(size).toEqual({ width, height });
					for (const side of [size.width, size.height]) {
						if (!isAllowed) expect(side % 16).toBe(0);
						expect(side).toBeGreaterThanOrEqual(512);
						expect(side).toBeLessThanOrEqual(2048);
					}
					// One step of 16 on the shortest side is about 3 %.
					expect(Math.abs(Math.log(size.width / size.height / (width / height)))).toBeLessThan(
						0.032,
					);
				},
			),
			{ numRuns: 2000 },
		);
	});

	test('turning the image turns the result', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 300, max: 4000 }),
				fc.integer({ min: 1000, max: 1100 }),
				(a, b) => {
					const { width, height } = matchSize({ width: a, height: b }, EDIT);
					expect(matchSize({ width: b, height: a }, EDIT)).toEqual({
						width: height,
						height: width,
					});
				},
			),
		);
	});

	test('a ratio beyond 4:1 is refused, both ways', () => {
		for (const size of [
			{ width: 4001, height: 1000 },
			{ width: 10, height: 41 },
		]) {
			expect(() => matchSize(size, EDIT, 'Image 2')).toThrow(Failure);
			expect(() => matchSize(size, EDIT, 'Image 2')).toThrow(/^Image 2 has \d+ × \d+ pixels/);
		}
	});
});

describe('match an input image where the area counts', () => {
	const AREA = { kind: 'area', min: 512 * 512, max: 2048 * 2048, maxRatio: 8 } as const;

	test.each([
		// An allowed size stays as it is, whatever its sides.
		[2560, 1024, 2560, 1024],
		[4096, 512, 4096, 512],
		[4096, 4096, 2048, 2048],
		[100, 100, 512, 512],
	])('%i × %i gives %i × %i', (width, height, expectedWidth, expectedHeight) => {
		expect(matchSize({ width, height }, AREA)).toEqual({
			width: expectedWidth,
			height: expectedHeight,
		});
	});

	test('always an allowed size of nearly the same ratio', () => {
		const side = fc.integer({ min: 1, max: 20_000 });
		fc.assert(
			fc.property(side, side, (width, height) => {
				fc.pre(Math.max(width, height) <= 8 * Math.min(width, height));
				const size = matchSize({ width, height }, AREA);
				expect(size.width * size.height).toBeGreaterThanOrEqual(AREA.min);
				expect(size.width * size.height).toBeLessThanOrEqual(AREA.max);
				expect(Math.max(size.width / size.height, size.height / size.width)).toBeLessThanOrEqual(8);
				const off = Math.log(size.width / size.height / (width / height));
				expect(Math.abs(off)).toBeLessThan(0.05);
			}),
			{ numRuns: 2000 },
		);
	});

	test('a ratio beyond the model’s is refused', () => {
		expect(() => matchSize({ width: 801, height: 100 }, AREA)).toThrow(
			/the ratio of a result is 8:1/,
		);
		const free = { ...AREA, maxRatio: undefined };
		expect(matchSize({ width: 9000, height: 100 }, free)).toEqual({ width: 9000, height: 100 });
	});

	test('any size is sent where no rule is known', () => {
		expect(matchSize({ width: 9, height: 9000 }, undefined)).toEqual({ width: 9, height: 9000 });
	});
});
