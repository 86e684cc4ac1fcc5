/**
 * The rules of the API document are checked for every item before anything is sent: one of each kind; all of them stand in
 * test/unit/input.
 */
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { jsonOf } from './harness/run';
import { fuse, itemsOf, model, MUG_URL, row, TINY_PNG, useSimulator } from './support';

const bench = useSimulator();

/** In the panel: the value of each item. */
const VALUE = '={{ $json.value }}';
const BASE64 = { imageSource: 'base64', imageBase64: VALUE };
const base64 = (text: string) => Buffer.from(text).toString('base64');

/**
 * @param values a good value and the wrong one that one item has; none where the panel breaks the rule for all items
 */
const rule = (
	field: string,
	said: string,
	remedy: string,
	parameters: INodeParameters,
	values?: Array<IDataObject[string]>,
) => ({ field, said, remedy, parameters, values });

const RULES = [
	rule(
		'prompt',
		'Prompt is empty',
		'An expression may have found nothing for this item',
		{ prompt: VALUE },
		['Make it blue', null],
	),
	rule(
		'prompt',
		'The prompt contains a reference name that no image has',
		'Correct the name',
		{ ...fuse({ ...row(), name: 'mug' }, row()), prompt: VALUE },
		['{mug}', '{table}'],
	),
	rule(
		'promptExtend',
		'The model does not support Rewrite Prompt as set',
		'set the option Unsupported Parameters to Drop',
		{ model: model(VALUE, 'id'), promptExtend: false },
		['qwen-image-edit-max', 'qwen-image-edit'],
	),
	rule(
		'matchImage',
		'Image to Match is 2, but must be 1 to 1',
		'Enter a whole number',
		{ size: 'match', ...BASE64, imageBase64: TINY_PNG, matchImage: VALUE },
		[1, 2],
	),
	rule(
		'seed',
		'Seed is -1, but must be 0 to 2147483647',
		'0 to 2147483647',
		{ parameters: { seed: VALUE } },
		[2147483647, -1],
	),
	rule(
		'images',
		'Image 2 was not found in the item’s input data fields',
		'a previous step must put the image into it',
		fuse(row(), { source: 'field', field: 'photo' }),
	),
	rule('imageBase64', 'The image is a text file', 'The service takes JPEG, PNG', BASE64, [
		TINY_PNG,
		base64('just a text, no picture at all'),
	]),
	rule(
		'imageBase64',
		'The image is a PNG file that is cut off before its end',
		'Get the file again',
		BASE64,
		[TINY_PNG, TINY_PNG.slice(0, 60)],
	),
	rule('imageUrl', 'The image is', 'Convert it', { imageUrl: VALUE }, [
		MUG_URL,
		`data:image/png;base64,${base64('%PDF-1.7 a document')}`,
	]),
];

describe.each(RULES)('the rule $field: $said', ({ field, values, parameters, said, remedy }) => {
	const [good, bad] = values ?? [];
	const items = itemsOf({ value: good }, { value: good }, { value: bad }, { value: good });
	const failing = values ? [2] : [0, 1, 2, 3];
	const [first = 0] = failing;

	it('stops the workflow before anything is sent', async () => {
		const { error, items: output } = await bench.run(parameters, { items });
		expect(bench.simulator.requests).toEqual([]);
		expect(output).toEqual([]);
		expect(error?.message).toContain(`[Item ${first}] ${said}`);
		expect(error?.description).toContain(remedy);
		expect(error?.context?.itemIndex).toBe(first);
	});

	it('fails alone when the workflow goes on', async () => {
		const result = await bench.run(
			{ output: 'perRequest', ...parameters },
			{ items, onError: 'continueRegularOutput' },
		);
		expect(result.error).toBeUndefined();
		expect(bench.bodies()).toHaveLength(items.length - failing.length);
		const failed = jsonOf(result.items).flatMap((json, index) => (json.error ? [index] : []));
		expect(failed).toEqual(failing);
		const error = result.items[first]?.json.error;
		expect(error).toMatchObject({ kind: 'input', field, mayBeBilled: false, tries: 0 });
	});
});

it('takes the first of several wrong items for the error, and names the others', async () => {
	const items = itemsOf({ seed: 1 }, { seed: -1 }, { seed: 'x' });
	const { error } = await bench.run({ parameters: { seed: '={{ $json.seed }}' } }, { items });
	expect(error?.message).toMatch(/^\[Item 1\] Seed is -1/);
	expect(error?.description).toContain('item 2: Seed is not a whole number');
});

it('parameters that a model lacks are dropped if the user chose so, and a hint says which', async () => {
	const items = itemsOf({ model: 'qwen-image-edit' }, { model: 'qwen-image-edit-max' });
	const { error, hints } = await bench.run(
		{
			model: model('={{ $json.model }}', 'id'),
			...{ numberOfImages: 2, size: '1024*1024', promptExtend: false },
			options: { unsupportedParameters: 'drop' },
		},
		{ items },
	);
	expect(error).toBeUndefined();
	const sentTo = (id: string) => bench.bodies().find((body) => body.model === id)?.parameters;
	expect(sentTo('qwen-image-edit')).toEqual({
		...{ n: 1, watermark: false, seed: expect.any(Number) as number },
	});
	expect(sentTo('qwen-image-edit-max')).toMatchObject({
		...{ n: 2, size: '1024*1024', prompt_extend: false },
	});
	expect(hints.map(({ message }) => message)).toContain(
		'Item 0: Not sent, because qwen-image-edit does not support it: Number of Images, Size, Rewrite Prompt.',
	);
});

it('checks the bounds of the batch before anything is sent', async () => {
	const { error } = await bench.run({ options: { concurrency: '={{ "many" }}' } });
	expect(error?.message).toContain('Max Concurrent Requests is not a whole number');
	expect(bench.simulator.requests).toEqual([]);
});
