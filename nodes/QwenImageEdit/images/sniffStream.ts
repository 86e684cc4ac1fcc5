import { ReadingFeed } from './formats/reading';
import type { Sniffed } from './sniff';
import { sniffing } from './sniff';
import type { ByteStream } from './byteStream';

/**
 * Tells what a stream holds and ends it as soon as that is known. Only bytes that are still wanted are kept.
 * @param isWhole false where the stream may end before the file does; then the result may be `more`
 * @param mostBytes reading stops after so many bytes, also with `more`
 */
export async function sniffStream(stream: ByteStream): Promise<Exclude<Sniffed, { kind: 'more' }>>;
export async function sniffStream(
	stream: ByteStream,
	options: { isWhole: boolean; mostBytes: number },
): Promise<Sniffed>;
export async function sniffStream(
	stream: ByteStream,
	{ isWhole, mostBytes } = { isWhole: true, mostBytes: Number.MAX_SAFE_INTEGER },
): Promise<Sniffed> {
	const feed = new ReadingFeed(sniffing());
	let bytes = 0;
	try {
		for await (const chunk of stream) {
			bytes += chunk.length;
			feed.push(chunk);
			if (feed.wanted === undefined || bytes > mostBytes) break;
		}
	} finally {
		stream.destroy();
	}
	const { wanted } = feed;
	if (wanted !== undefined && (!isWhole || bytes > mostBytes)) {
		return { kind: 'more', upTo: wanted.offset + wanted.length };
	}
	return feed.finish();
}
