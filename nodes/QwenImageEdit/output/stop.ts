import { type IExecuteFunctions, NodeOperationError } from 'n8n-workflow';

import type { Batch } from './batch';
import type { Ledger } from './ledger';
import type { ResultImage } from './result';

/** How long the process stands still when a run that has paid for something is stopped, ms. */
const STAND_STILL_MS = 300;

/** Where many runs are stopped together, main has stored the next ones meanwhile, and a process is not to stand for long, ms. */
const AGAIN_AFTER_MS = 1_000;

let stoodUntil = 0;

/**
 * Keeps what a stopped run has paid for. In queue mode n8n's main process and the worker both store a stopped execution, at the
 * same moment, and whichever comes later stays. Only the worker knows what was paid for; Retry of main's version starts at the
 * first step and pays for everything again. n8n gives the node no way to wait: it stores as soon as the signal has been heard,
 * so the process stands still in it and lets main go first.
 *
 * @returns what ends the watch
 */
export function storeAfterMain(context: IExecuteFunctions, ledger: Ledger): () => void {
	const signal = context.getExecutionCancelSignal();
	const standStill = () => {
		if (ledger.isEmpty || Date.now() < stoodUntil + AGAIN_AFTER_MS) return;
		Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, STAND_STILL_MS);
		stoodUntil = Date.now();
	};
	// The open requests are cut first.
	const onAbort = () => queueMicrotask(standStill);
	signal?.addEventListener('abort', onAbort);
	return () => signal?.removeEventListener('abort', onAbort);
}

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
