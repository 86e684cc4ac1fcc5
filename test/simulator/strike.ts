import type { ServerResponse } from 'node:http';
import type { ConnectionFault } from './faults';
import { SIMULATOR_HEADER } from './http';

/** Lets a connection go wrong; `goodBody` is what the answer would have been. */
export function strikeConnection(
	response: ServerResponse,
	what: ConnectionFault,
	trickleMs: number,
	goodBody: unknown,
): void {
	const headers = { ...SIMULATOR_HEADER, 'content-type': 'application/json; charset=utf-8' };
	if (what === 'cut') {
		response.destroy();
	} else if (what === 'half') {
		const text = JSON.stringify(goodBody);
		response.writeHead(200, { ...headers, 'content-length': String(Buffer.byteLength(text)) });
		response.write(text.slice(0, Math.floor(text.length / 2)), () => response.destroy());
	} else if (what === 'trickle') {
		// White space is valid before JSON, so no byte of it says that something is wrong.
		response.writeHead(200, headers);
		const timer = setInterval(() => response.write(' '), trickleMs);
		response.once('close', () => clearInterval(timer));
	}
	// `hang`: the connection stays open, and silent.
}
