import type { ImageAbout } from './content';
import { tooLargeImage, unusableImage } from './imageFailures';
import { MAX_IMAGE_BYTES } from '../catalogue/imageLimits';
import { tried } from '../failure';
import { isSuccess, refusedFetch, unreachableImage } from './remote';
import type { ImageHeader, Sniffed } from '../images/sniff';
import { sniffStream } from '../images/sniffStream';
import type { ImageAccess } from './imageSource';

/** Enough for the size of nearly every image, EXIF preview included. */
const FIRST_BYTES = 65_536;

/**
 * Kind and size in pixels of an image at a public URL, from its first bytes: asks for a range, and reads on only where the
 * size lies further in. A server that ignores ranges is cut as soon as the size is known.
 * @throws Failure of kind `input` or `imageUnreachable`
 */
export async function probeImage(
	url: string,
	access: Pick<ImageAccess, 'fetch'>,
	about: ImageAbout,
): Promise<ImageHeader> {
	let seen = await look(url, access, about, FIRST_BYTES);
	// Some servers refuse ranges altogether, and some sizes lie further in.
	if (typeof seen === 'number' || seen.kind === 'more') seen = await look(url, access, about);
	if (typeof seen === 'number') throw refusedFetch(seen, url, about);
	if (seen.kind === 'more') throw tooLargeImage(undefined, about);
	if (seen.kind !== 'image') throw unusableImage(seen, about);
	return seen.header;
}

/** What the bytes are, or the status of an answer that holds no image. */
async function look(
	url: string,
	access: Pick<ImageAccess, 'fetch'>,
	about: ImageAbout,
	maxBytes?: number,
): Promise<Sniffed | number> {
	const fetched = await tried(access.fetch(url, { maxBytes }));
	if (!fetched.ok) throw unreachableImage(fetched.cause, url, about);
	const { status, body } = fetched.value;
	if (!isSuccess(status)) {
		body.destroy();
		return status;
	}
	const sniffed = await tried(
		sniffStream(body, { isWhole: status !== 206, mostBytes: MAX_IMAGE_BYTES }),
	);
	if (!sniffed.ok) throw unreachableImage(sniffed.cause, url, about);
	return sniffed.value;
}
