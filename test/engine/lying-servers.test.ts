/** Images are fetched from servers nobody can vouch for, through n8n's own HTTP helpers. */
import type { ServerResponse } from 'node:http';
import { once } from 'node:events';

import { pourEndlessly } from '../simulator/downloads';
import { sendFile } from '../simulator/http';
import { OWN_FETCH_HEADER } from '../simulator/input-images';
import { serve, type LocalServer, type ReceivedRequest } from './harness/stub';
import { mug, useSimulator } from './support';

const bench = useSimulator();

const PNG = { 'content-type': 'image/png' };
const MEGABYTE = 1024 * 1024;

type Trap = (response: ServerResponse, request: ReceivedRequest, picture: Buffer) => void;

const redirect =
	(location: () => string): Trap =>
	(response) =>
		response.writeHead(302, { location: location() }).end();
const answer =
	(status: number, headers: Record<string, string>, text = ''): Trap =>
	(response) =>
		response.writeHead(status, headers).end(text);

const TRAPS = {
	good: (response, request, bytes) =>
		sendFile(request, response, { bytes, contentType: 'image/png' }),
	/** Ranges are ignored. */
	noRange: (response, _, bytes) => response.writeHead(200, PNG).end(bytes),
	endless: (response, _, bytes) => {
		response.writeHead(200, PNG).write(bytes.subarray(0, 4096));
		pourEndlessly(response);
	},
	/** Says 1 MB and sends on and on. */
	lyingLength: (response, _, bytes) => {
		response.writeHead(200, { ...PNG, 'content-length': '1000000' });
		response.write(bytes.subarray(0, 4096), () => {
			const { socket } = response;
			const zeros = Buffer.alloc(64 * 1024);
			const pour = () => {
				while (socket?.writable && socket.write(zeros));
			};
			socket?.on('drain', pour);
			pour();
		});
	},
	/** Says 1 GB, and sends little. */
	claimsGigabyte: (response, _, bytes) =>
		response
			.writeHead(200, { ...PNG, 'content-length': '1000000000' })
			.write(bytes.subarray(0, 4096)),
	/** Another name for the same machine, so that it counts as another host. */
	redirectElsewhere: redirect(() => `${other.url.replace('127.0.0.1', 'localhost')}/good`),
	redirectLoop: redirect(() => '/redirectLoop'),
	redirectToFile: redirect(() => 'file:///etc/passwd'),
	html: answer(200, { 'content-type': 'text/html' }, '<!doctype html><html>Please sign in</html>'),
	/** Half a picture that says it is whole. */
	half: (response, _, bytes) =>
		response.writeHead(200, PNG).end(bytes.subarray(0, Math.floor(bytes.length / 2))),
	notFound: answer(404, { 'content-type': 'text/html' }, '<html>404 Not Found</html>'),
	forbidden: answer(403, { 'content-type': 'application/xml' }, '<Error></Error>'),
	empty: answer(200, PNG),
	busyAtFirst: (response, request, bytes) => {
		const asked = main.requests.filter(({ url }) => url === request.url).length;
		if (asked === 1) response.writeHead(503).end();
		else response.writeHead(200, PNG).end(bytes);
	},
} satisfies Record<string, Trap>;
type TrapName = keyof typeof TRAPS;

let main: LocalServer;
let other: LocalServer;
/** Bytes that were handed to the connection, by trap. */
let sent: Partial<Record<string, number>>;

beforeAll(async () => {
	const picture = await mug();
	const traps: Record<string, Trap> = TRAPS;
	const start = async () =>
		await serve((request, response) => {
			const name = request.url.slice(1);
			const { socket } = response;
			const before = socket?.bytesWritten ?? 0;
			void once(response, 'close').then(() => {
				// The service fetches an image, too.
				if (!(OWN_FETCH_HEADER in request.headers))
					sent[name] = (sent[name] ?? 0) + (socket?.bytesWritten ?? 0) - before;
			});
			traps[name]?.(response, request, picture);
		});
	[main, other] = [await start(), await start()];
});
beforeEach(() => {
	sent = {};
	for (const { requests } of [main, other]) requests.length = 0;
});
afterAll(async () => await Promise.all([main.close(), other.close()]));

const address = (trap: TrapName) => `${main.url}/${trap}`;

function keyArrived(): boolean {
	return [...main.requests, ...other.requests].some(({ headers }) => 'authorization' in headers);
}

describe('fetching an image to send it inline', () => {
	const once = { imageTransfer: 'inline', maxTries: 1 };

	it.each<[TrapName, RegExp]>([
		['endless', /larger than|MB/i],
		['claimsGigabyte', /MB/],
		['html', /HTML/],
		['notFound', /status 404/],
		['forbidden', /status 403/],
		['empty', /empty/],
		['half', /cut|not whole|incomplete|ends/i],
		['redirectLoop', /could not be downloaded/],
		['redirectToFile', /could not be downloaded/],
		// What is left of it is no whole picture, which the node or else the service says.
		['lyingLength', /\w/],
	])('%s: refused with a word about it, nothing paid, no key sent', async (trap, message) => {
		const { error } = await bench.run({ imageUrl: address(trap), options: once });
		expect(`${error?.message} ${error?.description}`).toMatch(message);
		expect(bench.simulator.counts.imagesMade).toBe(0);
		if (trap !== 'lyingLength') expect(bench.simulator.edits()).toEqual([]);
		expect(keyArrived()).toBe(false);
		// What the node takes at most, and what may have been on its way when it had seen enough.
		expect(sent[trap] ?? 0).toBeLessThan((trap === 'lyingLength' ? 12 : 22) * MEGABYTE);
	});

	it.each<[TrapName, number]>([
		['redirectElsewhere', 1],
		['busyAtFirst', 2],
	])('%s: works, in %i requests', async (trap, asked) => {
		const { error, items } = await bench.run({
			imageUrl: address(trap),
			options: { imageTransfer: 'inline' },
		});
		expect(error).toBeUndefined();
		expect(items).toHaveLength(1);
		expect(main.requests).toHaveLength(asked);
		expect(bench.simulator.edits()).toHaveLength(1);
		expect(keyArrived()).toBe(false);
	});

	it('one broken image among good ones fails alone', async () => {
		const traps = ['good', 'html', 'noRange'] as const;
		const { items } = await bench.run(
			{ imageUrl: '={{ $json.url }}', options: once },
			{
				items: traps.map((trap) => ({ json: { url: address(trap) } })),
				onError: 'continueRegularOutput',
			},
		);
		expect(items.map(({ json }) => json.error !== undefined)).toEqual([false, true, false]);
		expect(bench.simulator.counts.imagesMade).toBe(2);
	});
});

describe('Match an Input Image by URL', () => {
	const match = { size: 'match', matchImage: 1 };

	it.each<TrapName>(['good', 'noRange', 'redirectElsewhere'])(
		'%s: the size is read from the first bytes before anything is paid',
		async (trap) => {
			const { error } = await bench.run({ imageUrl: address(trap), ...match });
			expect(error).toBeUndefined();
			expect(bench.sentParameters().size).toMatch(/^\d+\*\d+$/);
			expect(main.requests[0]?.headers.range).toMatch(/^bytes=0-\d+$/);
			// With the head of the answer.
			if (trap === 'good') expect(sent.good).toBeLessThan(65_536 + 1024);
		},
	);

	it.each<TrapName>(['html', 'notFound', 'empty'])(
		'%s: refused before anything is paid',
		async (trap) => {
			const { error } = await bench.run({ imageUrl: address(trap), ...match });
			expect(error?.message).toMatch(/^\[Item 0\] The image/);
			expect(bench.simulator.edits()).toEqual([]);
		},
	);
});

it('a key that comes along with a download would be seen', async () => {
	await fetch(address('good'), { headers: { authorization: 'Bearer secret' } });
	expect(keyArrived()).toBe(true);
});
