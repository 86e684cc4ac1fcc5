import { type IExecuteFunctions, NodeOperationError } from 'n8n-workflow';

import type { Batch } from './batch';
import type { ResultImage } from './result';

/** Whether n8n's Stop button was pressed. */
export function isStopped(context: IExecuteFunctions): boolean {
	return context.getExecutionCancelSignal()?.aborted === true;
}

/**
 * The error that ends a stopped run. In queue mode n8n takes whatever the node returns after Stop for a complete result, and
 * Retry then goes on as if nothing were missing, so a stopped run never returns. The message contains n8n's own word
 * “canceled”: n8n counts an error without it as a failure, and drops what it knows of the canceled execution.
 */
export function stopError(context: IExecuteFunctions): NodeOperationError {
	return new NodeOperationError(context.getNode(), 'The execution was canceled', {
		description:
			'The node sends nothing more. n8n’s log lists what was finished and paid. If n8n keeps the execution’s data, Retry pays only for what is missing.',
	});
}

/**
 * Writes into n8n's log, and into the browser's console if the editor is open, what a stopped run has paid for in this try and
 * the tries before, because n8n may keep nothing. What was written once is not written again.
 */
export function logPaid(context: IExecuteFunctions, { ledger, items }: Batch): void {
	// An item that waits for its next try has no ending that the ledger could hold.
	const waiting = items.flatMap(({ index, sending, ending }) =>
		sending?.mayBeBilled && !ending ? [{ item: index, images: undefined }] : [],
	);
	const told = [...ledger.tell(), ...waiting];
	if (told.length === 0) return;
	const paid = told.flatMap(({ item, images }) =>
		images ? [`item ${item}: ${images.map(imageText).join(', ')}`] : [],
	);
	const perhaps = told.flatMap(({ item, images }) => (images ? [] : [`item ${item}`]));
	const text = [
		`Qwen Image Edit was stopped. Paid: ${paid.length} of ${items.length} items.`,
		...paid,
		...(perhaps.length > 0 ? [`May be billed: ${perhaps.join(', ')}.`] : []),
	].join('\n');
	context.logger.warn(text);
	context.sendMessageToUI(text);
}

function imageText({ url, expiresAt, file }: ResultImage): string {
	return url === undefined
		? `a file (${file?.fileName ?? 'without a name'})`
		: `${url} (until ${expiresAt ?? 'unknown'})`;
}
