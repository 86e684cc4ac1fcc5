import { createHash } from 'crypto';

import { Failure } from '../failure';
import type { ImageSource } from '../input/imageSource';
import type { ItemRequest } from '../input/itemRequest';
import type { ItemResult } from './result';

/** What is already paid for, or may be: it must not be sent a second time. */
export type Settled = ItemResult | Failure;

/**
 * n8n's Retry On Fail runs the whole node again with the same execute data, which a loop pass or another execution does not
 * share; held weakly, so that nothing needs cleaning up and nothing is stored with the execution.
 */
const runs = new WeakMap<object, Map<string, Settled>>();

/** The requests of this node run that are settled, over all its tries. */
export function settledRequests(executeData: object): Map<string, Settled> {
	let settled = runs.get(executeData);
	if (!settled) {
		settled = new Map();
		runs.set(executeData, settled);
	}
	return settled;
}

/** Names exactly this request of this item: if anything that is sent differs, the name differs. */
export function requestKey(itemIndex: number, request: ItemRequest): string {
	const hash = createHash('sha256');
	hash.update(JSON.stringify([itemIndex, request.model, request.prompt, request.generation]));
	for (const image of request.images) hash.update(`\n${image.kind}:`).update(identityOf(image));
	return hash.digest('base64');
}

/** Whether a failure must be kept, since sending the request again could pay for it twice. */
export function isSettled(failure: Failure): boolean {
	return failure.mayBeBilled;
}

function identityOf(image: ImageSource): string {
	if (image.kind === 'url') return image.url;
	if (image.kind === 'base64') return image.data;
	return image.binary.id ?? image.binary.data;
}
