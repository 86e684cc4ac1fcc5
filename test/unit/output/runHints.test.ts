import type { IExecuteFunctions, NodeExecutionHint } from 'n8n-workflow';

import { addHints, type RunSummary } from '../../../nodes/QwenImageEdit/output/runHints';
import type { Prepared } from '../../../nodes/QwenImageEdit/input/prepare';
import type { ItemResult } from '../../../nodes/QwenImageEdit/output/result';
import { result } from './made';

function hintsOf(summary: Partial<RunSummary>): NodeExecutionHint[] {
	const hints: NodeExecutionHint[] = [];
	const context: Pick<IExecuteFunctions, 'addExecutionHints'> = {
		addExecutionHints: (...more) => hints.push(...more),
	};
	addHints(context as IExecuteFunctions, {
		...{ itemHints: [], results: [], failedDownloads: [], failedItems: 0, sent: 0 },
		...{ checked: undefined, made: [], linksOnly: false },
		...summary,
	});
	return hints;
}

const results = (...all: ItemResult[]) => all.map((each, index) => ({ index, result: each }));
const hints = (...texts: string[]) => texts.map((text, index) => ({ index, text }));
const prepared = { request: { model: 'qwen-image-edit-max' }, images: [] } as unknown as Prepared;
const later = result(['b'], {
	images: [{ url: 'https://r.example.com/b.png', expiresAt: '2026-01-10T00:00:00.000Z' }],
});

it.each<[string, Partial<RunSummary>, string[]]>([
	['nothing of a single item that went well', { results: results(result()), sent: 1 }, []],
	[
		'what a batch cost, and no end of links where there are files',
		{ results: results(result(), result()), sent: 2, made: [{ prepared, images: 2 }] },
		['2 images made from 2 items, about ¥1.00 at list prices.'],
	],
	[
		'what was checked instead',
		{ results: results(result(), result()), checked: 'All is <well>.' },
		['All is &lt;well&gt;.'],
	],
	[
		'when the first link ends where links are all there is',
		{ results: results(later, result()), sent: 2, linksOnly: true },
		['2 images made from 2 items. The first link stops working at 2026-01-09 02:40 UTC.'],
	],
	[
		'the same of many items once',
		{ itemHints: [4, 7, 9].map((index) => ({ index, text: 'The image is small.' })) },
		['Item 4 and 2 other items: The image is small.'],
	],
	[
		'five different hints of a kind, and counts the rest',
		{ itemHints: hints('A', 'B', 'C', 'D', 'E', 'F', 'G', 'H') },
		[
			...['Item 0: A', 'Item 1: B', 'Item 2: C', 'Item 3: D', 'Item 4: E'],
			'… and 3 more hints of this kind.',
		],
	],
	[
		'one more of each kind as one',
		{ itemHints: hints('A', 'A', 'B', 'C', 'D', 'E', 'F') },
		[
			...['Item 0 and 1 other item: A', 'Item 2: B', 'Item 3: C', 'Item 4: D', 'Item 5: E'],
			'… and 1 more hint of this kind.',
		],
	],
	[
		'what is missing and why',
		{ results: results(result(['a'], { requested: 3, missing: ['X: no'] })), sent: 1 },
		['Item 0: The service made 1 of 3 images. The service says: X: no'],
	],
	[
		'that an image was made but not downloaded',
		{ failedDownloads: [{ index: 1, problem: 'the file is gone' }] },
		['Item 1: An image was made but not downloaded: the file is gone. Its link is in the item.'],
	],
	[
		'what comes from outside without HTML, which n8n would render',
		{ itemHints: hints('<img src=x onerror="alert(1)"> & more') },
		['Item 0: &lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; more'],
	],
])('says %s', (_, summary, said) => {
	expect(hintsOf(summary).map(({ message }) => message)).toEqual(said);
});

it('sums a batch up, and warns', () => {
	const summary = { results: results(result(), result(), result()), failedItems: 1, sent: 6 };
	const location = 'outputPane';
	expect(hintsOf({ ...summary, itemHints: hints('A') })).toEqual([
		{ message: 'Item 0: A', type: 'warning', location },
		{
			...{ message: '3 images made from 4 items, 1 item failed, 6 requests in all.', location },
			type: 'info',
		},
	]);
});
