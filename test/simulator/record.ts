import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isObject } from './json';

export type Route = 'edit' | 'models' | 'result' | 'input' | 'other';

export interface RecordedRequest {
	route: Route;
	method: string;
	path: string;
	headers: IncomingHttpHeaders;
	/** Parsed JSON; long strings are cut where the bodies are not recorded. Undefined where there was none. */
	body: unknown;
	/** Epoch ms (with fractions): its head had arrived; the answer was sent or the connection ended, 0 until then. */
	arrivedAt: number;
	answeredAt: number;
	/** HTTP status answered; 0 where no answer was sent (yet). */
	status: number;
	/** Images made, and what they cost in fen (hundredths of CNY), by the service's own list. */
	images: number;
	fen: number;
	aborted: boolean;
	fingerprint?: string;
	/** The instruction, for tests that tell items apart by it. */
	prompt?: string;
}

export type Counts = ReturnType<typeof emptyCounts>;

export function emptyCounts() {
	return {
		requests: 0,
		/** Those that made images, whether or not their answer arrived. */
		accepted: 0,
		/** Refused because of a limit of this simulator (not by a fault). */
		refused: 0,
		/** Images made, and so paid, and what they cost, in fen. */
		imagesMade: 0,
		billedFen: 0,
		highestConcurrency: 0,
		downloads: 0,
		/** Requests for pictures that carried an Authorization header: the key has left the API. */
		keyLeaks: 0,
	};
}

/**
 * What makes two requests ask for the same pictures: model, input and parameters apart from the seed. A long text stands
 * there by its length and three samples: hashing 40 MB of every request would cost too much.
 */
export function fingerprint(body: unknown): string {
	if (!isObject(body)) return 'no object';
	const { model, input, parameters } = body;
	const text = JSON.stringify({ model, input, parameters }, (key, value: unknown) => {
		if (key === 'seed') return undefined;
		if (typeof value !== 'string' || value.length <= 20_000) return value;
		const samples = [0, Math.floor(value.length / 2), value.length - 4096];
		return [value.length, ...samples.map((at) => value.slice(at, at + 4096))];
	});
	return createHash('sha1').update(text).digest('hex');
}

/** Adds a request to the counts; called when it is decided how it ends. */
export function count(counts: Counts, { images, fen }: RecordedRequest): void {
	counts.requests += 1;
	counts.accepted += images > 0 ? 1 : 0;
	counts.imagesMade += images;
	counts.billedFen += fen;
}

/** The pictures that were made more than once: one entry for each fingerprint with two or more paid requests. */
export function madeTwice(requests: readonly RecordedRequest[]) {
	const none = { prompt: '', requests: 0, accepted: 0, imagesMade: 0 };
	const tallies = new Map<string, typeof none>();
	for (const { fingerprint: key, prompt = '', images } of requests) {
		if (key === undefined) continue;
		const tally = tallies.get(key) ?? { ...none, prompt };
		tally.requests += 1;
		tally.accepted += images > 0 ? 1 : 0;
		tally.imagesMade += images;
		tallies.set(key, tally);
	}
	return [...tallies.values()].filter(({ accepted }) => accepted > 1);
}
