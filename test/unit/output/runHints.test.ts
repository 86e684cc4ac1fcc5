import type { IExecuteFunctions, NodeExecutionHint } from 'n8n-workflow';

import { addHints, type RunSummary } from '../../../nodes/QwenImageEdit/output/runHints';
import type { Prepared } from '../../../nodes/QwenImageEdit/input/prepare';
import type { ItemResult } from '../../../nodes/QwenImageEdit/output/result';

const result = (more: Partial<ItemResult> = {}): ItemResult => ({
	images: [{ url: 'https://r.example.com/a.png', expiresAt: '2026-01-09T02:40:00.000Z' }],
	requested: 1,
	model: 'qwen-image-edit-max',
	seed: 7,
	missing: [],
	...more,
});

function hintsOf(summary: Partial<RunSummary>): NodeExecutionHint[] {
	const hints: NodeExecutionHint[] = [];
	const context: Pick<IExecuteFunctions, 'addExecutionHints'> = {
		addExecutionHints: (...more) => hints.push(...more),
	};
	addHints(context as IExecuteFunctions, {
		itemHints: [],
		results: [],
		failedDownloads: [],
		failedItems: 0,
		sent: 0,
		checked: undefined,
		made: [],
		linksOnly: false,
		...summary,
	});
	return hints;
}

const messages = (summary: Partial<RunSummary>) => hintsOf(summary).map(({ message }) => message);

it('says nothing of a single item that went well', () => {
	expect(hintsOf({ results: [{ index: 0, result: result() }], sent: 1 })).toEqual([]);
});

it('sums a batch up', () => {
	const results = [0, 1, 2].map((index) => ({ index, result: result() }));
	expect(hintsOf({ results, failedItems: 1, sent: 6 })).toEqual([
		{
			message: '3 images made from 4 items, 1 item failed, 6 requests in all.',
			type: 'info',
			location: 'outputPane',
		},
	]);
});

it('says what a batch cost, and no end of links where there are files', () => {
	const prepared = { request: { model: 'qwen-image-edit-max' }, images: [] } as unknown as Prepared;
	const results = [0, 1].map((index) => ({ index, result: result() }));
	const made = [{ prepared, images: 2 }];
	expect(messages({ results, sent: 2, made })).toEqual([
		'2 images made from 2 items, about ¥1 at list prices.',
	]);
	expect(messages({ results, sent: 2, checked: 'All is <well>.' })).toEqual([
		'All is &lt;well&gt;.',
	]);
});

it('says when the first link ends where links are all there is', () => {
	const later = result({
		images: [{ url: 'https://r.example.com/b.png', expiresAt: '2026-01-10T00:00:00.000Z' }],
	});
	const results = [
		{ index: 0, result: later },
		{ index: 1, result: result() },
	];
	expect(messages({ results, sent: 2, linksOnly: true })).toEqual([
		'2 images made from 2 items. The first link stops working at 2026-01-09 02:40 UTC.',
	]);
});

it('says the same of many items once', () => {
	const itemHints = [4, 7, 9].map((index) => ({ index, text: 'The image is small.' }));
	expect(messages({ itemHints })).toEqual(['Item 4 and 2 more: The image is small.']);
});

it('shows five different hints of a kind and counts the rest', () => {
	const itemHints = Array.from({ length: 8 }, (_, index) => ({ index, text: `Hint ${index}.` }));
	const said = messages({ itemHints });
	expect(said).toHaveLength(6);
	expect(said.at(-1)).toBe('… and 3 more hints of this kind.');
});

it('says what is missing and why', () => {
	const results = [{ index: 0, result: result({ requested: 3, missing: ['X: no'] }) }];
	expect(messages({ results, sent: 1 })).toEqual([
		'Item 0: The service made 1 of 3 images. The service says: X: no',
	]);
});

it('says that a picture was made but not downloaded', () => {
	expect(messages({ failedDownloads: [{ index: 1, problem: 'the file is gone' }] })).toEqual([
		'Item 1: An image was made but not downloaded: the file is gone. Its link is in the item.',
	]);
});

it('escapes what comes from outside, since n8n renders HTML in hints', () => {
	const text = '<img src=x onerror="alert(1)"> & more';
	const results = [{ index: 0, result: result({ requested: 2, missing: [text] }) }];
	const said = messages({
		itemHints: [{ index: 0, text }],
		failedDownloads: [{ index: 0, problem: text }],
		results,
	}).join('\n');
	expect(said).not.toMatch(/[<>"]/);
	expect(said).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; more');
});
