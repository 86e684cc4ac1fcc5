import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { Failure } from '../failure';
import type { Batch, BatchItem } from './batch';
import type { Download } from './download';
import { checkedItem, checkHint } from './checked';
import { failedItem, outputItems } from './outputItems';
import type { ItemResult } from './result';
import { messageFor, type ReportedFailure, runError } from './runError';
import { addHints } from './runHints';
import { endIfStopped } from './stop';

/** An item with its result and what its downloads came to. */
interface Finished {
	item: BatchItem;
	result: ItemResult;
	downloads: Array<Download | undefined>;
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
	const failures: ReportedFailure[] = [];
	const results: Array<{ item: BatchItem; result: ItemResult }> = [];
	for (const item of batch.items) {
		const { index, ending } = item;
		if (ending instanceof Failure) {
			failures.push({ index, failure: ending, tries: item.sending?.sent ?? 0 });
		} else if (ending) results.push({ item, result: ending });
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
			async ({ item, result }): Promise<Finished> => ({
				item,
				result,
				downloads: await Promise.all(item.downloads),
			}),
		),
	);
	endIfStopped(context, batch);
	const outputs = outputsOf(context, batch, finished, failures);
	hint(context, batch, finished, failures.length);
	// With Continue, too, n8n runs the node again where the first item failed, and asks the ledger then.
	const firstFailed = batch.items[0]?.ending instanceof Failure;
	if (!batch.mayRunAgain || !firstFailed) batch.ledger.clear();
	return batch.items.flatMap(({ index }) => outputs.get(index) ?? []);
}

/** The output items of each input item, by its index. */
function outputsOf(
	context: IExecuteFunctions,
	batch: Batch,
	finished: Finished[],
	failures: ReportedFailure[],
): Map<number, INodeExecutionData[]> {
	const outputs = new Map<number, INodeExecutionData[]>();
	for (const { item, result, downloads } of finished) {
		const { index, input, prepared, repeated } = item;
		if (!prepared) continue;
		const settings = prepared.request.output;
		outputs.set(index, outputItems({ index, input, settings, result, downloads, repeated }));
	}
	for (const item of batch.items) {
		const { index, prepared, ending } = item;
		// Only Check Only leaves a checked item without an ending.
		if (prepared && !ending) outputs.set(index, [checkedItem(item, prepared)]);
	}
	const toErrorOutput = context.getNode().onError === 'continueErrorOutput';
	for (const { index, failure, tries } of failures) {
		const input = batch.items[index]?.input ?? { json: {} };
		const message = messageFor(index, failure);
		outputs.set(index, [failedItem({ index, input, failure, message, tries }, toErrorOutput)]);
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
		made: finished.flatMap(({ item: { prepared, sending }, result }) =>
			prepared && sending ? [{ prepared, images: result.images.length }] : [],
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
		linksOnly: finished.some(({ item }) => item.prepared?.request.output.download === false),
	});
}
