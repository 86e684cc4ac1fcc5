import type { FaultName } from './faults';
import { Limits } from './limits';
import { Links } from './links';
import type { SimulatorOptions } from './options';
import { seededRandom } from './random';
import type { Random } from './random';
import { emptyCounts } from './record';
import type { Counts, RecordedRequest } from './record';
import { ResultStore } from './result-store';
import type { ShapeName } from './shapes';
import { Timers } from './timers';

/** Everything one simulator knows; the handlers work on it. */
export interface State {
	options: SimulatorOptions;
	/** The simulator's own address, without a slash at its end. */
	origin: string;
	requests: RecordedRequest[];
	counts: Counts;
	limits: Limits;
	links: Links;
	results: ResultStore;
	timers: Timers;
	random: Random;
	faultQueue: FaultName[];
	shapeQueue: ShapeName[];
}

export function createState(options: SimulatorOptions): State {
	return {
		options,
		origin: '',
		requests: [],
		counts: emptyCounts(),
		limits: new Limits(),
		links: new Links(),
		results: new ResultStore(),
		timers: new Timers(),
		random: seededRandom(options.seed),
		faultQueue: [],
		shapeQueue: [],
	};
}

/** Forgets all that happened; options, links already given out and running requests stay. */
export function resetState(state: State): void {
	state.requests.length = 0;
	Object.assign(state.counts, emptyCounts());
	state.limits.reset();
	state.random = seededRandom(state.options.seed);
	state.faultQueue.length = 0;
	state.shapeQueue.length = 0;
}
