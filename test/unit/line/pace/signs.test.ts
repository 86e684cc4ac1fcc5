import { Belief } from '../../../../nodes/QwenImageEdit/line/pace/belief';
import type { Started } from '../../../../nodes/QwenImageEdit/line/pace/history';
import { Signs } from '../../../../nodes/QwenImageEdit/line/pace/signs';
import {
	DIMENSIONS,
	type Bound,
	type Observation,
} from '../../../../nodes/QwenImageEdit/line/pace/types';

describe('Signs of others who use the account', () => {
	const bounds: Bound[] = [{ dimension: DIMENSIONS.indexOf(1_000), limit: 2 }];

	function sent(use: Started['use'] = 'place', startedAt = 0): Started {
		return { startedAt, inFlight: 1, against: [], use };
	}

	/** Refused with so many others in every window; in the longest with so many as `lately`. */
	function saw(others: number, lately = others): Observation {
		const levels = DIMENSIONS.map(() => others);
		levels[levels.length - 1] = lately;
		return { startedAt: 0, levels };
	}

	/** Whether one of so many refusals, each after so many requests that were taken, was a sign. */
	function isSign(signs: Signs, refusals: number, taken: number, observation: Observation) {
		return Array.from({ length: refusals }, () => {
			for (let count = 0; count < taken; count += 1) signs.taken(sent('place', 1));
			return signs.refused(sent(), observation, bounds, true);
		}).includes(true);
	}

	it('is a place that was got in a swap', () => {
		const signs = new Signs(new Belief(undefined));
		expect(signs.taken(sent('place'))).toBe(false);
		expect(signs.taken(sent('swap'))).toBe(true);
	});

	it('are refusals its own requests do not explain, if they come often', () => {
		expect(isSign(new Signs(new Belief(undefined)), 5, 2, saw(1))).toBe(true);
		expect(isSign(new Signs(new Belief(undefined)), 50, 5, saw(1))).toBe(false);
		expect(isSign(new Signs(new Belief(undefined)), 50, 2, saw(2))).toBe(false);
	});

	it('are not many in a row, none taken in between: a long window that is not known yet looks the same', () => {
		expect(isSign(new Signs(new Belief(undefined)), 50, 0, saw(1))).toBe(false);
	});

	it('are two in a row of whoever has sent nothing for long', () => {
		expect(isSign(new Signs(new Belief(undefined)), 1, 0, saw(0))).toBe(false);
		expect(isSign(new Signs(new Belief(undefined)), 2, 0, saw(0))).toBe(true);
		expect(isSign(new Signs(new Belief(undefined)), 9, 5, saw(0))).toBe(false);
	});

	it('are not those of requests sent before the last refusal was known', () => {
		const signs = new Signs(new Belief(undefined));
		const answers = [1, 2, 3, 4].map(() => signs.refused(sent(), saw(0), bounds, false));
		expect(answers).toEqual([false, false, false, false]);
	});

	it('take what is less than the model is known to allow for nothing of its own', () => {
		const one: Bound[] = [{ dimension: DIMENSIONS.indexOf(1_000), limit: 1 }];
		const isOwn = (count: number) =>
			new Signs(new Belief({ count, windowMs: 1_000 })).isOwn(saw(1), one);
		expect([1, 2].map(isOwn)).toEqual([true, false]);
		expect(new Signs(new Belief(undefined)).isOwn(saw(1), one)).toBe(true);
	});

	it('are two in a row of less than the model is known to allow in a long window, where each is dear', () => {
		const long = new Signs(new Belief({ count: 2, windowMs: 60_000 }));
		const short = new Signs(new Belief({ count: 2, windowMs: 1_000 }));
		expect([long, short].map((signs) => isSign(signs, 2, 0, saw(1)))).toEqual([true, false]);
	});
});
