import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { readInput } from './inputs';
import { pourEndlessly } from './downloads';
import { sendFile } from './http';

/** A request as a trap saw it. */
export interface TrapRequest {
	/** `main`, or `other`: the second server that redirects lead to. */
	server: 'main' | 'other';
	path: string;
	/** Lower-case names. */
	headers: Record<string, string>;
	/** Bytes of the body that were handed to the connection. */
	sent: number;
}

/** A server of image addresses that misbehave, for tests of downloads. */
export interface TrapServer {
	/** `http://127.0.0.1:PORT`. */
	readonly url: string;
	/** The second server's address, under another host name and port. */
	readonly otherUrl: string;
	readonly requests: readonly TrapRequest[];
	/** The full address of a trap. */
	address(trap: TrapName, query?: string): string;
	/** Whether an Authorization header arrived anywhere. */
	keyArrived(): boolean;
	close(): Promise<void>;
}

type Trap = (exchange: {
	request: IncomingMessage;
	response: ServerResponse;
	/** Address of the second server. */
	otherUrl: string;
}) => Promise<void> | void;

const PNG = { 'content-type': 'image/png' };

async function picture(): Promise<{ bytes: Buffer; contentType: string }> {
	const file = await readInput('mug.png');
	if (!file) throw new Error('The demo picture is missing');
	return file;
}

const TRAPS = {
	/** A good picture, ranges supported. */
	good: async ({ request, response }) => sendFile(request, response, await picture()),
	/** A good picture; ranges are ignored, and the answer is 200. */
	noRange: async ({ response }) => {
		const { bytes } = await picture();
		response.writeHead(200, { ...PNG, 'content-length': String(bytes.length) });
		response.end(bytes);
	},
	/** A picture's head, then bytes without end, without a length. */
	endless: async ({ response }) => {
		response.writeHead(200, PNG);
		response.write((await picture()).bytes.subarray(0, 4096));
		pourEndlessly(response);
	},
	/** Says 1 MB and sends on and on. */
	lyingLength: async ({ response }) => {
		const { bytes } = await picture();
		response.writeHead(200, { ...PNG, 'content-length': '1000000' });
		response.write(bytes.subarray(0, 4096), () => {
			const { socket } = response;
			if (!socket) return;
			const zeros = Buffer.alloc(64 * 1024);
			const pour = (): void => {
				while (socket.writable && socket.write(zeros));
			};
			socket.on('drain', pour);
			pour();
		});
	},
	/** Says 1 GB in the header; sends little. */
	claimsGigabyte: async ({ response }) => {
		response.writeHead(200, { ...PNG, 'content-length': '1000000000' });
		response.write((await picture()).bytes.subarray(0, 4096));
	},
	/** Redirects to a good picture at another host and port. */
	redirectElsewhere: ({ response, otherUrl }) => redirect(response, `${otherUrl}/good`),
	redirectLoop: ({ response }) => redirect(response, '/redirectLoop'),
	/** Redirects to a scheme that no picture has. */
	redirectToFile: ({ response }) => redirect(response, 'file:///etc/passwd'),
	/** An HTML page under an image's address and status 200. */
	html: ({ response }) => {
		response.writeHead(200, { 'content-type': 'text/html' });
		response.end('<!doctype html><html><body>Please sign in</body></html>');
	},
	/** Half a picture that says it is whole. */
	half: async ({ response }) => {
		const { bytes } = await picture();
		response.writeHead(200, PNG);
		response.end(bytes.subarray(0, Math.floor(bytes.length / 2)));
	},
	notFound: ({ response }) => {
		response.writeHead(404, { 'content-type': 'text/html' });
		response.end('<html><body>404 Not Found</body></html>');
	},
	forbidden: ({ response }) => {
		response.writeHead(403, { 'content-type': 'application/xml' });
		response.end('<Error><Code>AccessDenied</Code><Message>Request has expired.</Message></Error>');
	},
	/** 200 and not one byte. */
	empty: ({ response }) => {
		response.writeHead(200, PNG);
		response.end();
	},
} satisfies Record<string, Trap>;

export type TrapName = keyof typeof TRAPS;

function isTrapName(name: string): name is TrapName {
	return Object.hasOwn(TRAPS, name);
}

/** Starts both servers on loopback and free ports. */
export async function startTrapServer(): Promise<TrapServer> {
	const requests: TrapRequest[] = [];
	let otherUrl = '';
	const serve = async (name: TrapRequest['server']): Promise<Server> => {
		const server = createServer((request, response) => {
			const url = new URL(request.url ?? '/', 'http://trap');
			const seen = record(name, request, response);
			requests.push(seen);
			const trap = url.pathname.slice(1);
			const known: Trap | undefined = isTrapName(trap) ? TRAPS[trap] : undefined;
			if (!known) {
				response.writeHead(404);
				response.end();
				return;
			}
			void known({ request, response, otherUrl });
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		return server;
	};
	const main = await serve('main');
	const other = await serve('other');
	// Another name for the same machine, so that it counts as another host.
	otherUrl = `http://localhost:${portOf(other)}`;
	const url = `http://127.0.0.1:${portOf(main)}`;
	return {
		url,
		otherUrl,
		requests,
		address: (trap, query) => `${url}/${trap}${query === undefined ? '' : `?${query}`}`,
		keyArrived: () => requests.some(({ headers }) => headers.authorization !== undefined),
		close: async () => {
			for (const server of [main, other]) {
				const closed = new Promise<void>((resolve) => server.close(() => resolve()));
				server.closeAllConnections();
				await closed;
			}
		},
	};
}

function record(
	server: TrapRequest['server'],
	request: IncomingMessage,
	response: ServerResponse,
): TrapRequest {
	const headers = Object.fromEntries(
		Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
	);
	const { socket } = response;
	const before = socket?.bytesWritten ?? 0;
	const seen: TrapRequest = { server, path: request.url ?? '/', headers, sent: 0 };
	response.once('close', () => {
		seen.sent = (socket?.bytesWritten ?? 0) - before;
	});
	return seen;
}

function redirect(response: ServerResponse, location: string): void {
	response.writeHead(302, { location });
	response.end();
}

function portOf(server: Server): number {
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('No TCP port');
	return address.port;
}
