import { Pace, type PaceGuess } from '../../../../nodes/QwenImageEdit/line/pace/pace';
import { AtOnce, SlidingWindow, TokenBucket } from './limits';
import { ideal, seededRandom, simulateCompany, type Workload } from './simulation';

const second = 1_000;
const minute = 60_000;

/** Processes that share an account and cannot speak to each other, such as workers in queue mode. */
export interface Company extends Workload {
	processes: number;
	guess?: PaceGuess;
	/** How far their clocks are off at most, ms. */
	clocksOffMs?: number;
	target: Workload['target'] & {
		/** How much longer the slowest of several may take than the fastest; the median of fifteen runs is off by a tenth. */
		uneven?: number;
	};
}

function company(
	name: string,
	processes: number,
	items: number,
	latencyMs: number,
	limits: Workload['limits'],
	target: Company['target'],
	guess?: PaceGuess,
): Company {
	return {
		name,
		processes,
		items,
		latency: (random) => latencyMs * (0.5 + random()),
		network: (random) => 1 + 20 * random(),
		limits,
		target,
		guess,
	};
}

const twoASecond = { count: 2, windowMs: second };

/** Latencies vary by half; a hundred executions of one item in one process are one process with a hundred items. */
const plain: Company[] = [
	company('alone, 2 a second', 1, 100, 3 * second, () => [new SlidingWindow(2, second)], {
		ratio: 1.05,
		refused: 20,
	}),
	company('alone, 8 at once', 1, 100, 3 * second, () => [new AtOnce(8)], {
		ratio: 1.1,
		refused: 15,
	}),
	company(
		'alone, 2 a minute, as the model is known to allow',
		1,
		20,
		30 * second,
		() => [new SlidingWindow(2, minute)],
		{ ratio: 1.05, refused: 4 },
		{ count: 2, windowMs: minute },
	),
	company(
		'alone, bucket of 10, 5 a second',
		1,
		200,
		second,
		() => [new TokenBucket(10, 5 / second)],
		{
			ratio: 1.08,
			refused: 65,
		},
	),
	company('alone, 20 a second', 1, 1000, 5 * second, () => [new SlidingWindow(20, second)], {
		ratio: 1.1,
		refused: 50,
	}),
	company('alone, 5 a second', 1, 200, 20 * second, () => [new SlidingWindow(5, second)], {
		ratio: 1.1,
		refused: 20,
	}),
	company(
		'4 processes, 2 a second',
		4,
		200,
		3 * second,
		() => [new SlidingWindow(2, second)],
		{ ratio: 1.2, refused: 120, uneven: 1.5 },
		twoASecond,
	),
	company('4 processes, 8 at once', 4, 200, 3 * second, () => [new AtOnce(8)], {
		ratio: 1.2,
		refused: 120,
		uneven: 1.6,
	}),
	company(
		'2 processes, 2 a minute',
		2,
		20,
		30 * second,
		() => [new SlidingWindow(2, minute)],
		{ ratio: 1.2, refused: 30, uneven: 1.5 },
		{ count: 2, windowMs: minute },
	),
	company(
		'4 processes, bucket of 10, 5 a second',
		4,
		200,
		second,
		() => [new TokenBucket(10, 5 / second)],
		{ ratio: 1.2, refused: 120, uneven: 1.6 },
		twoASecond,
	),
	company('4 processes, 20 a second', 4, 1000, 5 * second, () => [new SlidingWindow(20, second)], {
		ratio: 1.2,
		refused: 400,
		uneven: 1.6,
	}),
	company('2 processes, 5 a second', 2, 200, 20 * second, () => [new SlidingWindow(5, second)], {
		ratio: 1.2,
		refused: 60,
		uneven: 1.5,
	}),
	company(
		'2 processes, 5 a second, 1 s an image',
		2,
		200,
		second,
		() => [new SlidingWindow(5, second)],
		{ ratio: 1.13, refused: 60, uneven: 1.5 },
		twoASecond,
	),
];

/** The same where clocks differ, or uploads take differently long, so that nobody knows when the service counts a request. */
export const companies: Company[] = [
	...plain,
	{
		...named('4 processes, 2 a second'),
		name: '4 processes, 2 a second, clocks up to a second off',
		clocksOffMs: second,
		target: { ratio: 1.2, refused: 120, uneven: 2.4 },
	},
	{
		...named('4 processes, 8 at once'),
		name: '4 processes, 8 at once, clocks up to a second off',
		clocksOffMs: second,
		target: { ratio: 1.2, refused: 120, uneven: 1.8 },
	},
	{
		...named('alone, 2 a second'),
		name: 'alone, 2 a second, uploads of 0.2 to 0.6 s',
		upload: (random) => 200 + 400 * random(),
		target: { ratio: 1.4, refused: 30 },
	},
	{
		...named('alone, 5 a second'),
		name: 'alone, 5 a second, uploads of 0.2 to 0.6 s',
		upload: (random) => 200 + 400 * random(),
		target: { ratio: 1.3, refused: 35 },
	},
];

/** Medians of the seeds: time as a ratio to the ideal, refusals, and how much longer the slowest took than the fastest. */
export function measureCompany(each: Company, seeds: readonly number[]) {
	const runs = seeds.map((seed) => {
		const clocks = seededRandom(977 * seed);
		const processes = Array.from({ length: each.processes }, (_, at) => ({
			pace: new Pace(each.guess, seededRandom(31 * seed + at)),
			items: each.items / each.processes,
			clockOffMs: (each.clocksOffMs ?? 0) * (2 * clocks() - 1),
		}));
		const { elapsedMs, refused, ended } = simulateCompany(each, processes, seed);
		return {
			ratio: elapsedMs / ideal(each, seed),
			refused,
			uneven: Math.max(...ended) / Math.min(...ended),
		};
	});
	const median = (values: number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
	return {
		ratio: median(runs.map(({ ratio }) => ratio)),
		refused: median(runs.map(({ refused }) => refused)),
		uneven: median(runs.map(({ uneven }) => uneven)),
	};
}

/** Who starts while another has long been running: the limit, and its share of what is taken in that time after the start. */
export const lateStarters: Array<{
	each: Company;
	/** Enough for each of the two to be at work all that time. */
	items: number;
	startAt: number;
	from: number;
	to: number;
}> = [
	...(
		[
			['4 processes, 2 a second', 250],
			['4 processes, 8 at once', 330],
			['4 processes, bucket of 10, 5 a second', 620],
		] as const
	).map(([name, items]) => ({
		each: named(name),
		items,
		startAt: 60 * second,
		from: 30 * second,
		to: 60 * second,
	})),
	{
		each: named('2 processes, 2 a minute'),
		items: 30,
		startAt: 6 * minute,
		from: 3 * minute,
		to: 6 * minute,
	},
];

function named(name: string): Company {
	const found = plain.find((each) => each.name === name);
	if (!found) throw new Error(`There is no company ${name}`);
	return found;
}

/** Mean of the seeds: the share of the one who starts late; half would be fair. */
export function measureLateStart(
	{ each, items, startAt, from, to }: (typeof lateStarters)[number],
	seeds: readonly number[],
): number {
	const shares = seeds.map((seed) => {
		const [pace, late] = [0, 1].map((at) => new Pace(each.guess, seededRandom(31 * seed + at)));
		if (!pace || !late) return NaN;
		const processes = [
			{ pace, items },
			{ pace: late, items, startAt },
		];
		const { trace } = simulateCompany({ ...each, items: 2 * items }, processes, seed);
		const taken = trace.filter(
			(request) =>
				request.taken && request.startedAt >= startAt + from && request.startedAt < startAt + to,
		);
		return taken.filter(({ process }) => process === 1).length / taken.length;
	});
	return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}
