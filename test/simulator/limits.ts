import type { SimulatorOptions } from './options';

/** Why a request is refused, and when the next may come. */
export interface LimitRefusal {
	/** ms until a request may be accepted; 0 where only running requests are in the way. */
	waitMs: number;
}

/** The two limits a service has: requests at once, and requests in a window of time. */
export class Limits {
	private inFlight = 0;
	private arrivals: number[] = [];
	/** The most requests that were ever worked on at once. */
	highest = 0;

	/** Takes a request in, or says why not. `now` in ms; only accepted arrivals count. */
	enter({ maxConcurrent, rate }: SimulatorOptions, now: number): LimitRefusal | undefined {
		if (this.inFlight >= (maxConcurrent ?? Infinity)) return { waitMs: 0 };
		if (rate !== undefined) {
			this.arrivals = this.arrivals.filter((arrival) => arrival > now - rate.windowMs);
			const [leaves] = this.arrivals.slice(-rate.count);
			if (leaves !== undefined && this.arrivals.length >= rate.count) {
				return { waitMs: Math.max(1, leaves + rate.windowMs - now) };
			}
			this.arrivals.push(now);
		}
		this.inFlight += 1;
		this.highest = Math.max(this.highest, this.inFlight);
		return undefined;
	}

	leave(): void {
		this.inFlight -= 1;
	}

	/** Forgets the past; requests in flight stay counted. */
	reset(): void {
		this.arrivals = [];
		this.highest = this.inFlight;
	}
}

/** The Retry-After header of a refusal, in the form the options ask for. */
export function retryAfterHeader(
	{ waitMs }: LimitRefusal,
	form: SimulatorOptions['retryAfter'],
	now: number,
): Record<string, string> {
	if (form === undefined) return {};
	if (form === 'seconds') return { 'retry-after': `${Math.max(1, Math.ceil(waitMs / 1000))}` };
	// A date has no fractions: rounded up, so that who obeys it is not early.
	const until = Math.ceil((now + waitMs) / 1000) * 1000;
	return { 'retry-after': new Date(until).toUTCString() };
}
