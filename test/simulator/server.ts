import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FaultName } from './faults';
import { sendJson } from './http';
import { DEFAULT_OPTIONS, type SimulatorOptions } from './options';
import { madeTwice } from './record';
import { route } from './router';
import type { ShapeName } from './shapes';
import { State } from './state';

export type Simulator = Awaited<ReturnType<typeof startSimulator>>;

/** Starts the API as a local server on 127.0.0.1; every option has a default. */
export async function startSimulator(options: Partial<SimulatorOptions> = {}) {
	const state = new State({ ...DEFAULT_OPTIONS, ...options });
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
	await once(server.listen(state.options.port, '127.0.0.1'), 'listening');
	state.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	return {
		/** `http://127.0.0.1:PORT`, without a slash at its end. */
		url: state.origin,
		requests: state.requests,
		counts: state.counts,
		edits: () => state.requests.filter((request) => request.route === 'edit'),
		madeTwice: () => madeTwice(state.requests),
		set: (changed: Partial<Omit<SimulatorOptions, 'port'>>): void => {
			state.options = { ...state.options, ...changed };
		},
		/** Faults for the next generation requests, one each, in the order of arrival. */
		faultNext: (...faults: readonly FaultName[]) => void state.faultQueue.push(...faults),
		/** Answer shapes for the next generation requests, one each, in the order of arrival. */
		shapeNext: (...shapes: readonly ShapeName[]) => void state.shapeQueue.push(...shapes),
		/** Forgets requests, counts and queues, and starts its random numbers anew; options and links stay. */
		reset: () => state.reset(),
		close: async (): Promise<void> => {
			server.close();
			server.closeAllConnections();
			await once(server, 'close');
		},
	};
}
