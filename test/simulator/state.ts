import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FaultName } from './faults';
import { Limits } from './limits';
import { Links } from './links';
import type { SimulatorOptions } from './options';
import { seededRandom } from './random';
import { emptyCounts, type RecordedRequest } from './record';
import type { Style } from './refusal';
import type { ShapeName } from './shapes';

export class State {
	/** The simulator's own address, without a slash at its end. */
	origin = '';
	readonly requests: RecordedRequest[] = [];
	readonly counts = emptyCounts();
	readonly limits = new Limits();
	readonly links = new Links();
	/** By link: when it ends (epoch ms), how often it was asked for, and the picture, drawn when it is first asked for. */
	readonly results = new Map<string, { end: number; asked: number; png: () => Promise<Buffer> }>();
	readonly faultQueue: FaultName[] = [];
	readonly shapeQueue: ShapeName[] = [];
	random: () => number;

	constructor(public options: SimulatorOptions) {
		this.random = seededRandom(options.seed);
	}

	/** Forgets all that happened; options, links already given out and running requests stay. */
	reset(): void {
		for (const list of [this.requests, this.faultQueue, this.shapeQueue]) list.length = 0;
		Object.assign(this.counts, emptyCounts());
		this.limits.reset();
		this.random = seededRandom(this.options.seed);
	}
}

/** A request, and who answers it in whose manner. */
export interface Asked {
	state: State;
	style: Style;
	request: IncomingMessage;
	response: ServerResponse;
	record: RecordedRequest;
}
