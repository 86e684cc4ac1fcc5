import fc from 'fast-check';
import { Pace, type Outcome, type PaceGuess } from '../../../../nodes/QwenImageEdit/line/pace/pace';
import { companies, lateStarters, measureCompany, measureLateStart } from './company';
import { AtOnce, FixedWindow, SlidingWindow, TokenBucket } from './limits';
import { ideal, seededRandom, simulate, simulateCompany, type Workload } from './simulation';
import { workloads } from './workloads';

const SEEDS = Array.from({ length: 15 }, (_, at) => at + 1);
/** Two that are at work all the time take long to simulate. */
const FEWER_SEEDS = SEEDS.slice(0, 9);

function median(values: number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

function measure(workload: Workload, guess?: PaceGuess): { ratio: number; refused: number } {
	const runs = SEEDS.map((seed) => ({
		run: simulate(workload, new Pace(guess, seededRandom(seed)), seed),
		idealMs: ideal(workload, seed),
	}));
	return {
		ratio: median(runs.map(({ run, idealMs }) => run.elapsedMs / idealMs)),
		refused: median(runs.map(({ run }) => run.refused)),
	};
}

/** A workload by the beginning of its name. */
function workload(name: string): Workload {
	const found = workloads.find((each) => each.name.startsWith(name));
	if (!found) throw new Error(`There is no workload ${name}`);
	return found;
}

describe('the simulation', () => {
	it('knows the ideal', () => {
		expect(ideal(workload('60 items, 8 at once, 500 ms'))).toBeCloseTo(4_000, 6);
		expect(ideal(workload('30 items, 2 a second (sliding), 300 ms'))).toBeCloseTo(14_300, 6);
		expect(ideal(workload('30 items, 2 a second (bucket of 2), 300 ms'))).toBeCloseTo(14_300, 3);
		expect(ideal(workload('60 items, 5 a second, 2 s'))).toBeCloseTo(13_000, 6);
	});

	it('refuses what is beyond the limits: a pace that knows none is refused often', () => {
		const none = new Pace();
		none.waitMs = () => 0;
		const hopeless = { ...workload('30 items, 2 a second (sliding)'), refusalMs: 100 };
		expect(simulate(hopeless, none).refused).toBeGreaterThan(300);
	});
});

describe('Pace against every kind of limit', () => {
	it.each(workloads.map((each) => [each.name, each] as const))('%s', (_, each) => {
		const { ratio, refused } = measure(each);
		expect(ratio).toBeLessThanOrEqual(each.target.ratio);
		expect(refused).toBeLessThanOrEqual(each.target.refused);
	});
});

describe('Pace in company', () => {
	it.each(companies.map((each) => [each.name, each] as const))('%s', (_, each) => {
		const { ratio, refused, uneven } = measureCompany(each, SEEDS);
		expect(ratio).toBeLessThanOrEqual(each.target.ratio);
		expect(refused).toBeLessThanOrEqual(each.target.refused);
		expect(uneven).toBeLessThanOrEqual(each.target.uneven ?? 1);
	});

	it.each(lateStarters.map((late) => [late.each.name, late] as const))(
		'leaves room for who starts late: %s',
		(_, late) => {
			expect(measureLateStart(late, FEWER_SEEDS)).toBeGreaterThan(1 / 3);
		},
	);

	it('leaves nobody who was crowded out idle beside an idle service, where nothing is known of the model', () => {
		const bucket = companies.find(({ name }) => name.startsWith('4 processes, bucket'));
		const ratios = Array.from({ length: 41 }, (_, at) =>
			bucket ? measureCompany({ ...bucket, guess: undefined }, [at + 1]).ratio : NaN,
		);
		expect(Math.max(...ratios)).toBeLessThan(3);
	});
});

describe('Pace with a guess', () => {
	const perMinute = { count: 2, windowMs: 60_000 };
	const perSecond = { count: 2, windowMs: 1_000 };

	it.each(['30 items, 2 a minute, 300 ms', '30 items, 2 a minute, 25 s'])(
		'right for %s: at most a tenth of the items is refused',
		(name) => {
			const { ratio, refused } = measure(workload(name), perMinute);
			expect(ratio).toBeLessThanOrEqual(1.05);
			expect(refused).toBeLessThanOrEqual(3);
		},
	);

	it.each([
		['60 items, 8 at once, 250-1250 ms', perMinute],
		['60 items, 8 at once, 250-1250 ms', perSecond],
		['30 items, 2 a second (sliding), 300 ms', perMinute],
		['60 items, 5 a second, 2 s', perMinute],
		['500 items, no limit, no latency', perMinute],
	])('wrong for %s: costs nothing', (name, guess) => {
		const { ratio, refused } = measure(workload(name), guess);
		expect(ratio).toBeLessThanOrEqual(workload(name).target.ratio);
		expect(refused).toBeLessThanOrEqual(workload(name).target.refused);
	});

	it('notices when the limit is raised, or a neighbour has gone, in spite of what the model is known to allow', () => {
		const { ratio } = measure(workload('200 items, 2 a second, then 6, 300 ms'), perSecond);
		expect(ratio).toBeLessThanOrEqual(1.07);
	});
});

describe('Pace after a rest', () => {
	const names = ['2 a second', '8 at once', '2 a minute', '20 a second'];
	it.each(names)('still knows what it learned: alone, %s', (name) => {
		const each = companies.find((company) => company.name.startsWith(`alone, ${name}`));
		const bursts = SEEDS.map((seed) => {
			const pace = new Pace(each?.guess, seededRandom(seed));
			const burst = (clockOffMs: number) =>
				each && simulateCompany(each, [{ pace, items: each.items, clockOffMs }], seed);
			const first = burst(0);
			const next = burst((first?.elapsedMs ?? 0) + 5 * 60_000);
			return { first: first?.refused ?? NaN, next: next?.refused ?? NaN };
		});
		const refused = (which: 'first' | 'next') => median(bursts.map((each) => each[which]));
		expect(refused('next')).toBeLessThanOrEqual(0.75 * refused('first'));
	});
});

describe('Pace and Retry-After', () => {
	/** Starts one request, which is refused after 5 ms. */
	function refusedWith(retryAfterMs: number): Pace {
		const pace = new Pace();
		pace.finish(pace.start(0), 5, 'refused', retryAfterMs);
		return pace;
	}

	it('starts nothing before it has passed', () => {
		const pace = refusedWith(20_000);
		expect(pace.waitMs(5)).toBe(20_000);
		expect(pace.waitMs(20_004)).toBe(1);
		expect(pace.waitMs(20_005)).toBe(0);
	});

	it('does not sleep for one that nobody waits for', () => {
		expect(refusedWith(3_600_000).waitMs(5)).toBe(0);
		expect(refusedWith(NaN).waitMs(5)).toBe(0);
	});

	it('is heard by the whole line', () => {
		const { trace } = simulate(
			{ ...workload('30 items, 2 a minute, Retry-After, 25 s'), network: () => 0 },
			new Pace(),
		);
		expect(trace.filter(({ startedAt }) => startedAt > 10 && startedAt < 60_000)).toEqual([]);
	});
});

describe('Pace in bad times', () => {
	it('goes on after an outage of ten minutes, with less than one request in ten seconds during it', () => {
		const runs = SEEDS.map((seed) => {
			const outage = new AtOnce(8);
			const { elapsedMs, trace } = simulate(
				{
					...workload('60 items, 8 at once, 500 ms'),
					limits: () => [outage],
					change: { at: 1_500, apply: () => (outage.count = 0) },
					recovery: { at: 601_500, apply: () => (outage.count = 8) },
				},
				new Pace(undefined, seededRandom(seed)),
			);
			const during = trace.filter(({ startedAt }) => startedAt > 1_600 && startedAt < 601_500);
			return { elapsedMs, during: during.length };
		});
		expect(Math.max(...runs.map(({ during }) => during))).toBeLessThan(60);
		expect(median(runs.map(({ elapsedMs }) => elapsedMs))).toBeLessThan(601_500 + 75_000);
	});

	it('does not stand still when everything is refused from the beginning', () => {
		const pace = new Pace(undefined, seededRandom(1));
		let now = 0;
		for (let sent = 0; sent < 60; ) {
			const wait = pace.waitMs(now);
			expect(wait).toBeLessThanOrEqual(21_000);
			now += wait;
			if (wait > 0) continue;
			sent += 1;
			pace.finish(pace.start(now), now + 10, 'refused');
			now += 10;
		}
		expect(now).toBeGreaterThan(5 * 60_000);
	});
});

describe('Pace, whatever happens', () => {
	it('never says less than nothing, never stands still for ever', () => {
		const step = fc.record({
			passMs: fc.oneof(
				fc.constant(0),
				fc.integer({ min: 0, max: 90_000 }),
				fc.double({ min: 0, max: 50, noNaN: true }),
			),
			start: fc.boolean(),
			answer: fc.nat(),
			outcome: fc.constantFrom<Outcome>('accepted', 'refused', 'unknown'),
			retryAfterMs: fc.option(fc.double(), { nil: undefined, freq: 5 }),
		});
		fc.assert(
			fc.property(
				fc.array(step, { maxLength: 120 }),
				fc.option(fc.record({ count: fc.nat(20), windowMs: fc.constantFrom(1, 1_000, 60_000) }), {
					nil: undefined,
				}),
				(steps, guess) => {
					const pace = new Pace(guess);
					const tickets: number[] = [];
					let now = 0;
					for (const { passMs, start, answer, outcome, retryAfterMs } of steps) {
						now += passMs;
						const wait = pace.waitMs(now);
						expect(wait).toBeGreaterThanOrEqual(0);
						if (tickets.length === 0) expect(wait).toBeLessThanOrEqual(200_000);
						if (start && wait === 0) tickets.push(pace.start(now));
						else if (tickets.length > 0) {
							const [ticket = 0] = tickets.splice(answer % tickets.length, 1);
							pace.finish(ticket, now, outcome, retryAfterMs);
						}
					}
				},
			),
			{ numRuns: 300 },
		);
	});

	it('brings every batch to its end, under any mix of limits, noise and lost connections', () => {
		const limit = fc.oneof(
			fc.integer({ min: 1, max: 20 }).map((count) => () => new AtOnce(count)),
			fc
				.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 100, max: 70_000 }))
				.chain(([count, windowMs]) =>
					fc.constantFrom(
						() => new SlidingWindow(count, windowMs),
						() => new FixedWindow(count, windowMs, windowMs / 3),
						() => new TokenBucket(count, count / windowMs),
					),
				),
		);
		const anyWorkload = fc.record({
			name: fc.constant('any'),
			target: fc.constant({ ratio: 0, refused: 0 }),
			items: fc.integer({ min: 1, max: 60 }),
			latency: fc
				.integer({ min: 0, max: 30_000 })
				.map((ms) => (random: () => number) => ms * random()),
			limits: fc.array(limit, { maxLength: 2 }).map((made) => () => made.map((make) => make())),
			network: fc
				.integer({ min: 0, max: 200 })
				.map((ms) => (random: () => number) => ms * random()),
			refusalMs: fc.integer({ min: 0, max: 3_000 }),
			retryAfter: fc.boolean(),
			noise: fc.double({ min: 0, max: 0.5, noNaN: true }),
			lost: fc.double({ min: 0, max: 0.3, noNaN: true }),
		});
		fc.assert(
			fc.property(anyWorkload, fc.integer(), (each, seed) => {
				const { trace } = simulate(each, new Pace(), seed);
				expect(trace.filter(({ taken }) => taken).length).toBeGreaterThanOrEqual(each.items);
			}),
			{ numRuns: 100 },
		);
	});
});
