/** Every rule of the API document is checked for every item before anything is sent. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { jsonOf } from './harness/run';
import { itemsOf, model, MUG_URL, useSimulator } from './support';

const bench = useSimulator();

/**
 * What one item of several has instead of the good value, and what must be said about it.
 * @param values a good one and the wrong one; `ALL` where no expression can break the rule for a single item
 * @param parameters the panel; `VALUE` in it is the value of each item
 * @param said the field, the limit or what is wrong, and what to do
 */
const rule = (
	values: Array<IDataObject[string]>,
	parameters: INodeParameters,
	said: [field: string, message: string, remedy: string],
) => ({ values, parameters, said });
const ALL: never[] = [];

const fuse = (image: Array<Record<string, string>>) => ({ operation: 'fuse', images: { image } });
const row = (url: string) => ({ source: 'url', url });
const VALUE = '={{ $json.value }}';
const PNG =
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const RULES = [
	rule(['Make it blue', ' '], { prompt: VALUE }, [
		'prompt',
		'Prompt is empty',
		'Write what to change',
	]),
	rule(['Make it blue', null], { prompt: VALUE }, [
		'prompt',
		'Prompt is empty',
		'An expression may have found nothing for this item',
	]),
	rule(['😀'.repeat(800), '😀'.repeat(801)], { prompt: VALUE }, [
		'prompt',
		'Prompt has 801 characters, but at most 800 are allowed',
		'Shorten it by 1',
	]),
	rule(
		['{mug}', '{table}'],
		{ ...fuse([{ ...row(MUG_URL), name: 'mug' }, row(MUG_URL)]), prompt: VALUE },
		['prompt', 'Prompt names an image that is not there', 'Correct the name'],
	),
	rule(['𠮷'.repeat(500), '𠮷'.repeat(501)], { parameters: { negativePrompt: VALUE } }, [
		'negativePrompt',
		'Negative Prompt has 501 characters, but at most 500 are allowed',
		'Shorten it by 1',
	]),
	rule([2, 7], { numberOfImages: VALUE }, [
		'numberOfImages',
		'Number of Images is 7, but must be 1 to 6',
		'1 to 6',
	]),
	rule(
		['qwen-image-edit-plus', 'qwen-image-edit'],
		{ model: model(VALUE, 'id'), numberOfImages: 2 },
		[
			'numberOfImages',
			'The model does not support Number of Images as set',
			'Choose another model',
		],
	),
	rule(
		['qwen-image-edit-max', 'qwen-image-edit'],
		{ model: model(VALUE, 'id'), size: '1024*1024' },
		['size', 'The model does not support Size as set', 'set Size back to its default'],
	),
	rule(
		['qwen-image-edit-max', 'qwen-image-edit'],
		{ model: model(VALUE, 'id'), promptExtend: false },
		[
			'promptExtend',
			'The model does not support Rewrite Prompt as set',
			'set the option Unsupported Parameters to Drop',
		],
	),
	rule(['qwen-image-edit-max', ''], { model: model(VALUE, 'id') }, [
		'model',
		'Model is empty',
		'Choose a model from the list',
	]),
	rule(['2048*512', '2049*512'], { size: VALUE }, [
		'width',
		'Width is 2049, but must be 512 to 2048',
		'512 to 2048',
	]),
	rule([512, 511], { size: 'custom', height: VALUE }, [
		'height',
		'Height is 511, but must be 512 to 2048',
		'512 to 2048',
	]),
	rule(['auto', 'large'], { size: VALUE }, ['size', 'Size is not a size', 'such as 1536*1024']),
	rule([1, 2], { size: 'match', imageSource: 'base64', imageBase64: PNG, matchImage: VALUE }, [
		'matchImage',
		'Image to Match is 2, but must be 1 to 1',
		'Enter a whole number',
	]),
	rule([2147483647, -1], { parameters: { seed: VALUE } }, [
		'seed',
		'Seed is -1, but must be 0 to 2147483647',
		'0 to 2147483647',
	]),
	rule([0, 2147483648], { parameters: { seed: VALUE } }, [
		'seed',
		'Seed is 2147483648, but must be 0 to 2147483647',
		'0 to 2147483647',
	]),
	rule([MUG_URL, ''], { imageUrl: VALUE }, ['imageUrl', 'The image is empty', 'Enter a URL']),
	rule([MUG_URL, 'mug.jpg'], { imageUrl: VALUE }, [
		'imageUrl',
		'The image has no http or https address',
		'starts with https://',
	]),
	rule(ALL, fuse([row(MUG_URL), { source: 'field', field: 'photo' }]), [
		'images',
		'Image 2 is not among the input data fields of the item',
		'a previous step must put the image into it',
	]),
	rule(ALL, fuse([row(MUG_URL)]), [
		'images',
		'Images has 1 row, but Fuse Images takes 2 to 3 with this model',
		'use the operation Edit Image',
	]),
	rule(ALL, fuse([row(MUG_URL), row(MUG_URL), row(MUG_URL), row(MUG_URL)]), [
		'images',
		'Images has 4 rows, but Fuse Images takes 2 to 3 with this model',
		'Remove 1',
	]),
	rule(
		[
			[MUG_URL, MUG_URL],
			[MUG_URL, MUG_URL, MUG_URL, MUG_URL],
		],
		{ operation: 'fuse', imagesFrom: 'expression', imageList: VALUE },
		[
			'imageList',
			'Images gives 4 images, but this model takes 1 to 3',
			'The expression must give an array',
		],
	),
	rule(
		[PNG, Buffer.from('just a text, no picture at all').toString('base64')],
		{ imageSource: 'base64', imageBase64: VALUE },
		['imageBase64', 'The image is text', 'The service takes JPG, PNG'],
	),
	rule([PNG, PNG.slice(0, 60)], { imageSource: 'base64', imageBase64: VALUE }, [
		'imageBase64',
		'The image is a PNG file that is cut off before its end',
		'Get the file again',
	]),
	rule(
		[
			`data:image/png;base64,${PNG}`,
			`data:image/png;base64,${Buffer.from('%PDF-1.7 a document').toString('base64')}`,
		],
		{ imageUrl: VALUE },
		['imageUrl', 'The image is', 'Convert it'],
	),
	rule(['data', ' '], { outputField: VALUE }, [
		'outputField',
		'Put Output File in Field is empty',
		'such as data',
	]),
	rule(['true', 'perhaps'], { promptExtend: VALUE }, [
		'promptExtend',
		'Rewrite Prompt is neither true nor false',
		'Switch the field on or off',
	]),
	rule([3, 21], { options: { maxTries: VALUE } }, [
		'maxTries',
		'Max Tries is 21, but must be 1 to 20',
		'1 to 20',
	]),
];

describe.each(RULES)('the rule $said.0: $said.1', ({ parameters, values, said }) => {
	const [field, message, remedy] = said;
	const [good, bad] = values;
	const items = itemsOf({ value: good }, { value: good }, { value: bad }, { value: good });
	const failing = values.length === 0 ? [0, 1, 2, 3] : [2];

	it('stops the workflow before anything is sent', async () => {
		const { error, items: output } = await bench.run(parameters, { items });
		expect(bench.simulator.requests).toEqual([]);
		expect(output).toEqual([]);
		expect(error?.message).toContain(`[Item ${failing[0]}] ${message}`);
		expect(error?.description).toContain(remedy);
		expect(error?.context?.itemIndex).toBe(failing[0]);
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
		const error = result.items[failing[0] ?? 0]?.json.error;
		expect(error).toMatchObject({ kind: 'input', field, mayBeBilled: false, tries: 0 });
	});
});

it('takes the first of several wrong items for the error, and names the others', async () => {
	const items = itemsOf({ seed: 1 }, { seed: -1 }, { seed: 'x' });
	const { error } = await bench.run({ parameters: { seed: '={{ $json.seed }}' } }, { items });
	expect(error?.message).toMatch(/^\[Item 1\] Seed is -1/);
	expect(error?.description).toContain('item 2: Seed is not a whole number');
});

it('checks the bounds of the batch before anything is sent', async () => {
	const { error } = await bench.run({ options: { concurrency: '={{ "many" }}' } });
	expect(error?.message).toContain('Max Concurrent Requests is not a whole number');
	expect(bench.simulator.requests).toEqual([]);
});
