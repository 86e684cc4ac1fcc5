import { swapAt } from '../../../../nodes/QwenImageEdit/line/pace/swap';
import { Tries } from '../../../../nodes/QwenImageEdit/line/pace/tries';
import { seededRandom } from './simulation';

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
		expect(tries.next(now) - now).toBe(5_000);
	});

	it('begin at once, more or less, for whoever notices others and holds nothing', () => {
		const tries = new Tries(() => 0.5);
		tries.begin(now, holding);
		expect(tries.next(now) - now).toBe(5_000);
		tries.begin(now, { ...holding, places: 0 });
		expect(tries.next(now) - now).toBe(1_000);
	});

	it.each([
		[
			'a little longer where nothing says how many places there are',
			false,
			[5_000, 6_250, 7_812.5],
		],
		['much longer where the model is known to allow so many', true, [5_000, 15_000, 45_000]],
	])('between swaps wait longer with each in vain: %s', (_, isGuess, expected) => {
		const tries = new Tries(() => 0.5);
		const waits = expected.map(() => {
			tries.wasInVain(now, { ...holding, isGuess });
			return tries.next(now) - now;
		});
		expect(waits).toEqual(expected);
	});

	it.each([
		['a second', 1_000, 8, 5_000],
		['twenty seconds, one of them', 20_000, 1, 100_000],
		['twenty seconds, eight of them', 20_000, 8, 12_500],
	])(
		'between swaps follow every five requests where places are used for long: %s',
		(_, placeMs, places, expected) => {
			const tries = new Tries(() => 0.5);
			tries.wasInVain(now, { ...holding, placeMs, places });
			expect(tries.next(now) - now).toBe(expected);
		},
	);

	it('forget four in vain for each that brought a place', () => {
		const tries = new Tries(() => 0.5);
		for (let count = 0; count < 6; count += 1) tries.wasInVain(now, holding);
		tries.brought(now, holding);
		tries.wasInVain(now, holding);
		expect(tries.next(now) - now).toBe(45_000);
	});

	it('in swaps become rarer after four in vain, but no rarer than in every fourth', () => {
		const share = (inVain: number) => {
			const tries = new Tries(seededRandom(1));
			for (let count = 0; count < inVain; count += 1) tries.wasInVain(now, holding);
			let at = now;
			let taken = 0;
			for (let swap = 0; swap < 400; swap += 1) {
				at = tries.nextInSwap(at, { ...holding, isGuess: false });
				if (tries.take(at)) {
					taken += 1;
					at = tries.nextInSwap(at, { ...holding, isGuess: false });
				}
			}
			return taken / 400;
		};
		expect(share(4)).toBe(1);
		expect(share(8)).toBeCloseTo(0.5, 1);
		expect(share(500)).toBeCloseTo(0.25, 1);
	});
});
