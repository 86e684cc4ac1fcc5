import { Failure, tried } from '../failure';
import type { ImageAbout, InspectedImage } from './content';
import { ReadingFeed } from '../images/formats/reading';
import { cutImage, emptyImage, tooLargeImage, unusableImage } from './imageFailures';
import { MAX_IMAGE_BYTES } from '../catalogue/imageLimits';
import { isSuccess, refusedFetch, unreachableImage } from './remote';
import { endOf, sniffing } from '../images/sniff';
import type { ByteStream } from '../images/byteStream';
import type { ImageAccess } from './imageSource';

/** Most ms a transfer may take in all; a server that trickles for ever never trips an idle timeout. */
const MAX_MS = 120_000;

/**
 * Fetches an image from a public URL so that it can be sent inside the request. Type and size are read from the bytes;
 * what the server says about them does not count.
 * @throws Failure of kind `input` or `imageUnreachable`
 */
export async function fetchImage(
	url: string,
	access: Pick<ImageAccess, 'fetch'>,
	about: ImageAbout,
	maxMs = MAX_MS,
): Promise<InspectedImage> {
	const fetched = await tried(access.fetch(url));
	if (!fetched.ok) throw unreachableImage(fetched.cause, url, about);
	const { status, headers, body } = fetched.value;
	if (!isSuccess(status)) {
		body.destroy();
		throw refusedFetch(status, url, about);
	}
	const announced = announcedBytes(headers);
	if (announced > MAX_IMAGE_BYTES) {
		body.destroy();
		throw tooLargeImage(announced, about);
	}
	const collected = await tried(collect(body, Date.now() + maxMs));
	if (!collected.ok) throw unreachableImage(collected.cause, url, about);
	if (collected.value === 'tooLarge') throw tooLargeImage(undefined, about);
	if (collected.value === 'tooSlow') throw slowImage(maxMs, url, about);
	return inspectChunks(collected.value, about);
}

function inspectChunks(chunks: Uint8Array[], about: ImageAbout): InspectedImage {
	const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
	if (bytes === 0) throw emptyImage(about);
	const sniffed = feedChunks(new ReadingFeed(sniffing()), chunks);
	if (sniffed.kind !== 'image') throw unusableImage(sniffed, about);
	const { header } = sniffed;
	if (feedChunks(new ReadingFeed(endOf(header.format)), chunks) === 'cut') {
		throw cutImage(header.format, about);
	}
	return { ...header, bytes, content: { kind: 'chunks', chunks } };
}

function feedChunks<T>(feed: ReadingFeed<T>, chunks: Uint8Array[]): T {
	for (const chunk of chunks) feed.push(chunk);
	return feed.finish();
}

async function collect(
	body: ByteStream,
	endsAt: number,
): Promise<Uint8Array[] | 'tooLarge' | 'tooSlow'> {
	const chunks: Uint8Array[] = [];
	let bytes = 0;
	// Leaving the loop early ends the transfer, too.
	for await (const chunk of body) {
		bytes += chunk.length;
		if (bytes > MAX_IMAGE_BYTES) return 'tooLarge';
		if (Date.now() > endsAt) return 'tooSlow';
		chunks.push(chunk);
	}
	return chunks;
}

/** NaN where the server does not say it. */
function announcedBytes(headers: Record<string, string>): number {
	// With a content encoding the header counts compressed bytes, which say nothing.
	const encoding = headers['content-encoding'] ?? 'identity';
	return encoding === 'identity' ? Number(headers['content-length']) : NaN;
}

function slowImage(maxMs: number, url: string, about: ImageAbout): Failure {
	return new Failure({
		kind: 'imageUnreachable',
		field: about.field,
		message: `${about.label} was not downloaded within ${Math.round(maxMs / 1000)} seconds`,
		description: `Its server sends it too slowly. Host the image elsewhere, or download it first with an HTTP Request node. URL: ${url}`,
	});
}
