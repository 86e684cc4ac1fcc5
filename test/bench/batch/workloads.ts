import type { PlainOptions } from '../support/simulator-process';

/** A batch and the service it meets. */
export interface Workload {
	title: string;
	/** How the service behaves; the batch is not told. */
	simulator: PlainOptions;
	/** How long the service works on each item's request, in ms. */
	latencies: number[];
	/** Wall time of who knows the limit and loses nothing, in ms; undefined where only the client's own work takes time. */
	idealMs?: number;
	/** The user's bound for this node, only where the same number of requests at once is compared. */
	concurrency?: number;
	/** What a user who knows the limit would set by hand: requests in a batch, and ms from batch to batch. */
	tuned: Array<{ size: number; everyMs: number }>;
	/** Requests at once of the bare client, which knows the limit and so many it may have. */
	bareAtOnce: number;
	/** Sent to a server that does nothing but answer. */
	plainServer?: boolean;
	/** Left out of the comparison where it would only repeat another workload. */
	onlyOurs?: boolean;
}

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
		tuned: [{ size: 8, everyMs: 600 }],
		bareAtOnce: 8,
	},
	varying: {
		title: '60 items, 8 at once allowed, 250–1250 ms',
		simulator: { maxConcurrent: 8 },
		latencies: SIXTY_VARYING,
		idealMs: idealAtOnce(SIXTY_VARYING, 8),
		tuned: [
			{ size: 8, everyMs: 500 },
			{ size: 8, everyMs: 1300 },
		],
		bareAtOnce: 8,
	},
	rate: {
		title: '30 items, 2 a second allowed, 300 ms',
		simulator: { rate: TWO_A_SECOND },
		latencies: constant(30, 300),
		idealMs: THIRTY_IDEAL_MS,
		tuned: [{ size: 2, everyMs: 1000 }],
		bareAtOnce: 2,
	},
	retryAfter: {
		title: '30 items, 2 a second allowed, 300 ms, with Retry-After',
		simulator: { rate: TWO_A_SECOND, retryAfter: 'seconds' },
		latencies: constant(30, 300),
		idealMs: THIRTY_IDEAL_MS,
		tuned: [],
		bareAtOnce: 2,
		onlyOurs: true,
	},
	open: {
		title: '500 items, no limit, no latency, 10 at once',
		simulator: {},
		latencies: constant(500, 0),
		concurrency: 10,
		plainServer: true,
		tuned: [],
		bareAtOnce: 10,
	},
} satisfies Record<string, Workload>;

export type WorkloadName = keyof typeof WORKLOADS;

/** A batch that is stopped on its way. */
export const STOPPED = {
	items: 40,
	latencyMs: 300,
	/** In ms from the start of the execution. */
	afterMs: 1500,
	rate: { count: 5, windowMs: 1000 },
	tuned: { size: 5, everyMs: 1000 },
} as const;

/** Retry of an execution, twice: the service refuses one item the first two times. */
export const RETRIED = { items: 10, latencyMs: 50, retries: 2 } as const;

export function isWorkloadName(name: string): name is WorkloadName {
	return name in WORKLOADS;
}

/** The instruction of an item; the simulator takes its working time out of it. */
export function promptOf(index: number, latencyMs: number): string {
	return `Item ${index} [[latency:${latencyMs}]]`;
}
