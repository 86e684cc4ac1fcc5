import type { SimulatorOptions } from '../../simulator';
import type { Contestant } from './contestants';

/** A batch and the service it meets. */
export interface Workload {
	title: string;
	/** How the service behaves; the batch is not told. */
	simulator: Partial<SimulatorOptions>;
	/** How long the service works on each item's request, in ms. */
	latencies: number[];
	/** Wall time of who knows the limit and loses nothing, in ms; undefined where time is not the question, or only the client's. */
	idealMs?: number;
	/** The user's bound for this node, only where the same number of requests at once is compared. */
	concurrency?: number;
	/** Who sends the batch beside this node. */
	others: Contestant[];
	/** Sent to a server that does nothing but answer. */
	plainServer?: boolean;
	/** Stop is pressed so many ms after the start; later requests are waited for as long as anybody could still send them. */
	stopAfterMs?: number;
	/** The service refuses one item so often, and each time Retry of the execution is pressed. */
	retries?: number;
}

const ALL_AT_ONCE: Contestant = { kind: 'allAtOnce' };
const LOOP: Contestant = { kind: 'loop' };
const bare = (atOnce: number): Contestant => ({ kind: 'bare', atOnce });
/** What a user who knows the limit would set by hand. */
const batches = (size: number, everyMs: number, retry = true): Contestant => {
	return { kind: 'batches', size, everyMs, retry };
};

const constant = (count: number, ms: number) => Array.from({ length: count }, () => ms);

/** The same numbers in every run, evenly spread over a range and out of order. */
function varying(count: number, low: number, high: number): number[] {
	// Steps of the golden ratio fill a range evenly, whatever the count.
	const golden = (Math.sqrt(5) - 1) / 2;
	return Array.from({ length: count }, (_, index) =>
		Math.round(low + (high - low) * ((index * golden) % 1)),
	);
}

/** Wall time in ms of requests taken in order by so many workers. */
function idealAtOnce(latencies: readonly number[], workers: number): number {
	const free = constant(workers, 0);
	for (const latency of latencies) {
		const next = free.indexOf(Math.min(...free));
		free[next] = (free[next] ?? 0) + latency;
	}
	return Math.max(...free);
}

const SIXTY = constant(60, 500);
const SIXTY_VARYING = varying(60, 250, 1250);
const TWO_A_SECOND = { count: 2, windowMs: 1000 };
/** The last two of thirty may start 14 s after the first two. */
const THIRTY_IDEAL_MS = 14_000 + 300;

export const WORKLOADS = {
	constant: {
		title: '60 items, 8 at once allowed, 500 ms',
		simulator: { maxConcurrent: 8 },
		latencies: SIXTY,
		idealMs: idealAtOnce(SIXTY, 8),
		others: [ALL_AT_ONCE, batches(8, 600), LOOP, bare(8)],
	},
	varying: {
		title: '60 items, 8 at once allowed, 250–1250 ms',
		simulator: { maxConcurrent: 8 },
		latencies: SIXTY_VARYING,
		idealMs: idealAtOnce(SIXTY_VARYING, 8),
		others: [ALL_AT_ONCE, batches(8, 500), batches(8, 1300), LOOP, bare(8)],
	},
	rate: {
		title: '30 items, 2 a second allowed, 300 ms',
		simulator: { rate: TWO_A_SECOND },
		latencies: constant(30, 300),
		idealMs: THIRTY_IDEAL_MS,
		others: [ALL_AT_ONCE, batches(2, 1000), LOOP, bare(2)],
	},
	retryAfter: {
		title: '30 items, 2 a second allowed, 300 ms, with Retry-After',
		simulator: { rate: TWO_A_SECOND, retryAfter: 'seconds' },
		latencies: constant(30, 300),
		idealMs: THIRTY_IDEAL_MS,
		others: [],
	},
	open: {
		title: '500 items, no limit, no latency, 10 at once',
		simulator: {},
		latencies: constant(500, 0),
		concurrency: 10,
		plainServer: true,
		others: [ALL_AT_ONCE, bare(10)],
	},
	stop: {
		title: 'Stop pressed 1.5 s into 40 items, 5 a second allowed, 300 ms',
		simulator: { rate: { count: 5, windowMs: 1000 } },
		latencies: constant(40, 300),
		others: [batches(5, 1000, false)],
		stopAfterMs: 1500,
	},
	retry: {
		title: 'Ten items, one refused twice, Retry of the execution pressed twice',
		simulator: {},
		latencies: constant(10, 50),
		others: [ALL_AT_ONCE],
		retries: 2,
	},
} satisfies Record<string, Workload>;

export type WorkloadName = keyof typeof WORKLOADS;

export function isWorkloadName(name: string): name is WorkloadName {
	return name in WORKLOADS;
}

/** The instruction of an item; the simulator takes its working time out of it. */
export function promptOf(index: number, latencyMs: number): string {
	return `Item ${index} [[latency:${latencyMs}]]`;
}
