import type { IBinaryKeyData, IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { Download } from './download';
import type { Failure } from '../failure';
import type { OutputSettings } from '../input/itemRequest';
import type { ItemResult, ResultImage } from './result';

/** A finished item: its result, and for each image what its download came to (undefined where none was wanted). */
export interface FinishedItem {
	index: number;
	input: INodeExecutionData;
	settings: OutputSettings;
	result: ItemResult;
	downloads: Array<Download | undefined>;
	/** Whether it was made, and paid, for an earlier call of the same tool. */
	repeated?: boolean;
}

/** What an agent has to know so that it does not ask again and again. */
const REPEATED =
	'This is the result of the same call within the last ten minutes. It was not made or paid for again. For a different image, change the instruction.';

/** The output items of one finished input item, as the panel's Output fields ask for. */
export function outputItems(finished: FinishedItem): INodeExecutionData[] {
	const { index, input, settings, result } = finished;
	const images = result.images.map((image, at) => withFile(image, finished.downloads[at]));
	const common = { model: result.model, seed: result.seed };
	const base: IDataObject = settings.includeOtherFields ? { ...input.json } : {};
	const pairedItem = { item: index };
	const shared = {
		...(result.requestId !== undefined && { requestId: result.requestId }),
		...(result.images.length < result.requested && { imagesRequested: result.requested }),
		...(finished.repeated && { note: REPEATED }),
	};

	if (settings.perRequest) {
		const fileName = (at: number) => (at === 0 ? settings.field : `${settings.field}_${at}`);
		const json: IDataObject = {
			...base,
			images: images.map(({ json: fields, file }, at) => ({
				...fields,
				...(file && { file: fileName(at) }),
			})),
			imageCount: images.length,
			...common,
			...shared,
		};
		const binary: IBinaryKeyData = {};
		images.forEach(({ file }, at) => {
			if (file) binary[fileName(at)] = file;
		});
		return [{ json, pairedItem, ...(Object.keys(binary).length > 0 && { binary }) }];
	}
	return images.map(({ json: { url, expiresAt, ...rest }, file }, at) => ({
		json: {
			...base,
			...(url !== undefined && { url, expiresAt }),
			imageIndex: at,
			imageCount: images.length,
			...common,
			...rest,
			...shared,
		},
		pairedItem,
		...(file && { binary: { [settings.field]: file } }),
	}));
}

function withFile(image: ResultImage, download: Download | undefined) {
	const loaded = download && 'file' in download ? download : undefined;
	const width = image.width ?? loaded?.width;
	const height = image.height ?? loaded?.height;
	const json: IDataObject = {
		...(image.url !== undefined && { url: image.url, expiresAt: image.expiresAt }),
		...(width !== undefined && { width }),
		...(height !== undefined && { height }),
		...(download && 'problem' in download && { downloadFailed: download.problem }),
	};
	return { json, file: image.file ?? loaded?.file };
}

/** What a failed item tells the steps after it. */
export interface FailedItem {
	index: number;
	input: INodeExecutionData;
	failure: Failure;
	/** The failure's message with the item's number. */
	message: string;
	tries: number;
}

/**
 * The output item of a failed input item. For the error output it may have the single key `error`: n8n 2.8 sends anything else
 * to the success output, and it adds the input's fields itself. For the normal output the input's fields are added here.
 */
export function failedItem(failed: FailedItem, toErrorOutput: boolean): INodeExecutionData {
	const { index, input, failure, message, tries } = failed;
	const error: IDataObject = {
		message,
		description: failure.description,
		item: index,
		kind: failure.kind,
		mayBeBilled: failure.mayBeBilled,
		tries,
		...(failure.field !== undefined && { field: failure.field }),
		...(failure.code !== undefined && { code: failure.code }),
		...(failure.httpStatus !== undefined && { httpStatus: failure.httpStatus }),
		...(failure.requestId !== undefined && { requestId: failure.requestId }),
	};
	return {
		json: toErrorOutput ? { error } : { ...input.json, error },
		pairedItem: { item: index },
	};
}
