import type { IExecuteFunctions } from 'n8n-workflow';

import { counted } from '../catalogue/fields';
import type { Prepared } from '../input/prepare';
import type { ItemResult } from './result';
import { costOf, costText } from './spending';

/** Different hints of one kind that are shown before the rest is only counted. */
const SHOWN = 5;

/** What the hints at the end of a run speak of. */
export interface RunSummary {
	/** Hints of single items, by item index. */
	itemHints: Array<{ index: number; text: string }>;
	results: Array<{ index: number; result: ItemResult }>;
	/** Problems of downloads, by item index. */
	failedDownloads: Array<{ index: number; problem: string }>;
	failedItems: number;
	/** Requests sent, tries included. */
	sent: number;
	/** What Check Only found, in one sentence. */
	checked: string | undefined;
	/** Images that this run made, by request. */
	made: Array<{ prepared: Prepared; images: number }>;
	/** Whether the links are all the user gets. */
	linksOnly: boolean;
}

/** Shows hints in the node's output panel. n8n renders HTML in them, so everything that may come from outside is escaped. */
export function addHints(context: IExecuteFunctions, summary: RunSummary): void {
	const items = summary.results.length + summary.failedItems;
	for (const text of [
		...grouped(summary.itemHints),
		...grouped(
			summary.results.flatMap(({ index, result }) =>
				result.images.length < result.requested ? [{ index, text: fewerText(result) }] : [],
			),
		),
		...grouped(
			summary.failedDownloads.map(({ index, problem }) => ({
				index,
				text: `An image was made but not downloaded: ${problem}. Its link is in the item.`,
			})),
		),
	]) {
		context.addExecutionHints({ message: escaped(text), type: 'warning', location: 'outputPane' });
	}
	if (summary.checked !== undefined) {
		const message = escaped(summary.checked);
		context.addExecutionHints({ message, type: 'info', location: 'outputPane' });
	} else if (items > 1) {
		context.addExecutionHints({
			message: escaped(summaryText(summary, items)),
			type: 'info',
			location: 'outputPane',
		});
	}
}

function fewerText(result: ItemResult): string {
	const reason = result.missing.length > 0 ? ` The service says: ${result.missing.join('; ')}` : '';
	return `The service made ${result.images.length} of ${result.requested} images.${reason}`;
}

function summaryText(summary: RunSummary, items: number): string {
	const images = summary.results.reduce((sum, { result }) => sum + result.images.length, 0);
	const failed = summary.failedItems > 0 ? `, ${counted(summary.failedItems, 'item')} failed` : '';
	const tries = summary.sent > items ? `, ${summary.sent} requests in all` : '';
	const first = summary.results
		.flatMap(({ result }) => result.images.map(({ expiresAt }) => expiresAt))
		.filter((time) => time !== undefined)
		.sort()[0];
	const links =
		summary.linksOnly && first !== undefined
			? `. The first link stops working at ${first.slice(0, 16).replace('T', ' ')} UTC`
			: '';
	const cost = costText(summary.made.map(({ prepared, images: n }) => costOf(prepared, n)));
	const spent = cost === '' ? '' : `, ${cost}`;
	return `${counted(images, 'image')} made from ${items} items${failed}${tries}${spent}${links}.`;
}

/** The same hint on many items is shown once, with their number. */
function grouped(hints: Array<{ index: number; text: string }>): string[] {
	const byText = new Map<string, number[]>();
	for (const { index, text } of hints) byText.set(text, [...(byText.get(text) ?? []), index]);
	const texts = [...byText].map(([text, indexes]) => {
		const first = indexes[0] ?? 0;
		return indexes.length === 1
			? `Item ${first}: ${text}`
			: `Item ${first} and ${counted(indexes.length - 1, 'other item')}: ${text}`;
	});
	const rest = texts.length - SHOWN;
	return rest > 0
		? [...texts.slice(0, SHOWN), `… and ${counted(rest, 'more hint')} of this kind.`]
		: texts;
}

function escaped(text: string): string {
	const entities: Record<string, string> = {
		'&': '&amp;',
		'<': '&lt;',
		'>': '&gt;',
		'"': '&quot;',
	};
	return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}
