import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import sharp from 'sharp';
import { Failure } from '../../../nodes/QwenImageEdit/failure';
import { buildBody } from '../../../nodes/QwenImageEdit/wire/body';
import { fetchImage } from '../../../nodes/QwenImageEdit/input/fetch';
import { probeImage } from '../../../nodes/QwenImageEdit/input/probe';
import { TestAccess } from '../images/access';
import { bigEndianTiff, bmp, makePictures, type Picture } from '../images/pictures';
import { expectWellSaid } from '../support';

const about = { label: 'Image 3', field: 'imageUrl' };
const MEGABYTE = 1024 * 1024;

let pictures: Picture[];
let server: Server;
let answer: RequestListener;
let sentBytes = 0;
let isClosed = false;
let address: string;

beforeAll(async () => {
	pictures = await makePictures();
	server = createServer((request, response) => {
		sentBytes = 0;
		isClosed = false;
		response.on('close', () => (isClosed = true));
		answer(request, response);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/a.png?sig=a%2Fb`;
});

afterAll(async () => {
	server.closeAllConnections();
	await new Promise((resolve) => server.close(resolve));
});

const serve =
	(bytes: Uint8Array, headers: Record<string, string> = {}): RequestListener =>
	(_, response) => {
		response.writeHead(200, headers).end(bytes);
	};

/** Honours a range from the start, as most servers of files do. */
const serveRanges =
	(bytes: Uint8Array): RequestListener =>
	(request, response) => {
		const last = Number(/bytes=0-(\d+)/.exec(request.headers.range ?? '')?.[1] ?? NaN);
		const part = Number.isNaN(last) ? bytes : bytes.subarray(0, last + 1);
		sentBytes = part.length;
		response.writeHead(Number.isNaN(last) ? 200 : 206, {
			'content-length': String(part.length),
			...(Number.isNaN(last)
				? {}
				: { 'content-range': `bytes 0-${part.length - 1}/${bytes.length}` }),
		});
		response.end(part);
	};

/** Sends pieces until the connection is closed. */
const endless =
	(start: Uint8Array, headers: Record<string, string> = {}): RequestListener =>
	(_, response) => {
		response.writeHead(200, headers);
		response.write(start);
		const piece = Buffer.alloc(MEGABYTE / 4, 1);
		const send = () => {
			while (!response.destroyed && response.write(piece)) sentBytes += piece.length;
			sentBytes += piece.length;
		};
		response.on('drain', send);
		send();
	};

async function refusal(promise: Promise<unknown>): Promise<Failure> {
	const outcome = await promise.catch((cause: unknown) => cause);
	if (!(outcome instanceof Failure)) throw new Error(`Not refused: ${String(outcome)}`);
	expect(outcome.field).toBe('imageUrl');
	expect(outcome.message).not.toContain('127.0.0.1');
	expectWellSaid(outcome);
	return outcome;
}

const untilClosed = async () => {
	while (!isClosed) await new Promise((resolve) => setImmediate(resolve));
};

describe('fetching', () => {
	test('gives type, size and bytes, whatever the server calls it', async () => {
		const access = new TestAccess();
		for (const { bytes, format, width, height } of pictures) {
			answer = serve(bytes, { 'content-type': 'text/html' });
			const image = await fetchImage(address, access, about);
			expect(image).toMatchObject({ format, width, height, bytes: bytes.length });
			const body = await buildBody([{ image: 0 }], [{ image, about }], access);
			expect(body.toString()).toBe(`data:image/${format};base64,${bytes.toString('base64')}`);
		}
		expect(new Set(access.ranges)).toEqual(new Set([undefined]));
	});

	test('asks for exactly the address that was given', async () => {
		let asked = '';
		answer = (request, response) => {
			asked = request.url ?? '';
			expect(request.headers.authorization).toBeUndefined();
			response.end(pictures[0]?.bytes);
		};
		await fetchImage(address, new TestAccess(), about);
		expect(asked).toBe('/a.png?sig=a%2Fb');
	});

	test('10 MB pass, one byte more does not', async () => {
		const just = Buffer.alloc(10 * MEGABYTE);
		bmp(500, 500).copy(just);
		answer = serve(just);
		expect((await fetchImage(address, new TestAccess(), about)).bytes).toBe(10 * MEGABYTE);
		answer = (_, response) => {
			response.write(just);
			response.end('x');
		};
		const { message, kind } = await refusal(fetchImage(address, new TestAccess(), about));
		expect([kind, message]).toEqual(['input', 'Image 3 is larger than 10 MB']);
	});

	test('an announced size over the limit is not read at all', async () => {
		answer = endless(bmp(4, 4), { 'content-length': String(1024 * MEGABYTE) });
		const { message } = await refusal(fetchImage(address, new TestAccess(), about));
		expect(message).toBe('Image 3 is 1024 MB, larger than 10 MB');
		await untilClosed();
	});

	test('a server that never ends is cut at the limit, whatever a packed answer announces', async () => {
		answer = endless(bmp(4, 4), {
			'content-encoding': 'gzip',
			'content-length': String(1024 * MEGABYTE),
		});
		const { message } = await refusal(fetchImage(address, new TestAccess(), about));
		expect(message).toBe('Image 3 is larger than 10 MB');
		await untilClosed();
		// What was on its way in sockets' buffers comes on top.
		expect(sentBytes).toBeLessThan(24 * MEGABYTE);
	});

	test('a server that sends less than it announced', async () => {
		answer = (_, response) => {
			response.writeHead(200, { 'content-length': '5000' });
			response.write(bmp(4, 4), () => response.destroy());
		};
		expect(await refusal(fetchImage(address, new TestAccess(), about))).toMatchObject({
			kind: 'imageUnreachable',
			message: 'Image 3 could not be downloaded',
			repeat: 'wait',
		});
	});

	test('a server that sends too slowly', async () => {
		answer = serve(pictures[0]?.bytes ?? Buffer.alloc(0));
		const { kind, message } = await refusal(fetchImage(address, new TestAccess(), about, -1000));
		expect([kind, message]).toEqual([
			'imageUnreachable',
			'Image 3 was not downloaded within -1 seconds',
		]);
	});

	test('a picture that breaks off although the answer is whole', async () => {
		answer = serve(pictures[0]?.bytes.subarray(0, -100) ?? Buffer.alloc(0));
		const { message } = await refusal(fetchImage(address, new TestAccess(), about));
		expect(message).toBe('Image 3 is a JPEG file that is cut off before its end');
	});

	test('a page instead of the picture', async () => {
		answer = serve(Buffer.from('<!doctype html><html>Sign in</html>'), {
			'content-type': 'image/png',
		});
		const { kind, message } = await refusal(fetchImage(address, new TestAccess(), about));
		expect([kind, message]).toEqual(['input', 'Image 3 is a web page (HTML)']);
	});

	test('nothing', async () => {
		answer = serve(Buffer.alloc(0));
		const { message } = await refusal(fetchImage(address, new TestAccess(), about));
		expect(message).toBe('Image 3 is empty');
	});

	test.each([
		[401, 'never', 'login'],
		[403, 'never', 'expired'],
		[404, 'never', 'no file'],
		[408, 'wait', 'browser'],
		[410, 'never', 'removed'],
		[429, 'wait', 'browser'],
		[499, 'never', 'browser'],
		[500, 'wait', 'browser'],
	])('status %i', async (status, repeat, words) => {
		answer = (_, response) => response.writeHead(status).end('<Error>AccessDenied</Error>');
		const failure = await refusal(fetchImage(address, new TestAccess(), about));
		expect(failure).toMatchObject({ kind: 'imageUnreachable', httpStatus: status, repeat });
		expect(failure.description).toContain(words);
		expect(failure.message).toContain(String(status));
		expect(failure.description).toContain(address);
	});

	test('nobody there', async () => {
		const failure = await refusal(fetchImage('http://127.0.0.1:1/a.png', new TestAccess(), about));
		expect(failure).toMatchObject({
			kind: 'imageUnreachable',
			message: 'Image 3 could not be downloaded',
			repeat: 'never',
		});
		expect(failure.description).toContain('ECONNREFUSED');
	});
});

describe('the size of an image at a URL', () => {
	test('is read with one request for a range', async () => {
		for (const { bytes, width, height } of pictures) {
			const access = new TestAccess();
			answer = serveRanges(bytes);
			expect(await probeImage(address, access, about)).toMatchObject({ width, height });
			expect(access.ranges).toEqual([65_536]);
		}
	});

	test('of a large file takes its first bytes only', async () => {
		const large = Buffer.concat([bmp(640, 480), Buffer.alloc(9 * MEGABYTE)]);
		answer = serveRanges(large);
		await probeImage(address, new TestAccess(), about);
		expect(sentBytes).toBe(65_536);
	});

	test('a server that ignores ranges is cut as soon as the size is known', async () => {
		answer = endless(bmp(640, 480));
		const access = new TestAccess();
		expect(await probeImage(address, access, about)).toMatchObject({ width: 640, height: 480 });
		await untilClosed();
		expect(sentBytes).toBeLessThan(16 * MEGABYTE);
	});

	test('a server that refuses ranges is asked without', async () => {
		answer = (request, response) => {
			if (request.headers.range !== undefined) response.writeHead(416).end();
			else response.end(pictures[0]?.bytes);
		};
		const access = new TestAccess();
		expect(await probeImage(address, access, about)).toMatchObject({ width: 97, height: 61 });
		expect(access.ranges).toEqual([65_536, undefined]);
	});

	test('a size that lies further in is read on for, and seen right', async () => {
		answer = serveRanges(bigEndianTiff(800, 600, 6));
		const access = new TestAccess();
		expect(await probeImage(address, access, about)).toMatchObject({ width: 600, height: 800 });
		expect(access.ranges).toEqual([65_536, undefined]);
	});

	test('a file that has it nowhere is given up at the limit', async () => {
		const head = bigEndianTiff(4, 4, 1).subarray(0, 8);
		head.writeUInt32BE(0x7fffffff, 4);
		answer = endless(head);
		const { message } = await refusal(probeImage(address, new TestAccess(), about));
		expect(message).toBe('Image 3 is larger than 10 MB');
		await untilClosed();
		expect(sentBytes).toBeLessThan(24 * MEGABYTE);
	});

	test('another kind of file, a missing one and a cut one are told', async () => {
		answer = serveRanges(
			await sharp({ create: { width: 32, height: 32, channels: 3, background: 'red' } })
				.avif()
				.toBuffer(),
		);
		expect((await refusal(probeImage(address, new TestAccess(), about))).message).toBe(
			'Image 3 is AVIF',
		);
		answer = (_, response) => response.writeHead(404).end();
		expect((await refusal(probeImage(address, new TestAccess(), about))).message).toContain('404');
		answer = serve(pictures[0]?.bytes.subarray(0, 60) ?? Buffer.alloc(0));
		expect((await refusal(probeImage(address, new TestAccess(), about))).message).toMatch(
			/cut off/,
		);
	});

	test('any bytes from a server give a size or a failure of ours', async () => {
		await fc.assert(
			fc.asyncProperty(fc.uint8Array({ maxLength: 100 }), fc.boolean(), async (bytes, hasStart) => {
				const start = hasStart
					? (pictures[bytes.length % pictures.length]?.bytes.subarray(0, 24) ?? [])
					: [];
				answer = serve(Buffer.concat([Buffer.from(start), bytes]));
				const outcomes = await Promise.all([
					fetchImage(address, new TestAccess(), about).catch((cause: unknown) => cause),
					probeImage(address, new TestAccess(), about).catch((cause: unknown) => cause),
				]);
				for (const outcome of outcomes) {
					if (!(outcome instanceof Failure)) expect(outcome).toHaveProperty('width');
				}
			}),
			{ numRuns: 60 },
		);
	});
});
