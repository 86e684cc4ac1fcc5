import { swapAt } from '../../../../nodes/QwenImageEdit/line/pace/swap';

describe('swapAt', () => {
	const now = Date.UTC(2026, 0, 1);

	/** The next swaps after a time. */
	function swaps(count: number, placeMs: number): ReturnType<typeof swapAt>[] {
		const found = [swapAt(now, placeMs, 0.4)];
		while (found.length < count) found.push(swapAt(found.at(-1)?.closesAt ?? now, placeMs, 0.4));
		return found;
	}

	it.each([
		[500, 2_618, 150, 200],
		[3_200, 2_618, 160, 785.4],
		[3_500, 13_090, 175, 1_400],
		[10_000, 13_090, 500, 3_927],
		[60_000, 37_082, 3_000, 11_124.6],
		[300_000, 37_082, 3_000, 11_124.6],
	])(
		'is, for a place used %d ms, every %d ms for %d ms, and kept for %d ms before',
		(placeMs, everyMs, openMs, keptMs) => {
			const [first, second] = swaps(2, placeMs);
			if (!first || !second) throw new Error('There are two');
			expect(second.opensAt - first.opensAt).toBe(everyMs);
			expect(second.closesAt - second.opensAt).toBe(openMs);
			expect(second.opensAt - second.from).toBeCloseTo(keptMs, 3);
			// Whoever kept a place to the end may use it then.
			expect(second.from).toBeGreaterThan(first.closesAt);
		},
	);

	it('is the same for all who ask between two of them, and until it closes', () => {
		const [first, second] = swaps(2, 1_000);
		if (!first || !second) throw new Error('There are two');
		expect(swapAt(first.closesAt + 1, 1_000, 0.4)).toEqual(second);
		expect(swapAt(second.closesAt - 1, 1_000, 0.4)).toEqual(second);
	});

	it('is at no fixed moment of a second, or a place that becomes free once a second would never be offered', () => {
		const tenths = new Set(
			swaps(20, 1_000).map(({ opensAt }) => Math.floor((opensAt % 1_000) / 100)),
		);
		expect(tenths.size).toBe(10);
	});
});
