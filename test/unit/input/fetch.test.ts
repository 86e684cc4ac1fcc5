import { Readable } from 'node:stream';
import sharp from 'sharp';

import { fetchImage } from '../../../nodes/QwenImageEdit/input/fetch';
import { probeImage } from '../../../nodes/QwenImageEdit/input/probe';
import { bigEndianTiff, bmp, makePictures, type Picture } from '../images/pictures';
import { brokenOff, rejectionOf } from '../support';

const about = { label: 'Image 3', field: 'imageUrl' };
const ADDRESS = 'https://shop.example.com/a.png?sig=a%2Fb';
const MEGABYTE = 1024 * 1024;
const PIECE = 64 * 1024;

let pictures: Picture[];
let jpeg: Buffer;
let avif: Buffer;
beforeAll(async () => {
	pictures = await makePictures();
	const red = { width: 32, height: 32, channels: 3, background: 'red' } as const;
	avif = await sharp({ create: red }).avif().toBuffer();
	jpeg = pictures[0]?.bytes ?? Buffer.alloc(0);
});

type Content = Iterable<Uint8Array>;

interface Answer {
	status?: number;
	headers?: Record<string, string>;
	content: Content;
}

/** A server that answers so; test/engine/lying-servers.test.ts has real ones, asked through n8n's helpers. */
class Server {
	readonly asked: Array<[url: string, maxBytes?: number]> = [];
	taken = 0;
	body?: Readable;

	constructor(private readonly answer: (maxBytes?: number) => Answer) {}

	async fetch(url: string, options?: { maxBytes?: number }) {
		this.asked.push([url, options?.maxBytes]);
		this.taken = 0;
		const { content, ...head } = this.answer(options?.maxBytes);
		this.body = Readable.from(this.counted(content));
		return { status: 200, headers: {}, ...head, body: this.body };
	}

	private *counted(content: Content) {
		for (const piece of content) {
			this.taken += piece.length;
			yield piece;
		}
	}

	/** Nothing more goes over the line, and not much did after so many bytes. */
	expectEndedBy(most: number) {
		expect(this.body?.destroyed).toBe(true);
		expect(this.taken).toBeLessThanOrEqual(most + 4 * PIECE);
	}
}

/** Honours a range from the start, as most servers of files do. */
const serveRanges = (bytes: Uint8Array) =>
	new Server((maxBytes) => ({
		status: maxBytes === undefined ? 200 : 206,
		content: [bytes.subarray(0, maxBytes)],
	}));

function* endless(start: Uint8Array) {
	yield start;
	for (;;) yield Buffer.alloc(PIECE);
}

describe('fetching', () => {
	test('gives type, size and bytes, whatever the server calls it', async () => {
		const headers = { 'content-type': 'text/html' };
		for (const { bytes, format, width, height } of pictures) {
			const pieces = [bytes.subarray(0, 9), bytes.subarray(9)];
			const server = new Server(() => ({ headers, content: pieces }));
			const { content, ...image } = await fetchImage(ADDRESS, server, about);
			expect(image).toMatchObject({ format, width, height, bytes: bytes.length });
			expect(content.kind === 'chunks' && Buffer.concat(content.chunks).equals(bytes)).toBe(true);
			expect(server.asked).toEqual([[ADDRESS, undefined]]);
		}
	});

	const start = bmp(4, 4);
	const rest = Buffer.alloc(10 * MEGABYTE - start.length);
	const huge = { 'content-length': String(1024 * MEGABYTE) };
	const packed = { ...huge, 'content-encoding': 'gzip' };

	test('takes 10 MB', async () => {
		const server = new Server(() => ({ content: [start, rest] }));
		expect((await fetchImage(ADDRESS, server, about)).bytes).toBe(10 * MEGABYTE);
	});

	test.each<[words: string, content: () => Content, headers?: Record<string, string>]>([
		['is larger than 10 MB', () => [start, rest, Buffer.alloc(1)]],
		['is 1024 MB, larger than 10 MB', () => endless(start), huge],
		// What is announced of a packed answer says nothing.
		['is larger than 10 MB', () => endless(start), packed],
		['could not be downloaded', () => brokenOff(start)],
		['is a JPEG file that is cut off before its end', () => [jpeg.subarray(0, -100)]],
		['is a web page (HTML)', () => [Buffer.from('<!doctype html><html>Sign in</html>')]],
		['is empty', () => []],
	])('is refused where an image %s', async (words, content, headers = {}) => {
		const server = new Server(() => ({ headers, content: content() }));
		const isBroken = words.startsWith('could not');
		expect(await rejectionOf(fetchImage(ADDRESS, server, about))).toMatchObject({
			message: `Image 3 ${words}`,
			field: 'imageUrl',
			kind: isBroken ? 'imageUnreachable' : 'input',
			repeat: isBroken ? 'wait' : 'never',
		});
		server.expectEndedBy(headers === huge ? 0 : 10 * MEGABYTE);
	});

	test('is given up where it is too slow', async () => {
		const server = new Server(() => ({ content: [jpeg] }));
		expect(await rejectionOf(fetchImage(ADDRESS, server, about, -1000))).toMatchObject({
			kind: 'imageUnreachable',
			message: 'Image 3 was not downloaded within -1 seconds',
		});
	});

	test.each([
		[300, 'never', 'browser'],
		[401, 'never', 'login'],
		[403, 'never', 'expired'],
		[404, 'never', 'no file'],
		[408, 'wait', 'browser'],
		[410, 'never', 'removed'],
		[429, 'wait', 'browser'],
		[499, 'never', 'browser'],
		[500, 'wait', 'browser'],
	])('is refused where the status is %i', async (status, repeat, words) => {
		const server = new Server(() => ({ status, content: endless(jpeg) }));
		const failure = await rejectionOf(fetchImage(ADDRESS, server, about));
		expect(failure).toMatchObject({ kind: 'imageUnreachable', httpStatus: status, repeat });
		expect(failure.message).toContain(`with status ${status}`);
		expect(failure.description).toContain(words);
		expect(failure.description).toContain(ADDRESS);
		server.expectEndedBy(0);
	});

	test.each([fetchImage, probeImage])('is refused where nobody is there', async (action) => {
		const fetch = async () => await Promise.reject(new Error('connect ECONNREFUSED'));
		const failure = await rejectionOf(action(ADDRESS, { fetch }, about));
		expect(failure).toMatchObject({ kind: 'imageUnreachable', repeat: 'never' });
		expect(failure.message).toBe('Image 3 could not be downloaded');
		expect(failure.description).toContain('ECONNREFUSED');
	});
});

describe('the size of an image at a URL', () => {
	test('is read with one request for its first bytes', async () => {
		for (const { bytes, width, height } of pictures) {
			const server = serveRanges(bytes);
			expect(await probeImage(ADDRESS, server, about)).toMatchObject({ width, height });
			expect(server.asked).toEqual([[ADDRESS, 65_536]]);
		}
	});

	test('is known before a server that ignores ranges has ended', async () => {
		const server = new Server(() => ({ content: endless(bmp(64, 48)) }));
		expect(await probeImage(ADDRESS, server, about)).toMatchObject({ width: 64, height: 48 });
		server.expectEndedBy(0);
	});

	test.each([
		['has it further in', 600, () => serveRanges(bigEndianTiff(800, 600, 6))],
		[
			'refuses ranges',
			97,
			() => new Server((maxBytes) => ({ status: maxBytes ? 416 : 200, content: [jpeg] })),
		],
	])('of a server that %s is asked for without one', async (_, width, serve) => {
		const server = serve();
		expect(await probeImage(ADDRESS, server, about)).toMatchObject({ width });
		expect(server.asked.map(([, maxBytes]) => maxBytes)).toEqual([65_536, undefined]);
	});

	/** A TIFF that says its size stands two gigabytes further in. */
	const nowhere = Buffer.from('4d4d002a7fffffff', 'hex');

	test.each<[words: string, content: () => Content, status?: number]>([
		['is larger than 10 MB', () => endless(nowhere)],
		['is an AVIF file', () => [avif]],
		['could not be downloaded: its server answered with status 404', () => endless(jpeg), 404],
		['could not be downloaded', () => brokenOff(jpeg.subarray(0, 9))],
		['is a JPEG file that is cut off before its end', () => [jpeg.subarray(0, 60)]],
	])('is not known where an image %s', async (words, content, status = 200) => {
		const server = new Server(() => ({ status, content: content() }));
		const failure = await rejectionOf(probeImage(ADDRESS, server, about));
		expect(failure.message).toBe(`Image 3 ${words}`);
		server.expectEndedBy(10 * MEGABYTE);
	});
});
