import type { Base64Text } from '../images/base64Text';
import { decodeBlocks, parseBase64 } from '../images/base64Text';
import type { ImageAbout, InspectedImage } from './content';
import type { Reading } from '../images/formats/reading';
import { ReadingFeed } from '../images/formats/reading';
import type { StatedImage } from './imageFailures';
import {
	cutImage,
	emptyImage,
	notBase64,
	tooLargeImage,
	unreadableImage,
	unusableImage,
} from './imageFailures';
import { MAX_IMAGE_BYTES } from '../catalogue/imageLimits';
import { tried } from '../failure';
import { endOf, sniffing } from '../images/sniff';
import { sniffStream } from '../images/sniffStream';
import type { ImageAccess, ImageSource } from './imageSource';

/** An image whose bytes are at hand, so that nothing has to be fetched. */
export type LocalImageSource = Exclude<ImageSource, { kind: 'url' }>;

/**
 * Looks at an image before anything is sent: format, size in pixels and bytes, from the header of a stored file or from
 * the text of a Base64 one, of which little is decoded at a time.
 * @throws Failure of kind `input` that says what is wrong with it
 */
export async function inspectImage(
	source: LocalImageSource,
	access: ImageAccess,
	about: ImageAbout,
): Promise<InspectedImage> {
	if (source.kind === 'base64') return inspectBase64(source.data, about, {});
	const { id, data, fileName } = source.binary;
	if (id === undefined || id === '') return inspectBase64(data, about, { fileName });
	return await inspectStored(id, access, about, { fileName });
}

function inspectBase64(text: string, about: ImageAbout, stated: StatedImage): InspectedImage {
	const base64 = parseBase64(text);
	if (typeof base64 === 'string') throw notBase64(base64, about);
	if (base64.bytes > MAX_IMAGE_BYTES) throw tooLargeImage(base64.bytes, about, stated);
	const known = { type: base64.statedType, ...stated };
	const sniffed = feedBase64(sniffing(), base64);
	if (sniffed.kind !== 'image') throw unusableImage(sniffed, about, known);
	const { header } = sniffed;
	if (feedBase64(endOf(header.format), base64) === 'cut') {
		throw cutImage(header.format, about, known);
	}
	return { ...header, bytes: base64.bytes, content: { kind: 'base64', base64 } };
}

async function inspectStored(
	id: string,
	access: ImageAccess,
	about: ImageAbout,
	stated: StatedImage,
): Promise<InspectedImage> {
	const size = await tried(access.fileSize(id));
	if (!size.ok) throw unreadableImage(size.cause, about, stated);
	const bytes = size.value;
	if (bytes === 0) throw emptyImage(about, stated);
	if (bytes > MAX_IMAGE_BYTES) throw tooLargeImage(bytes, about, stated);

	const sniffed = await tried(access.openFile(id).then(async (file) => await sniffStream(file)));
	if (!sniffed.ok) throw unreadableImage(sniffed.cause, about, stated);
	if (sniffed.value.kind !== 'image') throw unusableImage(sniffed.value, about, stated);
	return { ...sniffed.value.header, bytes, content: { kind: 'stored', id } };
}

function feedBase64<T>(reading: Reading<T>, base64: Base64Text): T {
	const feed = new ReadingFeed(reading);
	for (const block of decodeBlocks(base64)) {
		feed.push(block);
		if (feed.wanted === undefined) break;
	}
	return feed.finish();
}
