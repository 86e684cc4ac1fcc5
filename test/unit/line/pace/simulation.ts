import type { Pace } from '../../../../nodes/QwenImageEdit/line/pace/pace';
import type { Limit } from './limits';

/** Random numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	};
}

export interface Workload {
	name: string;
	/** The most that is accepted, as medians of the seeds: time as a ratio to the ideal, and refused requests. */
	target: { ratio: number; refused: number };
	items: number;
	/** How long the service works on a request, ms. */
	latency: (random: () => number) => number;
	/** The service's limits, made anew for each run. */
	limits: (random: () => number) => Limit[];
	/** How long a request or an answer travels, ms, each way. */
	network?: (random: () => number) => number;
	/** How much longer a request takes to reach the service, ms. */
	upload?: (random: () => number) => number;
	/** How long the service takes to refuse, ms. */
	refusalMs?: number;
	/** Whether a refusal says when to come back, in whole seconds rounded up, as HTTP does. */
	retryAfter?: boolean;
	/** Share of the requests that are refused whatever the load. */
	noise?: number;
	/** Share of the requests whose connection fails before the service answers. */
	lost?: number;
	/** The limits change: called once at `at` ms. */
	change?: { at: number; apply: (limits: Limit[]) => void };
	/** The same for a second change. */
	recovery?: { at: number; apply: (limits: Limit[]) => void };
}

export interface Run {
	/** From the first start to the last answer, ms. */
	elapsedMs: number;
	refused: number;
	/** Most refusals any one item met. */
	worstItem: number;
	maxInFlight: number;
	/** When requests were started, for looking at a run: ms, and whether they were taken. */
	trace: Array<{ startedAt: number; taken: boolean; process: number }>;
}

interface Event {
	at: number;
	order: number;
	run: () => void;
}

/** A clock that jumps from event to event; events of the same time run in the order they were added. */
class Clock {
	now = 0;
	private readonly heap: Event[] = [];
	private added = 0;

	add(at: number, run: () => void): void {
		const event = { at, order: this.added++, run };
		let index = this.heap.push(event) - 1;
		while (index > 0) {
			const parent = (index - 1) >> 1;
			if (!this.before(index, parent)) break;
			this.swap(index, parent);
			index = parent;
		}
	}

	step(): boolean {
		const first = this.heap[0];
		const last = this.heap.pop();
		if (!first || !last) return false;
		if (this.heap.length > 0) {
			this.heap[0] = last;
			let index = 0;
			for (;;) {
				let least = index;
				if (this.before(2 * index + 1, least)) least = 2 * index + 1;
				if (this.before(2 * index + 2, least)) least = 2 * index + 2;
				if (least === index) break;
				this.swap(index, least);
				index = least;
			}
		}
		this.now = first.at;
		first.run();
		return true;
	}

	private before(left: number, right: number): boolean {
		const a = this.heap[left];
		const b = this.heap[right];
		return !!a && !!b && (a.at < b.at || (a.at === b.at && a.order < b.order));
	}

	private swap(left: number, right: number): void {
		const a = this.heap[left];
		const b = this.heap[right];
		if (!a || !b) return;
		this.heap[left] = b;
		this.heap[right] = a;
	}
}

/** One process with a pace of its own: how many of the items it has, when it begins and how far its clock is ahead, ms. */
export interface Process {
	pace: Pace;
	items: number;
	startAt?: number;
	clockOffMs?: number;
}

/** What several processes on one account came to, beside what all did together. */
export interface CompanyRun extends Run {
	/** When each process had its last answer, ms after its begin. */
	ended: number[];
}

/**
 * Runs a workload against a pace on a simulated clock, as the line does: while the pace says
 * 0 the next item starts, else it is asked again at the time it named or when any answer arrives.
 * A refused item goes back to the front of the line.
 * @throws Error when the pace stops the line for ever, or the run does not end.
 */
export function simulate(workload: Workload, pace: Pace, seed = 1): Run {
	return simulateCompany(workload, [{ pace, items: workload.items }], seed);
}

/** The same for several processes that share the account and cannot speak to each other. */
export function simulateCompany(workload: Workload, processes: Process[], seed = 1): CompanyRun {
	const random = seededRandom(seed);
	const latencies = Array.from({ length: workload.items }, () => workload.latency(random));
	const limits = workload.limits(random);
	const network = workload.network ?? (() => 1);
	const upload = workload.upload ?? (() => 0);
	const clock = new Clock();
	// Neighbours meet by the time of day: each seed is another one.
	const beginsAt = seed * 7_919_003;
	const run: CompanyRun = {
		elapsedMs: 0,
		refused: 0,
		worstItem: 0,
		maxInFlight: 0,
		trace: [],
		ended: processes.map(() => 0),
	};
	let inFlightOfAll = 0;
	let doneOfAll = 0;
	let events = 0;

	const begin = (process: Process, index: number): void => {
		const { pace, items, startAt = 0, clockOffMs = 0 } = process;
		const epochMs = beginsAt + clockOffMs;
		const line = latencies.splice(0, items).map((latency) => ({ latency, refusals: 0 }));
		line.reverse();
		let inFlight = 0;
		let done = 0;
		let wake = 0;

		const start = (entry: (typeof line)[number]): void => {
			const ticket = pace.start(epochMs + clock.now);
			const trace = { startedAt: clock.now, taken: false, process: index };
			run.trace.push(trace);
			inFlight += 1;
			run.maxInFlight = Math.max(run.maxInFlight, ++inFlightOfAll);
			const answer = (outcome: 'accepted' | 'refused' | 'unknown', retryAfterMs?: number): void => {
				inFlight -= 1;
				inFlightOfAll -= 1;
				pace.finish(ticket, epochMs + clock.now, outcome, retryAfterMs);
				if (outcome === 'accepted') {
					done += 1;
					doneOfAll += 1;
				} else line.push(entry);
				if (outcome === 'refused') {
					run.refused += 1;
					entry.refusals += 1;
					run.worstItem = Math.max(run.worstItem, entry.refusals);
				}
				if (done === items) run.ended[index] = clock.now - startAt;
				if (doneOfAll === workload.items) run.elapsedMs = clock.now;
				pump();
			};
			clock.add(clock.now + network(random) + upload(random), () => {
				if (workload.lost !== undefined && random() < workload.lost) {
					clock.add(clock.now + network(random), () => answer('unknown'));
					return;
				}
				const freeAt = limits.reduce(
					(latest, limit) => Math.max(latest, limit.freeAt(clock.now)),
					0,
				);
				if (freeAt > clock.now || (workload.noise !== undefined && random() < workload.noise)) {
					const wait = Number.isFinite(freeAt) ? freeAt - clock.now : 0;
					const retryAfter = workload.retryAfter
						? Math.max(1, Math.ceil(wait / 1000)) * 1000
						: undefined;
					clock.add(clock.now + (workload.refusalMs ?? 2) + network(random), () =>
						answer('refused', retryAfter),
					);
					return;
				}
				trace.taken = true;
				for (const limit of limits) limit.take(clock.now);
				clock.add(clock.now + entry.latency, () => {
					for (const limit of limits) limit.leave(clock.now);
					clock.add(clock.now + network(random), () => answer('accepted'));
				});
			});
		};

		const pump = (): void => {
			while (line.length > 0) {
				const wait = pace.waitMs(epochMs + clock.now);
				if (Number.isNaN(wait) || wait < 0) throw new Error(`the pace said ${wait}`);
				if (wait > 0) {
					if (wait === Infinity && inFlight === 0) {
						throw new Error('the pace stopped the line for ever');
					}
					if (wait !== Infinity) {
						const mine = ++wake;
						clock.add(clock.now + wait, () => {
							if (mine === wake) pump();
						});
					}
					return;
				}
				const entry = line.pop();
				if (entry) start(entry);
			}
		};
		clock.add(startAt, pump);
	};

	for (const change of [workload.change, workload.recovery]) {
		if (change) clock.add(change.at, () => change.apply(limits));
	}
	processes.forEach(begin);
	while (doneOfAll < workload.items && clock.step()) {
		if (++events > 4_000_000) throw new Error('the run does not end');
	}
	if (doneOfAll < workload.items) throw new Error('the line stands still');
	return run;
}

/** How long the workload takes for somebody who knows the limits and has no network between, ms. */
export function ideal(workload: Workload, seed = 1): number {
	const random = seededRandom(seed);
	const latencies = Array.from({ length: workload.items }, () =>
		workload.latency(random),
	).reverse();
	const limits = workload.limits(random);
	const clock = new Clock();
	// Where nothing is limited, all at once would be ideal, which nobody does.
	const cap = limits.length === 0 ? 64 : Infinity;
	let inFlight = 0;
	let wake = 0;
	const pump = (): void => {
		while (latencies.length > 0 && inFlight < cap) {
			const freeAt = limits.reduce((latest, limit) => Math.max(latest, limit.freeAt(clock.now)), 0);
			if (freeAt > clock.now) {
				const mine = ++wake;
				if (freeAt !== Infinity) {
					clock.add(freeAt, () => {
						if (mine === wake) pump();
					});
				}
				return;
			}
			for (const limit of limits) limit.take(clock.now);
			inFlight += 1;
			clock.add(clock.now + (latencies.pop() ?? 0), () => {
				inFlight -= 1;
				for (const limit of limits) limit.leave(clock.now);
				pump();
			});
		}
	};
	for (const change of [workload.change, workload.recovery]) {
		if (!change) continue;
		clock.add(change.at, () => {
			change.apply(limits);
			pump();
		});
	}
	clock.add(0, pump);
	while (clock.step()) {
		if (latencies.length === 0 && inFlight === 0) return clock.now;
	}
	throw new Error('the limits let nothing through');
}
