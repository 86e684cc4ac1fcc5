import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { counted } from '../catalogue/fields';
import { sizeText } from '../catalogue/sizes';
import type { Prepared, PreparedImage } from '../input/prepare';
import type { BatchItem } from './batch';
import { costOf, costText, leastTimeMs } from './spending';

/** The output item of Check Only: what would be sent, and what it would cost. Nothing was sent. */
export function checkedItem({ index, input }: BatchItem, prepared: Prepared): INodeExecutionData {
	const { request, size, images } = prepared;
	const { generation } = request;
	const estimatedCost = costOf(prepared);
	const json: IDataObject = {
		...(request.output.includeOtherFields && input.json),
		checkOnly: true,
		model: request.model,
		prompt: request.prompt,
		images: images.map(imageFacts),
		numberOfImages: generation.n,
		size: size ? sizeText(size) : 'automatic',
		...(estimatedCost && { estimatedCost: { ...estimatedCost } }),
	};
	return { json, pairedItem: { item: index } };
}

function imageFacts(image: PreparedImage): IDataObject {
	if ('url' in image) return { url: image.url, ...image.pixels };
	const { mimeType, width, height, bytes } = image.inspected;
	return { mimeType, width, height, bytes };
}

/** The sum of a check: items, images, money, and how long it takes at the models' known allowances. */
export function checkHint(prepared: Prepared[]): string {
	const images = prepared.reduce((sum, { request }) => sum + request.generation.n, 0);
	const cost = costText(prepared.map((each) => costOf(each)));
	const minutes = Math.ceil(leastTimeMs(prepared) / 60_000);
	const time = minutes > 0 ? `, and take at least ${counted(minutes, 'minute')}` : '';
	return `Check only, nothing was sent: ${counted(prepared.length, 'item')} would make ${counted(images, 'image')}${cost === '' ? '' : `, cost ${cost}`}${time}.`;
}
