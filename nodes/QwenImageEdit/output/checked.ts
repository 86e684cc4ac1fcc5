import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { counted, FIELDS } from '../catalogue/fields';
import { sizeText } from '../catalogue/sizes';
import type { PreparedImage } from '../input/content';
import type { Prepared } from '../input/prepare';
import type { ImageHeader } from '../images/sniff';
import type { BatchItem } from './batch';
import { costOf, costText, leastTimeMs } from './spending';

/** The output item of Check Only: what would be sent, and what it would cost. Nothing was sent. */
export function checkedItem(item: BatchItem, prepared: Prepared): INodeExecutionData {
	const { index, input, alreadyPaid } = item;
	const { request, size, images } = prepared;
	const { generation } = request;
	const cost = costOf(prepared);
	const estimatedCost =
		cost && alreadyPaid ? { ...cost, amount: 0, basis: 'Already paid for' } : cost;
	const json: IDataObject = {
		...(request.output.includeOtherFields && input.json),
		checkOnly: true,
		model: request.model,
		prompt: request.prompt,
		images: images.map(imageFacts),
		numberOfImages: generation.n,
		size: size ? sizeText(size) : 'automatic',
		...(estimatedCost && { estimatedCost: { ...estimatedCost } }),
		...(alreadyPaid && { alreadyPaid }),
	};
	return { json, pairedItem: { item: index } };
}

function imageFacts(image: PreparedImage): IDataObject {
	if ('url' in image) return { url: image.url, ...(image.header && headerFacts(image.header)) };
	return { ...headerFacts(image.inspected), bytes: image.inspected.bytes };
}

function headerFacts({ format, mimeType, width, height }: ImageHeader): IDataObject {
	return { kind: format.toUpperCase(), mimeType, width, height };
}

/**
 * The sum of a check: items, images, money, and how long it takes at the models' known allowances.
 * What is already paid costs nothing more.
 */
export function checkHint(checked: Array<{ prepared: Prepared; alreadyPaid: boolean }>): string {
	const prepared = checked.flatMap((each) => (each.alreadyPaid ? [] : [each.prepared]));
	const alreadyPaid = checked.length - prepared.length;
	const images = prepared.reduce((sum, { request }) => sum + request.generation.n, 0);
	const cost = costText(prepared.map((each) => costOf(each)));
	const minutes = Math.ceil(leastTimeMs(prepared) / 60_000);
	const time = minutes > 0 ? ` This takes at least ${counted(minutes, 'minute')}.` : '';
	const items = counted(prepared.length, 'item');
	const made = counted(images, 'image');
	const paid =
		alreadyPaid > 0
			? ` ${counted(alreadyPaid, 'more item')} ${alreadyPaid === 1 ? 'is' : 'are'} already paid for.`
			: '';
	return `${FIELDS.checkOnly.label}: nothing was sent. ${items} would make ${made}${cost === '' ? '' : ` and cost ${cost}`}.${time}${paid}`;
}
