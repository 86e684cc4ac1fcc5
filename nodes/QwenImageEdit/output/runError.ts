import { type INode, NodeApiError, NodeOperationError } from 'n8n-workflow';

import { FIELDS } from '../catalogue/fields';
import type { Failure } from '../failure';
import type { ItemResult } from './result';

/** Failed item, for the error that ends the run. */
export interface ReportedFailure {
	index: number;
	failure: Failure;
	tries: number;
}

/** A finished item, for the same. */
export interface ReportedResult {
	index: number;
	result: ItemResult;
}

/** A failure's message with the item's number, counted from 0 as n8n does. */
export function messageFor(index: number, failure: Failure): string {
	return `[Item ${index}] ${failure.message}`;
}

/** n8n shows a description as HTML, where line ends count for nothing and a long link would run out of the box. */
const LINE_BREAK = '<br>';

function withoutTags(text: string): string {
	return text.replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** The address stands in it as it is, since it is also read where nothing renders HTML. */
function link(url: string, text: string): string {
	return `<a href="${url.replace(/["<>]/g, encodeURIComponent)}" target="_blank">${text}</a>`;
}

/**
 * The error that ends the run: the first failure, with everything that was paid for in it, where a person finds it in n8n
 * (the description is shown in full, the data under the error's details).
 */
export function runError(
	node: INode,
	first: ReportedFailure,
	others: ReportedFailure[],
	finished: ReportedResult[],
	itemCount: number,
): NodeApiError | NodeOperationError {
	const { index, failure } = first;
	const description = [
		withoutTags(failure.description),
		triesText(first.tries),
		failure.requestId === undefined ? '' : `Request ID: ${failure.requestId}.`,
		othersText(others),
		uncertainText([first, ...others]),
		finishedText(finished, itemCount),
	]
		.filter((part) => part !== '')
		.join(LINE_BREAK);
	const message = messageFor(index, failure);
	const options = { message, description, itemIndex: index };
	const error =
		failure.httpStatus === undefined
			? new NodeOperationError(node, message, options)
			: new NodeApiError(
					node,
					{ message, code: failure.code ?? '' },
					{ ...options, httpCode: String(failure.httpStatus) },
				);
	error.context.data = dataOf([first, ...others], finished);
	return error;
}

/** The same for programs: what failed, and what is finished and paid. */
function dataOf(failures: ReportedFailure[], finished: ReportedResult[]) {
	return {
		failed: failures.map((failed) => ({
			item: failed.index,
			message: failed.failure.message,
			mayBeBilled: failed.failure.mayBeBilled,
			...(failed.failure.requestId !== undefined && { requestId: failed.failure.requestId }),
		})),
		finished: finished.map(({ index: item, result }) => ({
			item,
			model: result.model,
			seed: result.seed,
			requestId: result.requestId ?? null,
			images: result.images.map(({ url, expiresAt, file }) => ({
				url: url ?? null,
				expiresAt: expiresAt ?? null,
				fileName: file?.fileName ?? null,
			})),
		})),
	};
}

/** Such requests are not sent again by a retry either. */
function uncertainText(failures: ReportedFailure[]): string {
	const { length } = failures.filter(({ failure }) => failure.mayBeBilled);
	if (length === 0) return '';
	return `A retry does not resend requests that may have been billed. To send it anyway, switch on the option ${FIELDS.retryUncertain.label}, save the workflow, and choose Retry with currently saved workflow.`;
}

function triesText(tries: number): string {
	return tries > 1 ? `Tried ${tries} times.` : '';
}

function othersText(others: ReportedFailure[]): string {
	if (others.length === 0) return '';
	const shown = others
		.slice(0, 20)
		.map(({ index, failure }) => `item ${index}: ${failure.message}`);
	const more = others.length > shown.length ? `, and ${others.length - shown.length} more` : '';
	return `Also: ${shown.join('; ')}${more}.`;
}

function finishedText(finished: ReportedResult[], itemCount: number): string {
	if (finished.length === 0) return '';
	const lines = finished.map(({ index, result }) => {
		const images = result.images.map((image, at) => {
			const name = `image ${at + 1}`;
			return image.url === undefined ? `${name} (a file)` : link(image.url, name);
		});
		const until = result.images.find(({ expiresAt }) => expiresAt !== undefined)?.expiresAt;
		return `Item ${index}: ${images.join(', ')}${until === undefined ? '' : ` (until ${until.slice(0, 16).replace('T', ' ')} UTC)`}`;
	});
	const head = `Finished and paid for: ${finished.length} of ${itemCount} items. Retry pays only for what is missing.`;
	return [head, ...lines].join(LINE_BREAK);
}
