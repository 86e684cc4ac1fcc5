import { type IExecuteFunctions, NodeOperationError } from 'n8n-workflow';

import type { Batch } from './batch';
import type { ResultImage } from './result';

/**
 * Ends a run for which n8n's Stop button was pressed. In queue mode n8n takes whatever the node returns after Stop for a complete
 * result, and Retry then goes on as if nothing were missing, so a stopped run never returns.
 *
 * @throws NodeOperationError whose message contains n8n's own word “canceled”: n8n counts an error without it as a failure, and
 * drops what it knows of the canceled execution
 */
export function endIfStopped(context: IExecuteFunctions, batch: Batch): void {
	if (context.getExecutionCancelSignal()?.aborted !== true) return;
	logPaid(context, batch);
	throw new NodeOperationError(context.getNode(), 'The execution was canceled', {
		description:
			'The node sends nothing more. n8n’s log lists what was finished and paid for. In queue mode, Retry pays only for what is missing. Without queue mode, n8n keeps no record of what was paid for, so do not use Retry.',
	});
}

/**
 * Writes into n8n's log, and into the browser's console if the editor is open, what a stopped run has paid for in this try and
 * the tries before, because n8n may keep nothing. What was written once is not written again.
 */
function logPaid(context: IExecuteFunctions, { ledger, items }: Batch): void {
	const told = ledger.tell();
	if (told.length === 0) return;
	const paid = told.flatMap(({ item, images }) =>
		images ? [`item ${item}: ${images.map(imageText).join(', ')}`] : [],
	);
	const perhaps = told.flatMap(({ item, images }) => (images ? [] : [`item ${item}`]));
	const text = [
		`Qwen Image Edit was stopped. Paid for: ${paid.length} of ${items.length} items.`,
		...paid,
		...(perhaps.length > 0 ? [`May be billed: ${perhaps.join(', ')}.`] : []),
	].join('\n');
	context.logger.warn(text);
	context.sendMessageToUI(text);
}

function imageText({ url, expiresAt, file }: ResultImage): string {
	return url === undefined
		? `a file (${file?.id ?? 'kept only in the execution'})`
		: `${url} (until ${expiresAt ?? 'unknown'})`;
}
