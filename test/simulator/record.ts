import { createHash } from 'node:crypto';
import { isObject } from './json';
import type { FaultName } from './faults';

/** What a request was for. */
export type Route = 'edit' | 'models' | 'result' | 'input' | 'other';

/** A request as the simulator saw it. */
export interface RecordedRequest {
	route: Route;
	method: string;
	/** With the query, as sent. */
	path: string;
	/** Lower-case names. */
	headers: Record<string, string>;
	/** Parsed JSON; long strings are cut where the bodies are not recorded. Undefined where there was none. */
	body: unknown;
	/** Size of the body as sent. */
	bytes: number;
	/** Epoch ms (with fractions) at which the head of the request had arrived. */
	arrivedAt: number;
	/** Epoch ms at which the answer was sent or the connection ended; 0 until then. */
	answeredAt: number;
	/** HTTP status answered; 0 where no answer was sent (yet). */
	status: number;
	/** Images made, and charged for, by this request. */
	images: number;
	/** What it is billed, in fen (hundredths of CNY), by the service's own list. */
	fen: number;
	/** The client closed the connection before the answer. */
	aborted: boolean;
	/** The fault it met. */
	fault?: FaultName;
	/** See `fingerprint`. */
	fingerprint?: string;
	/** The instruction, for tests that tell items apart by it. */
	prompt?: string;
}

/** How often one picture was asked for and made. */
export interface Tally {
	prompt: string;
	requests: number;
	/** Requests that made images. */
	accepted: number;
	imagesMade: number;
}

export interface Counts {
	/** Requests to a generation endpoint. */
	requests: number;
	/** Those that made images, whether or not their answer arrived. */
	accepted: number;
	/** Refused because of a limit of this simulator (not by a fault). */
	refused: number;
	/** Images made, and so paid. */
	imagesMade: number;
	/** What they cost, in fen. */
	billedFen: number;
	/** The most requests that were worked on at once. */
	highestConcurrency: number;
	/** Requests for result links, and those that were answered with the whole picture. */
	downloads: number;
	downloadsComplete: number;
	/** Requests for pictures that carried an Authorization header: the key has left the API. */
	keyLeaks: number;
	byFingerprint: Map<string, Tally>;
}

export function emptyCounts(): Counts {
	return {
		requests: 0,
		accepted: 0,
		refused: 0,
		imagesMade: 0,
		billedFen: 0,
		highestConcurrency: 0,
		downloads: 0,
		downloadsComplete: 0,
		keyLeaks: 0,
		byFingerprint: new Map(),
	};
}

/**
 * What makes two requests ask for the same pictures: model, input and parameters apart from the seed.
 * @param body the request's parsed JSON
 */
export function fingerprint(body: unknown): string {
	if (!isObject(body)) return 'no object';
	const parameters = isObject(body.parameters) ? { ...body.parameters, seed: undefined } : {};
	const text = JSON.stringify({ model: body.model, input: shorten(body.input), parameters });
	return createHash('sha1').update(text).digest('hex');
}

/** Stands for a long text by its length and three samples: hashing 40 MB of every request would cost too much. */
function shorten(value: unknown): unknown {
	if (typeof value === 'string' && value.length > 20_000) {
		const middle = Math.floor(value.length / 2);
		return [
			value.length,
			value.slice(0, 4096),
			value.slice(middle, middle + 4096),
			value.slice(-4096),
		];
	}
	if (Array.isArray(value)) return value.map(shorten);
	if (isObject(value)) {
		return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, shorten(entry)]));
	}
	return value;
}

/** Adds a request to the counts; called when it is decided how it ends. */
export function count(counts: Counts, request: RecordedRequest): void {
	counts.requests += 1;
	if (request.images > 0) {
		counts.accepted += 1;
		counts.imagesMade += request.images;
		counts.billedFen += request.fen;
	}
	const key = request.fingerprint;
	if (key === undefined) return;
	const tally = counts.byFingerprint.get(key) ?? {
		prompt: request.prompt ?? '',
		requests: 0,
		accepted: 0,
		imagesMade: 0,
	};
	tally.requests += 1;
	if (request.images > 0) tally.accepted += 1;
	tally.imagesMade += request.images;
	counts.byFingerprint.set(key, tally);
}

/** The pictures that were made more than once: one entry for each fingerprint with two or more paid requests. */
export function madeTwice(counts: Counts): Tally[] {
	return [...counts.byFingerprint.values()].filter(({ accepted }) => accepted > 1);
}
