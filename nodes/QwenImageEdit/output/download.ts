import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';

import { reasonOf, tried } from '../failure';
import { resultFileName } from './fileName';
import { type ImageHeader, sniff, type Sniffed } from '../images/sniff';
import type { ByteStream } from '../images/byteStream';
import type { FetchedImage } from '../input/imageSource';
import { mayPass } from '../input/remote';
import { wait } from '../line/wait';
import type { Transport } from '../wire/transport';

/** Larger than any image the service makes; a link that sends more is not one of its images. */
const MAX_RESULT_BYTES = 64 * 1024 * 1024;

/** Waits before the second and the third try of a download, in ms. */
const PAUSES_MS = [500, 1000];

/** From so many bytes on, every kind of image is known by its signature. */
const TELLING_BYTES = 18;

/** What a result's file is named after, and which of the request's results it is. */
export interface ResultName {
	after: string | undefined;
	index: number;
	count: number;
}

/** A file in n8n's store, with its size in pixels where it could be read. */
interface StoredImage {
	file: IBinaryData;
	width?: number;
	height?: number;
}

/** What a download came to: the file, or why there is none. */
export type Download = StoredImage | { problem: string };

/**
 * Downloads a result into n8n's binary store as a stream. The link is used as it came: its signature covers the query, and
 * it gets no API key. Downloads cost nothing, so they are repeated; an expired link is not.
 */
export async function downloadResult(
	context: IExecuteFunctions,
	transport: Transport,
	url: string,
	name: ResultName,
): Promise<Download> {
	const once = async () => await tryOnce(context, transport, url, name);
	let last = await once();
	for (const pause of PAUSES_MS) {
		if (!last.mayPass) break;
		// After Stop neither the wait nor the try takes any time.
		await wait(pause, transport.signal);
		last = await once();
	}
	return last.download;
}

/** One try; `mayPass` says whether the next one may come to something else. */
async function tryOnce(
	context: IExecuteFunctions,
	transport: Transport,
	url: string,
	name: ResultName,
): Promise<{ download: Download; mayPass: boolean }> {
	const fetched = await tried(transport.fetch(url));
	if (!fetched.ok) return { download: { problem: problemOf(fetched.cause) }, mayPass: true };
	const { status, body } = fetched.value;
	if (status !== 200) {
		body.destroy();
		return { download: { problem: statusReason(status) }, mayPass: mayPass(status) };
	}
	const stored = await tried(store(context, fetched.value, name));
	return stored.ok
		? { download: stored.value, mayPass: false }
		: { download: { problem: problemOf(stored.cause) }, mayPass: true };
}

async function store(
	context: IExecuteFunctions,
	{ body }: FetchedImage,
	name: ResultName,
): Promise<Download> {
	const chunks = body[Symbol.asyncIterator]();
	const first = await chunks.next();
	if (first.done) return { problem: 'the link gave an empty file' };
	// A page may be shorter than what tells texts apart, so what came is taken for all there is; an image whose size lies
	// further in only keeps its size to itself.
	const seen = sniff(first.value, first.value.length >= TELLING_BYTES);
	if (seen.kind === 'unsupported') {
		body.destroy();
		return { problem: `the link gave ${seen.name} instead of an image` };
	}
	return await keep(context, readable(body, counted(first.value, chunks)), name, seen);
}

/** Counts in a generator: a listener on the stream would take the bytes away from n8n, which then stores an empty file. */
async function* counted(
	first: Uint8Array,
	rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
	let bytes = first.length;
	yield first;
	for await (const chunk of { [Symbol.asyncIterator]: () => rest }) {
		bytes += chunk.length;
		if (bytes > MAX_RESULT_BYTES) {
			throw new RangeError(`the file is larger than ${MAX_RESULT_BYTES / 1024 / 1024} MB`);
		}
		yield chunk;
	}
}

/** What n8n's store takes as a stream; named by way of n8n, whose rules allow no import of Node's own module. */
type Readable = Exclude<
	Parameters<IExecuteFunctions['helpers']['prepareBinaryData']>[0],
	Buffer | undefined
>;

/** A stream of the same class as the one that came in, for want of an import of Node's streams. */
function readable(like: ByteStream, source: AsyncIterable<Uint8Array>): Readable {
	const streams: object = like.constructor;
	if (!canMakeStreams(streams)) throw new TypeError('what came is not a stream of Node');
	return streams.from(source);
}

function canMakeStreams(
	value: object,
): value is { from(source: AsyncIterable<Uint8Array>): Readable } {
	return 'from' in value;
}

function statusReason(status: number): string {
	if (status === 403) return 'the link has expired or was refused (status 403)';
	return status === 404
		? 'the file is gone (status 404)'
		: `the link answered with status ${status}`;
}

function problemOf(cause: unknown): string {
	return reasonOf(cause) || 'the connection broke off';
}

/** Puts the bytes of an answer that carries them instead of a link into n8n's store. */
export async function storeBytes(
	context: IExecuteFunctions,
	base64: string,
	name: ResultName,
): Promise<StoredImage> {
	const bytes = Buffer.from(base64, 'base64');
	return await keep(context, bytes, name, sniff(bytes, true));
}

/** The service makes PNGs; what is not known for something else is taken for one. */
const UNSEEN: Pick<ImageHeader, 'extension' | 'mimeType'> & Partial<ImageHeader> = {
	extension: 'png',
	mimeType: 'image/png',
};

async function keep(
	context: IExecuteFunctions,
	bytes: Readable | Buffer,
	{ after, index, count }: ResultName,
	seen: Sniffed,
): Promise<StoredImage> {
	const { extension, mimeType, width, height } = seen.kind === 'image' ? seen.header : UNSEEN;
	const fileName = resultFileName(after, index, count, extension);
	return {
		file: await context.helpers.prepareBinaryData(bytes, fileName, mimeType),
		width,
		height,
	};
}
