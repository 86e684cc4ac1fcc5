import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import sharp from 'sharp';

import { fetchImage } from '../../../nodes/QwenImageEdit/input/fetch';
import { probeImage } from '../../../nodes/QwenImageEdit/input/probe';
import { buildBody } from '../../../nodes/QwenImageEdit/wire/body';
import { TestAccess } from '../images/access';
import { bigEndianTiff, bmp, makePictures, type Picture } from '../images/pictures';
import { rejectionOf } from '../support';

const about = { label: 'Image 3', field: 'imageUrl' };
const MEGABYTE = 1024 * 1024;
const PATH = '/a.png?sig=a%2Fb';

let pictures: Picture[];
let jpeg: Buffer;
let answer: RequestListener;
let address: string;
let asked: string | undefined;
let sentBytes = 0;
let isClosed = false;

const server = createServer((request, response) => {
	asked = request.url;
	sentBytes = 0;
	isClosed = false;
	response.on('close', () => (isClosed = true));
	answer(request, response);
});

beforeAll(async () => {
	pictures = await makePictures();
	jpeg = pictures[0]?.bytes ?? Buffer.alloc(0);
	await once(server.listen(0, '127.0.0.1'), 'listening');
	address = `http://127.0.0.1:${(server.address() as AddressInfo).port}${PATH}`;
});

afterAll(() => server.close().closeAllConnections());

/** An answer that does not tell its size. */
const serve =
	(bytes: Uint8Array | string, headers: Record<string, string> = {}): RequestListener =>
	(_, response) => {
		response.writeHead(200, headers).end(bytes);
	};

/** Honours a range from the start, as most servers of files do. */
const serveRanges =
	(bytes: Uint8Array): RequestListener =>
	({ headers: { range } }, response) => {
		const part = bytes.subarray(0, Number(range?.replace('bytes=0-', '') ?? Infinity) + 1);
		sentBytes = part.length;
		response.writeHead(range === undefined ? 200 : 206).end(part);
	};

/** Sends pieces until the connection is closed. */
const endless =
	(start: Uint8Array, headers: Record<string, string> = {}): RequestListener =>
	(_, response) => {
		response.writeHead(200, headers).write(start);
		const piece = Buffer.alloc(MEGABYTE / 4, 1);
		const send = () => {
			do sentBytes += piece.length;
			while (!response.destroyed && response.write(piece));
		};
		response.on('drain', send);
		send();
	};

async function expectCutWithin(most: number) {
	while (!isClosed) await setImmediate();
	// What was on its way in sockets' buffers comes on top.
	expect(sentBytes).toBeLessThan(most);
}

const fetched = async () => await fetchImage(address, new TestAccess(), about);
const probed = async () => await probeImage(address, new TestAccess(), about);

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
		expect(asked).toBe(PATH);
		expect(new Set(access.ranges)).toEqual(new Set([undefined]));
	});

	test('10 MB pass, one byte more does not', async () => {
		const just = Buffer.alloc(10 * MEGABYTE);
		bmp(500, 500).copy(just);
		answer = serve(just);
		expect((await fetched()).bytes).toBe(10 * MEGABYTE);
		answer = serve(Buffer.concat([just, Buffer.alloc(1)]));
		expect((await rejectionOf(fetched())).message).toBe('Image 3 is larger than 10 MB');
	});

	const huge = { 'content-length': String(1024 * MEGABYTE) };

	test.each([
		['as announced', huge, 'is 1024 MB, larger than 10 MB'],
		[
			'whatever a packed one announces',
			{ ...huge, 'content-encoding': 'gzip' },
			'is larger than 10 MB',
		],
	])('a file that is too large is cut, %s', async (_, headers, message) => {
		answer = endless(bmp(4, 4), headers);
		expect((await rejectionOf(fetched())).message).toBe(`Image 3 ${message}`);
		await expectCutWithin(24 * MEGABYTE);
	});

	test('a server that sends too slowly', async () => {
		answer = serve(jpeg);
		expect(await rejectionOf(fetchImage(address, new TestAccess(), about, -1000))).toMatchObject({
			kind: 'imageUnreachable',
			message: 'Image 3 was not downloaded within -1 seconds',
		});
	});

	test.each<
		[what: string, answer: () => RequestListener, kind: string, words: string, repeat: string]
	>([
		[
			'too little',
			() => (_, response) => {
				response.writeHead(200, { 'content-length': '5000' });
				response.write(bmp(4, 4), () => response.destroy());
			},
			'imageUnreachable',
			'could not be downloaded',
			'wait',
		],
		[
			'a picture that breaks off',
			() => serve(jpeg.subarray(0, -100)),
			'input',
			'is a JPEG file that is cut off before its end',
			'never',
		],
		[
			'a page',
			() => serve('<!doctype html><html>Sign in</html>', { 'content-type': 'image/png' }),
			'input',
			'is a web page (HTML)',
			'never',
		],
		['nothing', () => serve(''), 'input', 'is empty', 'never'],
	])('%s is refused', async (_, listener, kind, words, repeat) => {
		answer = listener();
		expect(await rejectionOf(fetched())).toMatchObject({
			kind,
			message: `Image 3 ${words}`,
			repeat,
			field: 'imageUrl',
		});
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
		const failure = await rejectionOf(fetched());
		expect(failure).toMatchObject({ kind: 'imageUnreachable', httpStatus: status, repeat });
		expect(failure.message).toContain(`with status ${status}`);
		expect(failure.description).toContain(words);
		expect(failure.description).toContain(address);
	});

	test('nobody there', async () => {
		const failure = await rejectionOf(
			fetchImage('http://127.0.0.1:1/a.png', new TestAccess(), about),
		);
		expect(failure).toMatchObject({ kind: 'imageUnreachable', repeat: 'never' });
		expect(failure.message).toBe('Image 3 could not be downloaded');
		expect(failure.description).toContain('ECONNREFUSED');
	});
});

describe('the size of an image at a URL', () => {
	test('is read with one request for its first bytes', async () => {
		const large = {
			width: 640,
			height: 480,
			bytes: Buffer.concat([bmp(640, 480), Buffer.alloc(9 * MEGABYTE)]),
		};
		for (const { bytes, width, height } of [...pictures, large]) {
			const access = new TestAccess();
			answer = serveRanges(bytes);
			expect(await probeImage(address, access, about)).toMatchObject({ width, height });
			expect(access.ranges).toEqual([65_536]);
			expect(sentBytes).toBeLessThanOrEqual(65_536);
		}
	});

	test('is known before a server that ignores ranges has ended', async () => {
		answer = endless(bmp(640, 480));
		expect(await probed()).toMatchObject({ width: 640, height: 480 });
		await expectCutWithin(16 * MEGABYTE);
	});

	test.each<[string, () => RequestListener, { width: number; height: number }]>([
		[
			'refuses ranges',
			() => (request, response) => {
				if (request.headers.range !== undefined) response.writeHead(416).end();
				else response.end(jpeg);
			},
			{ width: 97, height: 61 },
		],
		[
			'has it further in',
			() => serveRanges(bigEndianTiff(800, 600, 6)),
			{ width: 600, height: 800 },
		],
	])('of a server that %s is asked for without one', async (_, listener, size) => {
		answer = listener();
		const access = new TestAccess();
		expect(await probeImage(address, access, about)).toMatchObject(size);
		expect(access.ranges).toEqual([65_536, undefined]);
	});

	test('that is nowhere is given up at the limit', async () => {
		const head = bigEndianTiff(4, 4, 1).subarray(0, 8);
		head.writeUInt32BE(0x7fffffff, 4);
		answer = endless(head);
		expect((await rejectionOf(probed())).message).toBe('Image 3 is larger than 10 MB');
		await expectCutWithin(24 * MEGABYTE);
	});

	test('of another kind of file, a missing one and a cut one is not there', async () => {
		const red = sharp({ create: { width: 32, height: 32, channels: 3, background: 'red' } });
		answer = serveRanges(await red.avif().toBuffer());
		expect((await rejectionOf(probed())).message).toBe('Image 3 is AVIF');
		answer = (_, response) => response.writeHead(404).end();
		expect((await rejectionOf(probed())).message).toContain('404');
		answer = serve(jpeg.subarray(0, 60));
		expect((await rejectionOf(probed())).message).toMatch(/cut off/);
	});
});
