/** Every rule of the API document is checked for every item before anything is sent. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { jsonOf } from './harness/run';
import { itemsOf, model, MUG_URL, useSimulator } from './support';

const bench = useSimulator();

/** What one item of several has instead of the good value, and what must be said about it. */
interface Rule {
	what: string;
	/** The panel; `{{ $json.bad }}` in an expression is the wrong value of the one item. */
	parameters: INodeParameters;
	good: IDataObject[string];
	bad: IDataObject[string];
	field: string;
	/** The limit, or what is wrong. */
	message: string;
	/** What to do. */
	remedy: string;
}

const fuse = (image: Array<Record<string, string>>) => ({ operation: 'fuse', images: { image } });
const row = (url: string) => ({ source: 'url', url });
const VALUE = '={{ $json.value }}';
const PNG =
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const RULES: Rule[] = [
	{
		what: 'an empty prompt',
		parameters: { prompt: VALUE },
		good: 'Make it blue',
		bad: ' ',
		field: 'prompt',
		message: 'Prompt is empty',
		remedy: 'Write what to change',
	},
	{
		what: 'a prompt that an expression did not find',
		parameters: { prompt: VALUE },
		good: 'Make it blue',
		bad: null,
		field: 'prompt',
		message: 'Prompt is empty',
		remedy: 'An expression may have found nothing for this item',
	},
	{
		what: 'a prompt of 801 characters',
		parameters: { prompt: VALUE },
		good: '😀'.repeat(800),
		bad: '😀'.repeat(801),
		field: 'prompt',
		message: 'Prompt has 801 characters, but at most 800 are allowed',
		remedy: 'Shorten it by 1',
	},
	{
		what: 'a prompt that names an image that is not there',
		parameters: { ...fuse([{ ...row(MUG_URL), name: 'mug' }, row(MUG_URL)]), prompt: VALUE },
		good: '{mug}',
		bad: '{table}',
		field: 'prompt',
		message: 'Prompt names an image that is not there',
		remedy: 'Correct the name',
	},
	{
		what: 'a negative prompt of 501 characters',
		parameters: { parameters: { negativePrompt: VALUE } },
		good: '𠮷'.repeat(500),
		bad: '𠮷'.repeat(501),
		field: 'negativePrompt',
		message: 'Negative Prompt has 501 characters, but at most 500 are allowed',
		remedy: 'Shorten it by 1',
	},
	{
		what: 'seven images',
		parameters: { numberOfImages: VALUE },
		good: 2,
		bad: 7,
		field: 'numberOfImages',
		message: 'Number of Images is 7, but must be 1 to 6',
		remedy: '1 to 6',
	},
	{
		what: 'two images from a model that makes one',
		parameters: { model: model('={{ $json.value }}', 'id'), numberOfImages: 2 },
		good: 'qwen-image-edit-plus',
		bad: 'qwen-image-edit',
		field: 'numberOfImages',
		message: 'The model does not support Number of Images as set',
		remedy: 'Choose another model',
	},
	{
		what: 'a size from a model that has none',
		parameters: { model: model('={{ $json.value }}', 'id'), size: '1024*1024' },
		good: 'qwen-image-edit-max',
		bad: 'qwen-image-edit',
		field: 'size',
		message: 'The model does not support Size as set',
		remedy: 'set Size back to its default',
	},
	{
		what: 'prompt rewriting switched off at a model that has none',
		parameters: { model: model('={{ $json.value }}', 'id'), promptExtend: false },
		good: 'qwen-image-edit-max',
		bad: 'qwen-image-edit',
		field: 'promptExtend',
		message: 'The model does not support Rewrite Prompt as set',
		remedy: 'set the option Unsupported Parameters to Drop',
	},
	{
		what: 'an empty model',
		parameters: { model: model('={{ $json.value }}', 'id') },
		good: 'qwen-image-edit-max',
		bad: '',
		field: 'model',
		message: 'Model is empty',
		remedy: 'Choose a model from the list',
	},
	{
		what: 'a size out of range',
		parameters: { size: VALUE },
		good: '2048*512',
		bad: '2049*512',
		field: 'width',
		message: 'Width is 2049, but must be 512 to 2048',
		remedy: '512 to 2048',
	},
	{
		what: 'a height out of range',
		parameters: { size: 'custom', height: VALUE },
		good: 512,
		bad: 511,
		field: 'height',
		message: 'Height is 511, but must be 512 to 2048',
		remedy: '512 to 2048',
	},
	{
		what: 'a size that is none',
		parameters: { size: VALUE },
		good: 'auto',
		bad: 'large',
		field: 'size',
		message: 'Size is not a size',
		remedy: 'such as 1536*1024',
	},
	{
		what: 'an image to match that is not there',
		parameters: { size: 'match', imageSource: 'base64', imageBase64: PNG, matchImage: VALUE },
		good: 1,
		bad: 2,
		field: 'matchImage',
		message: 'Image to Match is 2, but must be 1 to 1',
		remedy: 'Enter a whole number',
	},
	{
		what: 'a negative seed',
		parameters: { parameters: { seed: VALUE } },
		good: 2147483647,
		bad: -1,
		field: 'seed',
		message: 'Seed is -1, but must be 0 to 2147483647',
		remedy: '0 to 2147483647',
	},
	{
		what: 'a seed that is too large',
		parameters: { parameters: { seed: VALUE } },
		good: 0,
		bad: 2147483648,
		field: 'seed',
		message: 'Seed is 2147483648, but must be 0 to 2147483647',
		remedy: '0 to 2147483647',
	},
	{
		what: 'a missing image',
		parameters: { imageUrl: VALUE },
		good: MUG_URL,
		bad: '',
		field: 'imageUrl',
		message: 'The image is empty',
		remedy: 'Enter a URL',
	},
	{
		what: 'an address that is none',
		parameters: { imageUrl: VALUE },
		good: MUG_URL,
		bad: 'mug.jpg',
		field: 'imageUrl',
		message: 'The image has no http or https address',
		remedy: 'starts with https://',
	},
	{
		what: 'a data field that is not there',
		parameters: fuse([row(MUG_URL), { source: 'field', field: 'photo' }]),
		good: undefined,
		bad: undefined,
		field: 'images',
		message: 'Image 2 is not among the input data fields of the item',
		remedy: 'a previous step must put the image into it',
	},
	{
		what: 'a single image to fuse',
		parameters: fuse([row(MUG_URL)]),
		good: undefined,
		bad: undefined,
		field: 'images',
		message: 'Images has 1 row, but Fuse Images takes 2 to 3 with this model',
		remedy: 'use the operation Edit Image',
	},
	{
		what: 'four images to fuse',
		parameters: fuse([row(MUG_URL), row(MUG_URL), row(MUG_URL), row(MUG_URL)]),
		good: undefined,
		bad: undefined,
		field: 'images',
		message: 'Images has 4 rows, but Fuse Images takes 2 to 3 with this model',
		remedy: 'Remove 1',
	},
	{
		what: 'four images from an expression',
		parameters: { operation: 'fuse', imagesFrom: 'expression', imageList: VALUE },
		good: [MUG_URL, MUG_URL],
		bad: [MUG_URL, MUG_URL, MUG_URL, MUG_URL],
		field: 'imageList',
		message: 'Images gives 4 images, but this model takes 1 to 3',
		remedy: 'The expression must give an array',
	},
	{
		what: 'Base64 that is no picture',
		parameters: { imageSource: 'base64', imageBase64: VALUE },
		good: PNG,
		bad: Buffer.from('just a text, no picture at all').toString('base64'),
		field: 'imageBase64',
		message: 'The image is text',
		remedy: 'The service takes JPG, PNG',
	},
	{
		what: 'a picture that is cut off',
		parameters: { imageSource: 'base64', imageBase64: VALUE },
		good: PNG,
		bad: PNG.slice(0, 60),
		field: 'imageBase64',
		message: 'The image is a PNG file that is cut off before its end',
		remedy: 'Get the file again',
	},
	{
		what: 'a data URI that is no picture, in the field for a URL',
		parameters: { imageUrl: VALUE },
		good: `data:image/png;base64,${PNG}`,
		bad: `data:image/png;base64,${Buffer.from('%PDF-1.7 a document').toString('base64')}`,
		field: 'imageUrl',
		message: 'The image is',
		remedy: 'Convert it',
	},
	{
		what: 'an empty output field',
		parameters: { outputField: VALUE },
		good: 'data',
		bad: ' ',
		field: 'outputField',
		message: 'Put Output File in Field is empty',
		remedy: 'such as data',
	},
	{
		what: 'a yes or no that is neither',
		parameters: { promptExtend: VALUE },
		good: 'true',
		bad: 'perhaps',
		field: 'promptExtend',
		message: 'Rewrite Prompt is neither true nor false',
		remedy: 'Switch the field on or off',
	},
	{
		what: 'too many tries',
		parameters: { options: { maxTries: VALUE } },
		good: 3,
		bad: 21,
		field: 'maxTries',
		message: 'Max Tries is 21, but must be 1 to 20',
		remedy: '1 to 20',
	},
];

/** Rules that an expression cannot break for a single item concern all of them. */
const forAll = ({ good, bad }: Rule) => good === undefined && bad === undefined;

describe.each(RULES.map((rule) => [rule.what, rule] as const))('%s', (_, rule) => {
	const { parameters, good, bad, field, message, remedy } = rule;
	const items = itemsOf({ value: good }, { value: good }, { value: bad }, { value: good });
	const failing = forAll(rule) ? [0, 1, 2, 3] : [2];

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
