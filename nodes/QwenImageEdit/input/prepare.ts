import type { PreparedImage } from './content';
import { imageLabel } from './content';
import { modelEntry } from '../catalogue/models';
import { hintsFor } from './imageHints';
import { checkInlineTotal } from './inlineTotal';
import { inspectImage } from './inspect';
import { matchSize } from './matchSize';
import { probeImage } from './probe';
import type { ImageAccess } from './imageSource';
import type { ItemReader } from './itemReader';
import { type ItemRequest, readRequest } from './itemRequest';

/** An item whose request is checked through and through; nothing was sent or paid yet. */
export interface Prepared {
	request: ItemRequest;
	images: PreparedImage[];
	/** Pixels to ask for. */
	size?: { width: number; height: number };
	/** What the user should know although nothing is wrong. */
	hints: string[];
}

/**
 * Checks everything about one item that can be checked before paying: its parameters, and the images' headers where the
 * bytes are at hand.
 *
 * @throws Failure that names the field, the limit and the remedy
 */
export async function prepare(item: ItemReader, access: ImageAccess): Promise<Prepared> {
	const request = readRequest(item);
	const model = modelEntry(request.model);
	const images: PreparedImage[] = [];
	const hints: string[] = [...request.hints];
	for (const [index, source] of request.images.entries()) {
		const about = {
			label: imageLabel(index, request.images.length),
			field: request.imagesField,
		};
		if (source.kind === 'url') {
			images.push({ about, url: source.url });
			continue;
		}
		const inspected = await inspectImage(source, access, about);
		hints.push(...hintsFor(inspected, about.label, model?.inline.uriBytes));
		images.push({ about, inspected });
	}
	checkInlineTotal(images, model?.inline.totalBytes);
	return { request, images, size: await sizeOf(request, images, access), hints };
}

async function sizeOf(
	request: ItemRequest,
	images: PreparedImage[],
	access: ImageAccess,
): Promise<Prepared['size']> {
	const { size } = request.generation;
	const rule = modelEntry(request.model)?.size;
	if (!size || 'width' in size) return size;
	const image = images[size.matchImage];
	if (!image) return undefined;
	if ('inspected' in image) return matchSize(image.inspected, rule, image.about.label);
	image.header = await probeImage(image.url, access, image.about);
	return matchSize(image.header, rule, image.about.label);
}
