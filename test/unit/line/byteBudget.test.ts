import fc from 'fast-check';
import { ByteBudget } from '../../../nodes/QwenImageEdit/line/byteBudget';

describe('bytes in flight', () => {
	test('what fits runs, what does not waits, and goes on when there is room', () => {
		const budget = new ByteBudget(100);
		expect([budget.tryTake(60), budget.tryTake(41), budget.tryTake(40)]).toEqual([
			true,
			false,
			true,
		]);
		budget.release(60);
		expect(budget.tryTake(41)).toBe(true);
		expect(budget.inUse).toBe(81);
	});

	test('a request larger than the budget runs alone', () => {
		const budget = new ByteBudget(100);
		expect([budget.tryTake(500), budget.tryTake(0), budget.tryTake(1)]).toEqual([
			true,
			false,
			false,
		]);
		budget.release(500);
		expect([budget.tryTake(1), budget.tryTake(500)]).toEqual([true, false]);
	});

	test('never more than the limit, save for one alone; all that is given back is free again', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 100 }),
				fc.array(fc.oneof(fc.nat(150), fc.constant('release' as const)), { maxLength: 50 }),
				(limit, steps) => {
					const budget = new ByteBudget(limit);
					const held: number[] = [];
					for (const step of steps) {
						if (step === 'release') budget.release(held.shift() ?? 0);
						else if (budget.tryTake(step)) held.push(step);
						const sum = held.reduce((total, bytes) => total + bytes, 0);
						expect(budget.inUse).toBe(sum);
						expect(sum <= limit || held.filter((bytes) => bytes > 0).length === 1).toBe(true);
					}
				},
			),
		);
	});
});
