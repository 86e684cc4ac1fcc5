import { UserBounds } from '../../../nodes/QwenImageEdit/line/userBounds';

/** Starts as many requests as the bounds let, each in flight for so long; when each started, ms. */
function starts(bounds: UserBounds, count: number, latencyMs: number): number[] {
	const started: number[] = [];
	const ends: number[] = [];
	let now = 0;
	while (started.length < count) {
		while (ends.length > 0 && (ends[0] ?? 0) <= now) {
			ends.shift();
			bounds.end();
		}
		const wait = bounds.waitMs(now);
		if (wait > 0) {
			now = Math.min(now + wait, ends[0] ?? Infinity);
			continue;
		}
		bounds.start(now);
		started.push(now);
		ends.push(now + latencyMs);
	}
	return started;
}

function mostWithin(started: number[], windowMs: number): number {
	return Math.max(
		...started.map((at) => started.filter((other) => other >= at && other < at + windowMs).length),
	);
}

describe("the user's bounds", () => {
	it.each([1, 3])('a concurrency of %d has no more in flight', (concurrency) => {
		expect(mostWithin(starts(new UserBounds({ concurrency }), 30, 500), 500)).toBe(concurrency);
	});

	it("no more start than allowed in any minute, nor a minute's worth at once", () => {
		const started = starts(new UserBounds({ requestsPerMinute: 120 }), 400, 10);
		expect(mostWithin(started, 60_000)).toBeLessThanOrEqual(120);
		expect(mostWithin(started, 60_000)).toBeGreaterThanOrEqual(117);
		expect(mostWithin(started, 1_000)).toBe(2);
		expect(starts(new UserBounds({ requestsPerMinute: 61 }), 4, 10)).toEqual([0, 0, 1_020, 1_020]);
		expect(starts(new UserBounds({ requestsPerMinute: 1 }), 2, 10)).toEqual([0, 60_020]);
	});

	it('without bounds nobody waits', () => {
		expect(starts(new UserBounds({}), 100, 1000)).toEqual(Array(100).fill(0));
	});
});
