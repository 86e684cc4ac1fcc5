import { type IExecuteFunctions, NodeOperationError } from 'n8n-workflow';

import type { Batch } from './batch';
import type { ResultImage } from './result';

/**
 * Ends a run for which n8n's Stop button was pressed. What the node returns after Stop n8n takes, in queue mode, for a complete
 * result, and Retry then goes on as if nothing were missing: so a stopped run never returns.
 *
 * @throws NodeOperationError whose message has n8n's own word: n8n takes an error without it for a failure, and drops what it
 * knows of an execution that was canceled before
 */
export function endIfStopped(context: IExecuteFunctions, batch: Batch): void {
	if (context.getExecutionCancelSignal()?.aborted !== true) return;
	logPaid(context, batch);
	throw new NodeOperationError(context.getNode(), 'The execution was canceled', {
		description:
			'Nothing more is sent. What was finished and paid is in n8n’s log. In queue mode Retry pays only for what is missing; otherwise n8n does not keep what was paid.',
	});
}

/**
 * Says in n8n's log, and in the browser's console where the editor is open, what a stopped run has paid for, in this try and
 * those before: n8n may keep nothing. What was told is not told again.
 */
function logPaid(context: IExecuteFunctions, { ledger, items }: Batch): void {
	const told = ledger.tell();
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
		? `a file (${file?.id ?? 'kept in the execution alone'})`
		: `${url} (until ${expiresAt ?? 'unknown'})`;
}
