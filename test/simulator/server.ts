import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FaultName } from './faults';
import { sendJson } from './http';
import { DEFAULT_OPTIONS } from './options';
import type { SimulatorOptions } from './options';
import { madeTwice } from './record';
import type { Counts, RecordedRequest, Tally } from './record';
import { route } from './router';
import type { ShapeName } from './shapes';
import { createState, resetState } from './state';
import type { State } from './state';

/** A running simulator. */
export interface Simulator {
	/** `http://127.0.0.1:PORT`, without a slash at its end. */
	readonly url: string;
	/** All requests of clients, in the order of arrival. */
	readonly requests: readonly RecordedRequest[];
	readonly counts: Counts;
	/** The requests to generation endpoints. */
	edits(): RecordedRequest[];
	/** Pictures that were made, and paid, more than once. */
	madeTwice(): Tally[];
	/** Changes its behaviour from now on. */
	set(options: Partial<Omit<SimulatorOptions, 'port'>>): void;
	/** Faults for the next generation requests, one each, in the order of arrival. */
	faultNext(...faults: readonly FaultName[]): void;
	/** Answer shapes for the next generation requests, one each, in the order of arrival. */
	shapeNext(...shapes: readonly ShapeName[]): void;
	/** Forgets requests, counts and queues, and starts its random numbers anew; options and links stay. */
	reset(): void;
	/** Ends it, cutting what is still running. */
	close(): Promise<void>;
}

/** Starts the API as a local server on 127.0.0.1; every option has a default. */
export async function startSimulator(options: Partial<SimulatorOptions> = {}): Promise<Simulator> {
	const state = createState({ ...DEFAULT_OPTIONS, ...options });
	const server = createServer((request, response) => {
		route(state, request, response).catch((error: unknown) => {
			// A defect of the simulator, or of a test's markers, must be seen and not look like a known fault.
			const message = error instanceof Error ? error.message : String(error);
			if (response.headersSent) response.destroy();
			else sendJson(response, 501, { error: { message: `Simulator: ${message}` } });
		});
	});
	// A kept connection that the server closes just as a request comes would look like a fault nobody asked for.
	server.keepAliveTimeout = 10 * 60 * 1000;
	server.requestTimeout = 0;
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(state.options.port, '127.0.0.1', resolve);
	});
	state.origin = `http://127.0.0.1:${portOf(server.address())}`;
	return simulatorOf(state, async () => {
		state.timers.clear();
		const closed = new Promise<void>((resolve) => server.close(() => resolve()));
		server.closeAllConnections();
		await closed;
	});
}

function simulatorOf(state: State, close: () => Promise<void>): Simulator {
	return {
		url: state.origin,
		requests: state.requests,
		counts: state.counts,
		edits: () => state.requests.filter((request) => request.route === 'edit'),
		madeTwice: () => madeTwice(state.counts),
		set: (changed) => {
			state.options = { ...state.options, ...changed };
		},
		faultNext: (...faults) => {
			state.faultQueue.push(...faults);
		},
		shapeNext: (...shapes) => {
			state.shapeQueue.push(...shapes);
		},
		reset: () => resetState(state),
		close,
	};
}

function portOf(address: AddressInfo | string | null): number {
	if (address === null || typeof address === 'string') throw new Error('No TCP port');
	return address.port;
}
