import { exchangeAt } from '../../../../nodes/QwenImageEdit/line/pace/exchange';

describe('exchangeAt', () => {
	const now = Date.UTC(2026, 0, 1);

	/** The next exchanges after a time. */
	function exchanges(count: number, placeMs: number): ReturnType<typeof exchangeAt>[] {
		const found = [exchangeAt(now, placeMs, 0.4)];
		while (found.length < count)
			found.push(exchangeAt(found.at(-1)?.closesAt ?? now, placeMs, 0.4));
		return found;
	}

	it.each([
		[500, 5_000, 150],
		[5_000, 5_000, 250],
		[10_000, 15_000, 500],
		[60_000, 60_000, 3_000],
		[300_000, 60_000, 15_000],
	])('is, for a place used %d ms, every %d ms for %d ms', (placeMs, everyMs, openMs) => {
		const found = exchanges(50, placeMs);
		const [first, last] = [found[0]?.opensAt ?? NaN, found.at(-1)?.opensAt ?? NaN];
		expect((last - first) / 49).toBeGreaterThan(0.98 * everyMs);
		expect((last - first) / 49).toBeLessThan(1.02 * everyMs);
		for (const { from, opensAt, closesAt } of found) {
			expect(closesAt - opensAt).toBeCloseTo(openMs, 3);
			expect(opensAt - from).toBeCloseTo(0.4 * placeMs, 3);
		}
	});

	it('is the same for all who ask between two of them, and until it closes', () => {
		const [first, second] = exchanges(2, 1_000);
		if (!first || !second) throw new Error('There are two');
		expect(exchangeAt(first.closesAt + 1, 1_000, 0.4)).toEqual(second);
		expect(exchangeAt(second.closesAt - 1, 1_000, 0.4)).toEqual(second);
	});

	it('is at no fixed moment of a second, or a place that becomes free once a second would never be offered', () => {
		const tenths = new Set(
			exchanges(40, 1_000).map(({ opensAt }) => Math.floor((opensAt % 1_000) / 100)),
		);
		expect(tenths.size).toBe(10);
	});
});
