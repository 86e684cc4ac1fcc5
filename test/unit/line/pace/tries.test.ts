import { swapAt } from '../../../../nodes/QwenImageEdit/line/pace/swap';
import { Tries } from '../../../../nodes/QwenImageEdit/line/pace/tries';

describe('Tries', () => {
	const now = Date.UTC(2026, 0, 1);
	const holding = { shares: true, places: 1, known: 2, isGuess: true, placeMs: 1_000 };

	it('are due once in a swap, or not in it, but then it says when to ask for the next one: nothing else may wake who holds no place', () => {
		const { opensAt, closesAt } = swapAt(now, 1_000, 0);
		const always = new Tries(() => 0);
		const at = always.nextInSwap(now, holding);
		expect(at).toBeGreaterThan(opensAt);
		expect(at).toBeLessThan(closesAt);
		expect(always.take(at)).toBe(true);
		expect(always.nextInSwap(at, holding)).toBe(closesAt);
		const never = new Tries(() => 0.99);
		expect(never.nextInSwap(now, holding)).toBe(closesAt);
		expect(never.take(now)).toBe(false);
	});

	it('follow each other, sooner each time, as long as they bring a place', () => {
		const tries = new Tries(() => 0.5);
		expect(tries.next(now)).toBe(Infinity);
		const waits = [1, 2, 3].map(() => {
			tries.brought(now, holding);
			return tries.next(now) - now;
		});
		expect(waits).toEqual([300, 150, 100]);
		tries.wasInVain(now, holding);
		expect(tries.next(now)).toBe(Infinity);
	});

	it('begin at once, more or less, for whoever notices others and holds nothing', () => {
		const tries = new Tries(() => 0.5);
		tries.begin(now, holding);
		expect(tries.next(now)).toBe(Infinity);
		tries.begin(now, { ...holding, places: 0 });
		expect(tries.next(now) - now).toBe(1_000);
	});

	it('go on now and then where nothing says how many places there are, and become rarer in vain', () => {
		const tries = new Tries(() => 0.5);
		const waits = Array.from({ length: 12 }, () => {
			tries.wasInVain(now, { ...holding, isGuess: false });
			return tries.next(now) - now;
		});
		expect(waits.slice(0, 4)).toEqual([4_000, 4_000, 4_000, 4_000]);
		expect(waits.slice(7)).toEqual([8_000, 9_000, 10_000, 11_000, 12_000]);
	});
});
