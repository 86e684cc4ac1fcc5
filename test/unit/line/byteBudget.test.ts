import fc from 'fast-check';
import { ByteBudget } from '../../../nodes/QwenImageEdit/line/byteBudget';

/** A budget, and how often somebody was told to ask again. */
function budgetOf(most: number) {
	const budget = new ByteBudget(most);
	const told = { times: 0 };
	const take = (bytes: number, owner = {}) => budget.tryTake(bytes, owner, () => (told.times += 1));
	return { budget, told, take };
}

describe('bytes in flight', () => {
	test('what fits runs; what does not is told when there is room', () => {
		const { budget, told, take } = budgetOf(100);
		expect([take(60), take(41), take(40)]).toEqual([true, false, true]);
		expect(told.times).toBe(0);
		budget.release(60);
		expect(told.times).toBe(1);
		expect(take(41)).toBe(true);
		budget.release(40);
		expect(told.times).toBe(1);
	});

	test('a request larger than the budget runs alone', () => {
		const { budget, take } = budgetOf(100);
		expect([take(500), take(0), take(1)]).toEqual([true, false, false]);
		budget.release(500);
		expect([take(1), take(500)]).toEqual([true, false]);
	});

	describe('a large one that small ones pass', () => {
		/** Five of ten bytes are taken, and `large`, which wants so many, is passed as often as may be. */
		function passing(bytes: number) {
			const large = {};
			const { budget, told, take } = budgetOf(10);
			expect([take(5), take(bytes, large)]).toEqual([true, false]);
			let passed = 0;
			for (; take(1); passed += 1) budget.release(1);
			expect(passed).toBe(8);
			return { budget, told, take, large };
		}

		test('is not waited for once it is gone', () => {
			const { budget, told, take, large } = passing(9);
			budget.forget({});
			expect(take(1)).toBe(false);
			const { times } = told;
			budget.forget(large);
			expect(told.times).toBeGreaterThan(times);
			expect(take(1)).toBe(true);
		});

		test('does not hold back all others where its own line holds it back', () => {
			const { budget, take, large } = passing(7);
			budget.release(5);
			// The large one does not ask. What leaves it its room goes, what would take it does not.
			expect([take(2), take(1), take(1)]).toEqual([true, true, false]);
			expect(take(7, large)).toBe(true);
		});

		test('goes as soon as it fits, and then others may pass again', () => {
			const { budget, take, large } = passing(9);
			budget.release(5);
			expect([take(9, large), take(1)]).toEqual([true, true]);
		});
	});

	test('never more than there may be, save for one alone', () => {
		const steps = fc.array(fc.oneof(fc.nat(150), fc.constant('release' as const)), {
			maxLength: 50,
		});
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 100 }), steps, (most, all) => {
				const { budget, take } = budgetOf(most);
				const held: number[] = [];
				for (const step of all) {
					if (step === 'release') budget.release(held.shift() ?? 0);
					else if (take(step)) held.push(step);
					const sum = held.reduce((total, bytes) => total + bytes, 0);
					expect(sum <= most || held.filter((bytes) => bytes > 0).length === 1).toBe(true);
				}
			}),
		);
	});
});
