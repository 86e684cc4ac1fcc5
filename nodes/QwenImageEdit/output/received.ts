import type { IExecuteFunctions } from 'n8n-workflow';

import { attempted, Failure } from '../failure';
import type { ItemRequest } from '../input/itemRequest';
import type { Made, MadeImage } from '../wire/response';
import { storeBytes } from './download';
import { nameSource } from './fileName';
import { type ItemResult, expiryOf, type ResultImage } from './result';

/**
 * What the service's answer comes to: images that came as bytes go into n8n's store, links keep when they end.
 *
 * @param seed the request was sent with
 * @returns a failure where an image came as bytes and could not be stored
 */
export async function received(
	context: IExecuteFunctions,
	request: ItemRequest,
	seed: number,
	made: Made,
): Promise<ItemResult | Failure> {
	const receivedAt = Date.now();
	const { length: count } = made.images;
	const imageOf = async (image: MadeImage, index: number): Promise<ResultImage> => {
		const { width, height } = made;
		if ('url' in image) {
			return { url: image.url, expiresAt: expiryOf(image.url, receivedAt), width, height };
		}
		const after = nameSource(request);
		const stored = await storeBytes(context, image.base64, { after, index, count });
		return { width, height, ...stored };
	};
	const images: ResultImage[] = [];
	for (const [index, image] of made.images.entries()) {
		const kept = await attempted(() => imageOf(image, index));
		if (kept instanceof Failure) return unstored(kept, made);
		images.push(kept);
	}
	return {
		images,
		requested: request.generation.n,
		model: request.model,
		seed,
		requestId: made.requestId,
		missing: made.missing,
	};
}

/** The image's bytes came in the answer and are gone: there is no link to get them again. */
function unstored(cause: Failure, { requestId }: Made): Failure {
	return new Failure({
		kind: 'answer',
		message: 'An image was made but n8n could not store it',
		description: `It is paid for. Make room in n8n's storage before you run the workflow again. n8n says: ${cause.description}`,
		mayBeBilled: true,
		requestId,
	});
}
