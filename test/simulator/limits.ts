import type { SimulatorOptions } from './options';

/** Requests at once, and requests in a window of time. */
export class Limits {
	private inFlight = 0;
	private arrivals: number[] = [];
	highest = 0;

	/** Takes a request in, or says when the next may come: in 0 ms where only running requests are in the way. `now` in ms. */
	enter({ maxConcurrent, rate }: SimulatorOptions, now: number): { waitMs: number } | undefined {
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

export function retryAfterHeader(
	{ waitMs }: { waitMs: number },
	form: SimulatorOptions['retryAfter'],
	now: number,
): Record<string, string> {
	if (form === undefined) return {};
	if (form === 'seconds') return { 'retry-after': `${Math.max(1, Math.ceil(waitMs / 1000))}` };
	// A date has no fractions: rounded up, so that who obeys it is not early.
	const until = Math.ceil((now + waitMs) / 1000) * 1000;
	return { 'retry-after': new Date(until).toUTCString() };
}
