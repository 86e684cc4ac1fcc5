import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { Failure } from '../failure';
import type { Prepared } from '../input/prepare';
import type { Batch, BatchItem } from './batch';
import type { Download } from './download';
import { checkedItem, checkHint } from './checked';
import { failedItem, outputItems } from './outputItems';
import type { ItemResult } from './result';
import { messageFor, type ReportedFailure, runError } from './runError';
import { addHints } from './runHints';
import { endIfStopped } from './stop';

/** An item with its result. */
interface Made {
	item: BatchItem;
	prepared: Prepared;
	result: ItemResult;
}

/** The same with what its downloads came to. */
interface Finished extends Made {
	downloads: Array<Download | undefined>;
}

interface Failed extends ReportedFailure {
	input: INodeExecutionData;
}

/**
 * The output items in the order of the input.
 *
 * @throws NodeApiError or NodeOperationError for the first item that failed, with all finished results in it, where the
 * workflow stops on errors
 */
export async function handOver(
	context: IExecuteFunctions,
	batch: Batch,
): Promise<INodeExecutionData[]> {
	const failures: Failed[] = [];
	const results: Made[] = [];
	for (const item of batch.items) {
		const { index, input, prepared, ending } = item;
		if (ending instanceof Failure) {
			failures.push({ index, input, failure: ending, tries: item.sending?.sent ?? 0 });
		} else if (prepared && ending) results.push({ item, prepared, result: ending });
	}
	endIfStopped(context, batch);
	const [first, ...others] = failures;
	if (first && !batch.continues) {
		// Nothing goes on behind a run that has ended.
		await Promise.all(results.flatMap(({ item }) => item.downloads));
		const finished = results.map(({ item: { index }, result }) => ({ index, result }));
		throw runError(context.getNode(), first, others, finished, batch.items.length);
	}
	const finished = await Promise.all(
		results.map(
			async (made): Promise<Finished> => ({
				...made,
				downloads: await Promise.all(made.item.downloads),
			}),
		),
	);
	endIfStopped(context, batch);
	// Before the ledger forgets: should this break, what was paid for is still known.
	const outputs = outputsOf(context, batch, finished, failures);
	hint(context, batch, finished, failures.length);
	// With Continue, too, n8n runs the node again where the first item failed, and asks the ledger then.
	if (!batch.mayRunAgain || first?.index !== 0) batch.ledger.clear();
	return outputs.flat();
}

/** The output items of each input item. */
function outputsOf(
	context: IExecuteFunctions,
	batch: Batch,
	finished: Finished[],
	failures: Failed[],
): INodeExecutionData[][] {
	const outputs: INodeExecutionData[][] = [];
	for (const { item, prepared, result, downloads } of finished) {
		const { index, input, repeated } = item;
		const settings = prepared.request.output;
		outputs[index] = outputItems({ index, input, settings, result, downloads, repeated });
	}
	for (const item of batch.items) {
		const { index, prepared, ending } = item;
		// Only Check Only leaves a checked item without an ending.
		if (prepared && !ending) outputs[index] = [checkedItem(item, prepared)];
	}
	const toErrorOutput = context.getNode().onError === 'continueErrorOutput';
	for (const failed of failures) {
		const message = messageFor(failed.index, failed.failure);
		outputs[failed.index] = [failedItem({ ...failed, message }, toErrorOutput)];
	}
	return outputs;
}

function hint(
	context: IExecuteFunctions,
	{ items }: Batch,
	finished: Finished[],
	failedItems: number,
): void {
	const checked = items.flatMap(({ prepared, ending, alreadyPaid = false }) =>
		prepared && !ending ? [{ prepared, alreadyPaid }] : [],
	);
	addHints(context, {
		checked: checked.length > 0 ? checkHint(checked) : undefined,
		made: finished.flatMap(({ item: { sending }, prepared, result }) =>
			sending ? [{ prepared, images: result.images.length }] : [],
		),
		itemHints: items.flatMap(({ index, prepared }) =>
			(prepared?.hints ?? []).map((text) => ({ index, text })),
		),
		results: finished.map(({ item: { index }, result }) => ({ index, result })),
		failedDownloads: finished.flatMap(({ item: { index }, downloads }) =>
			downloads.flatMap((download) =>
				download && 'problem' in download ? [{ index, problem: download.problem }] : [],
			),
		),
		failedItems,
		sent: items.reduce((sum, { sending }) => sum + (sending?.sent ?? 0), 0),
		linksOnly: finished.some(({ prepared }) => !prepared.request.output.download),
	});
}
