import { Failure } from '../failure';
import { type BodyImage, buildBody } from './body';
import { dataUriBytes } from '../images/dataUri';
import { fetchImage } from '../input/fetch';
import { MAX_IMAGE_BYTES } from '../catalogue/imageLimits';
import { modelEntry } from '../catalogue/models';
import { placesOf } from '../catalogue/providers';
import type { InspectedImage, PreparedImage } from '../input/content';
import { bodyParts, type WireImage, type WireRequest } from './requestBody';
import { type Made, readAnswer } from './response';
import type { Transport } from './transport';

/** One request on its way: what goes over the wire, and how its images travel. */
export interface Exchange {
	request: Omit<WireRequest, 'images'>;
	images: PreparedImage[];
	/** Images given by URL are fetched here and sent inside the body. */
	inline: boolean;
	timeoutMs: number;
}

/**
 * Bytes of memory the request will take: its images as they stand in the body. An image that is still to be fetched counts as
 * the largest there may be, once as it came and once in the body.
 */
export function expectedBytes({ images, inline }: Exchange): number {
	const largest =
		MAX_IMAGE_BYTES + dataUriBytes({ mimeType: 'image/jpeg', bytes: MAX_IMAGE_BYTES });
	return images.reduce((sum, image) => {
		if ('inspected' in image) return sum + dataUriBytes(image.inspected);
		return inline ? sum + largest : sum;
	}, 0);
}

/** Sends a request once and reads what comes back. @param body as `bodyOf` made it */
export async function send(
	body: Buffer,
	request: Exchange,
	transport: Transport,
): Promise<Made | Failure> {
	const answer = await transport.post(body, request.timeoutMs);
	const read = answer instanceof Failure ? answer : withPlaces(readAnswer(answer), request);
	return withoutKey(read, transport);
}

/** A model that is not there may be sold elsewhere. */
function withPlaces(read: Made | Failure, { request }: Exchange): Made | Failure {
	const regions = modelEntry(request.model)?.regions;
	if (!(read instanceof Failure) || read.kind !== 'model' || !regions) return read;
	const places = placesOf(regions).join(', ');
	return read.withAdvice(`Alibaba offers this model in ${places}; a gateway may not have it.`);
}

/** Services repeat the API key in what they say; links and images stay as they came. */
function withoutKey(read: Made | Failure, transport: Transport): Made | Failure {
	const redact = (words: string) => transport.redact(words);
	if (read instanceof Failure) return read.withWords(redact);
	return {
		...read,
		requestId: read.requestId && redact(read.requestId),
		missing: read.missing.map(redact),
	};
}

/** @throws Failure where an image cannot be read or fetched */
export async function bodyOf(exchange: Exchange, transport: Transport): Promise<Buffer> {
	const inlined: BodyImage[] = [];
	const images: WireImage[] = [];
	let room = roomFor(exchange);
	for (const image of exchange.images) {
		const { about } = image;
		let inspected: InspectedImage | undefined;
		if ('inspected' in image) inspected = image.inspected;
		else if (exchange.inline) {
			inspected = await fetchImage(image.url, transport, about);
			// What does not fit beside the others goes by its address, as far as that can be.
			if (inspected.bytes > room) inspected = undefined;
			else room -= inspected.bytes;
		}
		if (inspected) {
			images.push({ inline: inlined.length });
			inlined.push({ image: inspected, about });
		} else if ('url' in image) images.push({ url: image.url });
	}
	const parts = bodyParts({ ...exchange.request, images });
	return await buildBody(parts, inlined, transport, (bytes) => transport.body(bytes));
}

/** Bytes of fetched images there is room for inside the request, beside those that can go no other way. */
function roomFor({ request, images }: Exchange): number {
	const most = modelEntry(request.model)?.inline.totalBytes ?? Infinity;
	return images.reduce(
		(room, image) => room - ('inspected' in image ? image.inspected.bytes : 0),
		most,
	);
}
