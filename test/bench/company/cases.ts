import type { SimulatorOptions } from '../../simulator';

/** Executions that come at once by a webhook, and the service they meet. */
export interface Case {
	title: string;
	/** Where they run: in one n8n, or in queue mode with two workers. */
	mode: 'regular' | 'queue';
	executions: number;
	items: number;
	service: Partial<SimulatorOptions>;
	/** Time of who knows the limit and loses nothing, from the first request to the last answer (ms). */
	idealMs: number;
}

function perSecond(count: number): Partial<SimulatorOptions> {
	return { rate: { count, windowMs: 1000 } };
}

/** The last items may start when so many full seconds have gone by. */
function idealPerSecond(items: number, count: number, latencyMs: number): number {
	return (Math.ceil(items / count) - 1) * 1000 + latencyMs;
}

const ONE_EACH = { executions: 100, items: 1 };
const BATCHES = { executions: 8, items: 25 };

export const CASES = {
	webhooks: {
		title: '100 executions of one item, 2 a second, 3 s an image',
		mode: 'regular',
		...ONE_EACH,
		service: { ...perSecond(2), latencyMs: 3000 },
		idealMs: idealPerSecond(100, 2, 3000),
	},
	batches: {
		title: 'two workers, 8 executions of 25 items, 5 a second, 1 s an image',
		mode: 'queue',
		...BATCHES,
		service: { ...perSecond(5), latencyMs: 1000 },
		idealMs: idealPerSecond(200, 5, 1000),
	},
	places: {
		title: 'two workers, 8 executions of 25 items, 8 at once, 2 s an image',
		mode: 'queue',
		...BATCHES,
		service: { maxConcurrent: 8, latencyMs: 2000 },
		idealMs: (200 / 8) * 2000,
	},
	crowd: {
		title: 'two workers, 100 executions of one item, 5 a second, 1 s an image',
		mode: 'queue',
		...ONE_EACH,
		service: { ...perSecond(5), latencyMs: 1000 },
		idealMs: idealPerSecond(100, 5, 1000),
	},
} satisfies Record<string, Case>;

export type CaseName = keyof typeof CASES;
