import { type IExecuteFunctions, NodeOperationError } from 'n8n-workflow';

import { Failure } from '../failure';
import type { Batch } from './batch';

/** Whether n8n's Stop button was pressed. */
export function isStopped(context: IExecuteFunctions): boolean {
	return context.getExecutionCancelSignal()?.aborted === true;
}

/**
 * The error that ends a stopped run. What the node returns after Stop n8n takes, in queue mode, for a complete result, and
 * Retry then goes on as if nothing were missing: so a stopped run never returns. The message has n8n's own word: n8n takes
 * an error without it for a failure, and drops what it knows of an execution that was canceled before.
 */
export function stopError(context: IExecuteFunctions): NodeOperationError {
	return new NodeOperationError(context.getNode(), 'The execution was canceled', {
		description:
			'Nothing more is sent. What was finished and paid is in n8n’s log; where n8n keeps the execution’s data, Retry pays only for what is missing.',
	});
}

/** Says in n8n's log, and in the browser's console where the editor is open, what a stopped run has paid for: n8n may keep nothing. */
export function logPaid(context: IExecuteFunctions, { items }: Batch): void {
	const paid = items.flatMap(({ index, ending, sending }) => {
		if (!sending || !ending || ending instanceof Failure) return [];
		const images = ending.images.map(({ url, expiresAt, file }) =>
			url === undefined
				? `a file (${file?.fileName ?? 'without a name'})`
				: `${url} (until ${expiresAt ?? 'unknown'})`,
		);
		return [`item ${index}: ${images.join(', ')}`];
	});
	const perhaps = items.filter(
		({ sending, ending }) =>
			(ending instanceof Failure && ending.mayBeBilled) ||
			(sending !== undefined && sending.sent > 0 && !ending),
	);
	if (paid.length === 0 && perhaps.length === 0) return;
	const lines = [
		`Qwen Image Edit was stopped. Paid: ${paid.length} of ${items.length} items.`,
		...paid,
		...(perhaps.length > 0
			? [`May be billed: ${perhaps.map(({ index }) => `item ${index}`).join(', ')}.`]
			: []),
	];
	const text = lines.join('\n');
	context.logger.warn(text);
	context.sendMessageToUI(text);
}
