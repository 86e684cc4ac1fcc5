import type { SimulatorOptions } from '../../simulator';

export type Contestant = { title: string } & (
	| { kind: 'node'; concurrency?: number }
	/** n8n's HTTP Request with all else at its defaults; in a loop it sends the items one by one. */
	| {
			kind: 'http';
			batch?: { batchSize: number; batchInterval: number };
			retryOnFail?: boolean;
			loop?: boolean;
	  }
	/** No n8n: a script that knows how many requests may run at once. */
	| { kind: 'bare'; atOnce: number }
);

export interface Workload {
	title: string;
	/** How the service behaves; the batch is not told. */
	simulator: Partial<SimulatorOptions>;
	latencies: number[];
	/** Wall time of who knows the limit and loses nothing, in ms; undefined where time is not the question, or only the client's. */
	idealMs?: number;
	/** The user's bound for this node, only where the same number of requests at once is compared. */
	concurrency?: number;
	others: Contestant[];
	plainServer?: boolean;
	/** Stop is pressed so many ms after the start; later requests are waited for as long as anybody could still send them. */
	stopAfterMs?: number;
	/** The service refuses one item so often, and each time Retry of the execution is pressed. */
	retries?: number;
}

const ALL_AT_ONCE: Contestant = { kind: 'http', title: 'HTTP Request, all at once (its default)' };
const LOOP: Contestant = {
	title: 'Loop Over Items, one by one, Retry On Fail',
	...{ kind: 'http', loop: true, retryOnFail: true },
};
const bare = (atOnce: number): Contestant => ({
	title: `bare axios told the limit, p-limit(${atOnce})`,
	...{ kind: 'bare', atOnce },
});
/** What a user who knows the limit would set by hand. */
const batches = (batchSize: number, batchInterval: number, retryOnFail = true): Contestant => ({
	title: `HTTP Request, ${batchSize} every ${batchInterval} ms${retryOnFail ? ', Retry On Fail' : ''}`,
	...{ kind: 'http', batch: { batchSize, batchInterval }, retryOnFail },
});

const constant = (count: number, ms: number) => Array.from({ length: count }, () => ms);

/** 60 numbers from 250 to 1250, the same in every run, evenly spread and out of order: steps of the golden ratio. */
const VARYING = constant(60, (Math.sqrt(5) - 1) / 2).map((golden, index) =>
	Math.round(250 + 1000 * ((index * golden) % 1)),
);

function idealAtOnce(latencies: readonly number[], workers: number): number {
	const free = constant(workers, 0);
	for (const latency of latencies) {
		const next = free.indexOf(Math.min(...free));
		free[next] = (free[next] ?? 0) + latency;
	}
	return Math.max(...free);
}

/** Thirty items, of which the last two may start 14 s after the first two. */
const TWO_A_SECOND = {
	simulator: { rate: { count: 2, windowMs: 1000 } },
	latencies: constant(30, 300),
	idealMs: 14_000 + 300,
};

export const WORKLOADS = {
	constant: {
		title: '60 items, 8 at once allowed, 500 ms',
		simulator: { maxConcurrent: 8 },
		latencies: constant(60, 500),
		idealMs: idealAtOnce(constant(60, 500), 8),
		others: [ALL_AT_ONCE, batches(8, 600), LOOP, bare(8)],
	},
	varying: {
		title: '60 items, 8 at once allowed, 250–1250 ms',
		simulator: { maxConcurrent: 8 },
		latencies: VARYING,
		idealMs: idealAtOnce(VARYING, 8),
		others: [ALL_AT_ONCE, batches(8, 500), batches(8, 1300), LOOP, bare(8)],
	},
	rate: {
		...TWO_A_SECOND,
		title: '30 items, 2 a second allowed, 300 ms',
		others: [batches(2, 1000)],
	},
	retryAfter: {
		...TWO_A_SECOND,
		title: '30 items, 2 a second allowed, 300 ms, with Retry-After',
		simulator: { ...TWO_A_SECOND.simulator, retryAfter: 'seconds' },
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
