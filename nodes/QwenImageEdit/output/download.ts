import { type IBinaryData, type IExecuteFunctions, sleep } from 'n8n-workflow';

import { attempted, Failure, reasonOf, tried } from '../failure';
import { resultFileName } from './fileName';
import { type ImageHeader, sniff } from '../images/sniff';
import type { ByteStream } from '../images/byteStream';
import type { FetchedImage } from '../input/imageSource';
import type { Transport } from '../wire/transport';

/** Larger than any image the service makes; a link that sends more is not one of its images. */
const MAX_RESULT_BYTES = 64 * 1024 * 1024;

const TRIES = 3;

/** From so many bytes on, every kind of image is known by its signature. */
const TELLING_BYTES = 18;

/** What a result's file is named after, and which of the request's results it is. */
export interface ResultName {
	after: string | undefined;
	index: number;
	count: number;
}

/** What a download came to: the file in n8n's store with its size in pixels where it could be read, or why there is none. */
export type Download = { file: IBinaryData; width?: number; height?: number } | { problem: string };

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
	const downloaded = await attempted(() => tryDownload(context, transport, url, name));
	return downloaded instanceof Failure ? { problem: downloaded.message } : downloaded;
}

async function tryDownload(
	context: IExecuteFunctions,
	transport: Transport,
	url: string,
	name: ResultName,
): Promise<Download> {
	let last: Download = { problem: 'not tried' };
	for (let attempt = 1; attempt <= TRIES; attempt++) {
		if (attempt > 1) await sleep(500 * 2 ** (attempt - 2));
		const fetched = await tried(transport.fetch(url));
		if (!fetched.ok) {
			last = { problem: problemOf(fetched.cause) };
			continue;
		}
		const { status } = fetched.value;
		if (status === 200) {
			const stored = await tried(store(context, fetched.value, name));
			if (stored.ok) return stored.value;
			last = { problem: problemOf(stored.cause) };
			continue;
		}
		fetched.value.body.destroy();
		last = { problem: statusReason(status) };
		if (status >= 400 && status < 500 && status !== 408 && status !== 429) return last;
	}
	return last;
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
	const header = seen.kind === 'image' ? seen.header : undefined;
	const file = await context.helpers.prepareBinaryData(
		readable(body, counted(first.value, chunks)),
		...fileWords(name, header),
	);
	return { file, width: header?.width, height: header?.height };
}

/** Counts in a generator: a listener on the stream would take the bytes away from n8n, which then stores an empty file. */
async function* counted(
	first: Uint8Array,
	rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
	let bytes = first.length;
	yield first;
	for (let next = await rest.next(); !next.done; next = await rest.next()) {
		bytes += next.value.length;
		if (bytes > MAX_RESULT_BYTES) {
			await rest.return?.();
			throw new RangeError(`the file is larger than ${MAX_RESULT_BYTES / 1024 / 1024} MB`);
		}
		yield next.value;
	}
}

/** What n8n's store takes as a stream; named by way of n8n, whose rules allow no import of Node's own module. */
type Readable = Exclude<
	Parameters<IExecuteFunctions['helpers']['prepareBinaryData']>[0],
	Buffer | undefined
>;

/** A stream of the same class as the one that came in, for want of an import of Node's streams. */
function readable(like: ByteStream, source: AsyncIterable<Uint8Array>): Readable | Buffer {
	const streams: unknown = like.constructor;
	return canMakeStreams(streams) ? streams.from(source) : Buffer.alloc(0);
}

function canMakeStreams(
	value: unknown,
): value is { from(source: AsyncIterable<Uint8Array>): Readable } {
	return typeof value === 'function' && 'from' in value && typeof value.from === 'function';
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
): Promise<{ file: IBinaryData; width?: number; height?: number }> {
	const bytes = Buffer.from(base64, 'base64');
	const seen = sniff(bytes, true);
	const header = seen.kind === 'image' ? seen.header : undefined;
	const file = await context.helpers.prepareBinaryData(bytes, ...fileWords(name, header));
	return { file, width: header?.width, height: header?.height };
}

function fileWords(name: ResultName, header: ImageHeader | undefined): [string, string] {
	const extension = header?.extension ?? 'png';
	return [
		resultFileName(name.after, name.index, name.count, extension),
		header?.mimeType ?? 'image/png',
	];
}
