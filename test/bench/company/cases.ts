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

const ONE_EACH = { executions: 100, items: 1 };
const BATCHES = { executions: 8, items: 25 };

/** A service that allows so many requests a second; the last items may start when so many full seconds have gone by. */
function perSecond(count: number, latencyMs: number, { executions, items } = ONE_EACH) {
	return {
		service: { rate: { count, windowMs: 1000 }, latencyMs },
		idealMs: (Math.ceil((executions * items) / count) - 1) * 1000 + latencyMs,
	};
}

export const CASES = {
	webhooks: {
		title: '100 executions of one item, 2 a second, 3 s an image',
		...{ mode: 'regular', ...ONE_EACH, ...perSecond(2, 3000) },
	},
	batches: {
		title: 'two workers, 8 executions of 25 items, 5 a second, 1 s an image',
		...{ mode: 'queue', ...BATCHES, ...perSecond(5, 1000, BATCHES) },
	},
	places: {
		title: 'two workers, 8 executions of 25 items, 8 at once, 2 s an image',
		...{ mode: 'queue', ...BATCHES, service: { maxConcurrent: 8, latencyMs: 2000 } },
		idealMs: (200 / 8) * 2000,
	},
	crowd: {
		title: 'two workers, 100 executions of one item, 5 a second, 1 s an image',
		...{ mode: 'queue', ...ONE_EACH, ...perSecond(5, 1000) },
	},
} satisfies Record<string, Case>;
