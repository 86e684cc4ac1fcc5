import fc from 'fast-check';
import { ByteBudget } from '../../../nodes/QwenImageEdit/line/byteBudget';

const nobody = () => {};

describe('bytes in flight', () => {
	test('what fits runs; what does not is told when there is room', () => {
		const budget = new ByteBudget(100);
		let told = 0;
		const take = (bytes: number) => budget.tryTake(bytes, {}, () => (told += 1));
		expect([take(60), take(41), take(40)]).toEqual([true, false, true]);
		expect(told).toBe(0);
		budget.release(60);
		expect(told).toBe(1);
		expect(take(41)).toBe(true);
		budget.release(40);
		expect(told).toBe(1);
	});

	test('a request larger than the budget runs alone', () => {
		const budget = new ByteBudget(100);
		const take = (bytes: number) => budget.tryTake(bytes, {}, nobody);
		expect([take(500), take(0), take(1)]).toEqual([true, false, false]);
		budget.release(500);
		expect([take(1), take(500)]).toEqual([true, false]);
	});

	test('a large one is not passed for ever, and one that is gone is not waited for', () => {
		const budget = new ByteBudget(10);
		const large = {};
		let told = 0;
		const small = () => budget.tryTake(1, {}, () => (told += 1));
		expect(budget.tryTake(5, {}, nobody)).toBe(true);
		expect(budget.tryTake(9, large, nobody)).toBe(false);
		let passed = 0;
		while (small()) {
			passed += 1;
			budget.release(1);
		}
		expect(passed).toBe(8);
		budget.forget({});
		expect(small()).toBe(false);
		budget.forget(large);
		expect(told).toBeGreaterThan(0);
		expect(small()).toBe(true);
	});

	test('one that was passed often but is held back by its own line does not hold back all others', () => {
		const budget = new ByteBudget(10);
		const large = {};
		budget.tryTake(5, {}, nobody);
		budget.tryTake(7, large, nobody);
		while (budget.tryTake(1, {}, nobody)) budget.release(1);
		budget.release(5);
		// The large one does not ask. What leaves it its room goes, what would take it does not.
		expect(budget.tryTake(2, {}, nobody)).toBe(true);
		expect(budget.tryTake(1, {}, nobody)).toBe(true);
		expect(budget.tryTake(1, {}, nobody)).toBe(false);
		expect(budget.tryTake(7, large, nobody)).toBe(true);
	});

	test('a large one goes as soon as it fits, and then others may pass again', () => {
		const budget = new ByteBudget(10);
		const large = {};
		budget.tryTake(5, {}, nobody);
		budget.tryTake(9, large, nobody);
		while (budget.tryTake(1, {}, nobody)) budget.release(1);
		budget.release(5);
		expect(budget.tryTake(9, large, nobody)).toBe(true);
		expect(budget.tryTake(1, {}, nobody)).toBe(true);
	});

	test('never more than there may be, save for one alone', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 100 }),
				fc.array(fc.oneof(fc.nat(150), fc.constant('release' as const)), { maxLength: 50 }),
				(most, steps) => {
					const budget = new ByteBudget(most);
					const held: number[] = [];
					for (const step of steps) {
						if (step === 'release') budget.release(held.shift() ?? 0);
						else if (budget.tryTake(step, {}, nobody)) held.push(step);
						const sum = held.reduce((total, bytes) => total + bytes, 0);
						expect(sum <= most || held.filter((bytes) => bytes > 0).length === 1).toBe(true);
					}
				},
			),
		);
	});
});
