import { isFaultName, type FaultName } from './faults';
import { isShapeName, type ShapeName } from './shapes';

/** What a request's own text asks of the simulator, so that single items of a batch can be made to differ. */
export interface Markers {
	fault?: FaultName;
	/** The fault strikes only the first so many times this picture is asked for. */
	faultTimes: number;
	shape?: ShapeName;
	latencyMs?: number;
}

/**
 * Reads markers from an instruction: `[[fault:internalError]]`, `[[fault:internalError*2]]` (the first two tries only),
 * `[[shape:wrapped]]`, `[[latency:300]]`. An unknown name throws, since a test with a typo in it proves nothing.
 */
export function readMarkers(prompt: string): Markers {
	const markers: Markers = { faultTimes: Infinity };
	for (const [, kind, value = ''] of prompt.matchAll(/\[\[(fault|shape|latency):([^\]]+)\]\]/g)) {
		if (kind === 'latency') {
			markers.latencyMs = Number(value);
			continue;
		}
		const [name = '', times] = value.split('*');
		if (kind === 'shape' && isShapeName(name)) {
			markers.shape = name;
		} else if (kind === 'fault' && isFaultName(name)) {
			markers.fault = name;
			if (times !== undefined) markers.faultTimes = Number(times);
		} else {
			throw new Error(`The simulator knows no ${kind} "${name}"`);
		}
	}
	return markers;
}
