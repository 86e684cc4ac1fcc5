import { counted } from '../catalogue/fields';
import { attempted, Failure } from '../failure';
import type { Prepared } from '../input/prepare';
import type { Transport } from '../wire/transport';
import type { BatchItem } from './batch';
import type { Entry } from './ledger';
import type { ItemResult } from './result';

/** What the ledger knows of the item's request ends the item. */
export async function takeUp(
	item: BatchItem,
	known: Entry,
	{ request, hints }: Prepared,
	transport: Transport,
): Promise<void> {
	if ('uncertain' in known) {
		// A failure of then does not keep what is still missing from being made.
		if (!request.sending.retryUncertain) item.ending = known.uncertain;
	} else if ('result' in known && (await isThere(known.result, transport))) {
		item.ending = known.result;
	} else {
		const { n } = request.generation;
		hints.push(
			`The result of an earlier try is no longer available, so ${counted(n, 'image')} will be made and paid for again.`,
		);
	}
}

/** Whether the files of a result are still in n8n's store; links say themselves when they end. */
async function isThere({ images }: ItemResult, transport: Transport): Promise<boolean> {
	const ids = images.flatMap(({ file }) => file?.id ?? []);
	const sizes = await Promise.all(ids.map((id) => attempted(() => transport.fileSize(id))));
	return !sizes.some((size) => size instanceof Failure);
}
