/** How results and failures are handed to the next node. */
import { Container } from '@n8n/di';
import { BinaryDataConfig } from 'n8n-core';

import { jsonOf, NODE, SOURCE } from './harness/run';
import { isPng, itemsOf, MUG_URL, useSimulator } from './support';

const bench = useSimulator();

const PROMPT = { prompt: '={{ $json.prompt }}' };
const itemsWith = (second: string) =>
	itemsOf(
		{ sku: 'M-1', prompt: 'Make it blue' },
		{ sku: 'M-2', prompt: second },
		{ sku: 'M-3', prompt: 'Make it green' },
	);
const ITEMS = itemsWith('Make it red');
const ONE_FAILS = itemsWith('[[fault:inputInspectionFailed]]');
const SKU = `={{ $('${SOURCE}').item.json.sku }}`;

describe.each(['filesystem', 'default'] as const)('with files in the %s store', (binaryMode) => {
	it('one item per image has one file each', async () => {
		const { items, binary } = await bench.run({ numberOfImages: 2 }, { binaryMode });
		expect(items).toHaveLength(2);
		for (const item of items) {
			expect(Object.keys(item.binary ?? {})).toEqual(['data']);
			expect(item.binary?.data?.id === undefined).toBe(binaryMode === 'default');
			expect(item.binary?.data?.mimeType).toBe('image/png');
			expect(await isPng(binary(item, 'data'))).toBe(true);
		}
		expect(Container.get(BinaryDataConfig).mode).toBe(binaryMode);
	});

	it('one item per request has all files', async () => {
		const { items, binary } = await bench.run(
			{ numberOfImages: 3, output: 'perRequest', outputField: 'photo' },
			{ binaryMode },
		);
		expect(items).toHaveLength(1);
		const names = ['photo', 'photo_1', 'photo_2'];
		expect(Object.keys(items[0]?.binary ?? {})).toEqual(names);
		expect(items[0]?.json.images).toMatchObject(names.map((file) => ({ file })));
		for (const name of names) expect(await isPng(binary(items[0], name))).toBe(true);
	});
});

it.each([
	['perImage', ['data']],
	['perRequest', ['data', 'data_1']],
])('where the workflow combines files with json, %s has them there', async (output, names) => {
	const settings = { binaryMode: 'combined' } as const;
	const { items, binary } = await bench.run({ numberOfImages: 2, output }, { settings });
	expect(items[0]?.binary).toBeUndefined();
	expect(Object.keys(items[0]?.json._files ?? {})).toEqual(names);
	expect(await isPng(binary(items[0], 'data'))).toBe(true);
});

describe('the next node', () => {
	it('finds the input of each result, and the file', async () => {
		const next = {
			sku: SKU,
			index: '={{ $json.imageIndex }}',
			file: '={{ $binary.data.fileName }}',
			all: `={{ $('${NODE}').all().length }}`,
		};
		const parameters = { ...PROMPT, numberOfImages: 2 };
		const { nextItems, hints } = await bench.run(parameters, { items: ITEMS, next });
		// Nobody waits for the end of a link whose file is there.
		expect(hints.map(({ message }) => message)).toEqual([
			'6 images made from 3 items, about ¥3.00 at list prices.',
		]);
		expect(jsonOf(nextItems)).toEqual(
			['M-1', 'M-2', 'M-3'].flatMap((sku) =>
				[0, 1].map((index) => ({ sku, index, file: `mug-${index + 1}.png`, all: 6 })),
			),
		);
	});

	it('finds the input of a request with several images', async () => {
		const parameters = { ...PROMPT, numberOfImages: 2, output: 'perRequest' };
		const next = { sku: SKU, url: '={{ $json.images[1].url }}' };
		const { nextItems } = await bench.run(parameters, { items: ITEMS, next });
		expect(nextItems.map(({ json }) => json.sku)).toEqual(['M-1', 'M-2', 'M-3']);
		for (const { json } of nextItems) expect(json.url).toMatch(/^http.*Signature=/);
	});
});

it('passes the fields of the input on only if asked to, and the result wins', async () => {
	const items = itemsOf({ sku: 'M-1', url: 'mine', nested: { a: [1] } });
	const { items: without } = await bench.run({}, { items });
	expect(without[0]?.json).not.toHaveProperty('sku');
	const { items: included } = await bench.run({ includeOtherFields: true }, { items });
	expect(included[0]?.json).toMatchObject({ sku: 'M-1', nested: { a: [1] } });
	expect(included[0]?.json.url).not.toBe('mine');
	expect(jsonOf(items)).toEqual([{ sku: 'M-1', url: 'mine', nested: { a: [1] } }]);
});

it('gives nothing for nothing', async () => {
	const { items, error } = await bench.run({}, { items: [] });
	expect(error).toBeUndefined();
	expect(items).toEqual([]);
	expect(bench.simulator.requests).toEqual([]);
});

it('draws a seed for each request where the user gave none, and says which', async () => {
	const { items } = await bench.run(PROMPT, { items: ITEMS });
	const seeds = bench.bodies().map(({ parameters }) => parameters.seed);
	expect(items.map(({ json }) => json.seed).sort()).toEqual([...seeds].sort());
	expect(new Set(seeds).size).toBe(3);
	expect(new Set(items.map(({ json }) => json.requestId)).size).toBe(3);
});

describe('when an item fails', () => {
	const message = '[Item 1] The service refused the content';

	it('Stop Workflow throws it', async () => {
		const { error, items } = await bench.run(PROMPT, { items: ONE_FAILS });
		expect(items).toEqual([]);
		expect(error?.message).toBe(message);
		expect(error?.context?.itemIndex).toBe(1);
	});

	it('Continue keeps its place, its input and what went wrong', async () => {
		const { error, items, nextItems } = await bench.run(PROMPT, {
			items: ONE_FAILS,
			onError: 'continueRegularOutput',
			next: { sku: SKU },
		});
		expect(error).toBeUndefined();
		expect(items).toHaveLength(3);
		expect(items[1]?.json).toEqual({
			...ONE_FAILS[1]?.json,
			error: {
				message,
				description: expect.stringContaining('Change the prompt or the image:') as string,
				item: 1,
				kind: 'moderation',
				mayBeBilled: false,
				tries: 1,
				httpStatus: 400,
				requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
			},
		});
		expect(items[0]?.json.url).toMatch(/^http/);
		expect(jsonOf(nextItems).map(({ sku }) => sku)).toEqual(['M-1', 'M-2', 'M-3']);
	});

	it('the error output gets it with its input, the other output the rest', async () => {
		const result = await bench.run(PROMPT, {
			items: ONE_FAILS,
			onError: 'continueErrorOutput',
			next: { sku: SKU },
			nextOnError: {
				sku: '={{ $json.sku }}',
				paired: SKU,
				message: '={{ $json.error.message }}',
				kind: '={{ $json.error.kind }}',
				billed: '={{ $json.error.mayBeBilled }}',
			},
		});
		expect(result.error).toBeUndefined();
		expect(jsonOf(result.nextItems)).toEqual([{ sku: 'M-1' }, { sku: 'M-3' }]);
		expect(jsonOf(result.nextErrorItems)).toEqual([
			{ sku: 'M-2', paired: 'M-2', message, kind: 'moderation', billed: false },
		]);
	});

	it('before anything is sent, the error output gets it as well', async () => {
		const items = itemsOf({ sku: 'M-1', prompt: '' }, { sku: 'M-2', prompt: 'Make it red' });
		const result = await bench.run(PROMPT, { items, onError: 'continueErrorOutput' });
		expect(result.items).toHaveLength(1);
		const error = { kind: 'input', field: 'prompt', message: '[Item 0] Prompt is empty' };
		expect(jsonOf(result.errorItems)).toMatchObject([{ sku: 'M-1', error }]);
	});
});

it('says at the end what was made', async () => {
	const parameters = { ...PROMPT, numberOfImages: 2, download: "={{ $json.sku === 'M-1' }}" };
	const items = itemsWith('Make it red [[fault:rateQuota*1]]');
	const { hints } = await bench.run(parameters, { items });
	expect(hints.map(({ message }) => message).join()).toMatch(
		/^6 images made from 3 items, 4 requests in all, about ¥3.00 at list prices\. The first link stops working at \d{4}-\d\d-\d\d \d\d:\d\d UTC\.$/,
	);
});

it('has nothing of the input image in its result but its file name', async () => {
	const { items } = await bench.run({ imageUrl: `${MUG_URL}?token=private` });
	expect(JSON.stringify(items)).not.toContain('private');
});
