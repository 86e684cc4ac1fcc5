import fc from 'fast-check';
import type { IBinaryData, INodeProperties } from 'n8n-workflow';

import { MODELS } from '../../../nodes/QwenImageEdit/catalogue/models';
import { Failure } from '../../../nodes/QwenImageEdit/failure';
import type { GenerationParameters } from '../../../nodes/QwenImageEdit/input/generation';
import {
	type ItemRequest,
	readBatchOptions,
	readRequest,
} from '../../../nodes/QwenImageEdit/input/itemRequest';
import { panel } from '../../../nodes/QwenImageEdit/panel';
import { bodyParts } from '../../../nodes/QwenImageEdit/wire/requestBody';
import { servedModel } from '../../simulator/models';
import { readRequest as readByService } from '../../simulator/rules';
import { anything, childrenOf, expectWellSaid, failureOf, fieldNames, itemOf } from '../support';

const FILE: IBinaryData = { data: '', mimeType: 'image/png', id: 'filesystem:1' };
const FILES = { photo: FILE, scan: FILE };
const URL_1 = 'https://shop.example.com/mug.jpg';
const DATA = 'data:image/png;base64,iVBORw0KGgo=';

const EDIT = { model: 'qwen-image-edit-max', imageUrl: URL_1, prompt: 'Make it blue' };

function read(values: object = {}, files: Record<string, IBinaryData> = FILES) {
	return readRequest(itemOf({ ...EDIT, ...values }, files));
}

const row = (more: object = {}) => ({ source: 'url', url: URL_1, ...more });
const fuse = (...image: unknown[]) => ({ operation: 'fuse', images: { image } });
const list = (imageList: unknown) => ({ operation: 'fuse', imagesFrom: 'expression', imageList });
const custom = (width: unknown, height: unknown) => ({ size: 'custom', width, height });
const match = (matchImage: unknown) => ({ ...fuse(row(), row()), size: 'match', matchImage });
const url = { kind: 'url', url: URL_1 };
const file = { kind: 'file', field: 'photo', binary: FILE };
const base64 = { kind: 'base64', data: DATA };
const thinking = (more: object) => ({ parameters: { thinking: true }, ...more });
const negative = (negativePrompt: string) => ({
	...{ model: 'qwen-image-2.1-pro', parameters: { negativePrompt } },
});
const DRAW = { operation: 'generate', model: 'qwen-image-2.0' };
const DROP = { unsupportedParameters: 'drop' };
const BASE = { model: 'qwen-image-edit' };
const V3 = { model: 'qwen-image-3.0' };
const UNKNOWN = { model: 'qwen-image-9' };

it('has the documented defaults where only the required fields are filled', () => {
	expect(read()).toEqual({
		model: 'qwen-image-edit-max',
		images: [url],
		imagesField: 'imageUrl',
		prompt: 'Make it blue',
		generation: {
			n: 1,
			size: undefined,
			promptExtend: true,
			thinking: undefined,
			negativePrompt: undefined,
			seed: undefined,
			watermark: false,
		} satisfies GenerationParameters,
		output: { perRequest: false, includeOtherFields: false, download: true, field: 'data' },
		sending: {
			imageTransfer: 'auto',
			maxTries: 5,
			countRefusals: false,
			timeoutMs: 600_000,
			retryUncertain: false,
		},
		hints: [],
	});
	const defaults = Object.fromEntries(panel.map((property) => [property.name, property.default]));
	expect(read({ ...defaults, ...EDIT })).toEqual(read());
});

it.each<[object, images: object[], imagesField: string]>([
	[{ imageUrl: ` ${URL_1}?a=%2B/图\n` }, [{ ...url, url: `${URL_1}?a=%2B/图` }], 'imageUrl'],
	// One expression gives both; what is wrong with it is wrong in the field that the user filled in.
	[{ imageUrl: DATA }, [base64], 'imageUrl'],
	[{ imageSource: 'field', imageField: 'photo' }, [file], 'imageField'],
	[{ imageSource: 'base64', imageBase64: 'iV=' }, [{ ...base64, data: 'iV=' }], 'imageBase64'],
	[
		fuse({ source: 'field', field: ' photo ' }, row(), { source: 'base64', base64: DATA }),
		[file, url, base64],
		'images',
	],
	[{ ...fuse(row(), row(), row(), row()), ...UNKNOWN }, [url, url, url, url], 'images'],
	[list([URL_1, 'photo']), [url, file], 'imageList'],
	[list(` ["${URL_1}","photo"]`), [url, file], 'imageList'],
	[list(`${URL_1}\n photo \r\n\nphoto`), [url, file, file], 'imageList'],
	[list('HTTP://a.example.com'), [{ ...url, url: 'HTTP://a.example.com' }], 'imageList'],
	[list(DATA), [base64], 'imageList'],
	[DRAW, [], 'operation'],
	[{ ...DRAW, ...UNKNOWN }, [], 'operation'],
])('reads %j as the images %j of %s', (values, images, imagesField) => {
	expect(read(values)).toMatchObject({ images, imagesField });
});

it.each<[object, object]>([
	[{ model: { __rl: true, mode: 'list', value: ' qwen-image-9 ' } }, { model: 'qwen-image-9' }],
	[{ prompt: ' two  spaces\n' }, { prompt: ' two  spaces\n' }],
	[{ ...fuse(row({ name: 'a' }), row({ name: '' })), prompt: '{a}!' }, { prompt: 'image 1!' }],
	[{ outputField: ' photo ' }, { output: { field: 'photo' } }],
	[{ output: 'perRequest' }, { output: { perRequest: true } }],
	[{ download: false, outputField: '' }, { output: { download: false, field: 'data' } }],
	[{ options: { imageTransfer: 'inline' } }, { sending: { imageTransfer: 'inline' } }],
	[{ options: { maxTries: 1 } }, { sending: { maxTries: 1, countRefusals: true } }],
	[{ options: { timeout: '90' } }, { sending: { timeoutMs: 90_000 } }],
	[{ options: { retryUncertain: true } }, { sending: { retryUncertain: true } }],
	// What a model lacks.
	[negative(' '), { hints: [] }],
	[
		{ ...BASE, numberOfImages: 2, size: 'match', promptExtend: false, options: DROP },
		{
			generation: { n: 1, size: undefined, promptExtend: undefined },
			hints: [
				'Not sent, because qwen-image-edit does not support it: Number of Images, Size, Rewrite Prompt.',
			],
		},
	],
])('reads %j as %j', (values, request) => {
	expect(read(values)).toMatchObject(request);
});

it.each<[object, Partial<GenerationParameters>]>([
	[{ numberOfImages: '6' }, { n: 6 }],
	[{ numberOfImages: null }, { n: 1 }],
	[{ size: null }, { size: undefined }],
	[{ ...V3, size: '1536*1024' }, { size: { width: 1536, height: 1024 } }],
	[{ size: ' 512 x 2048 ' }, { size: { width: 512, height: 2048 } }],
	[{ size: '1024×768' }, { size: { width: 1024, height: 768 } }],
	[custom(512, '2048'), { size: { width: 512, height: 2048 } }],
	[{ size: 'custom' }, { size: { width: 1024, height: 1024 } }],
	[{ size: 'match' }, { size: { matchImage: 0 } }],
	[match(2), { size: { matchImage: 1 } }],
	[match(''), { size: { matchImage: 0 } }],
	[{ parameters: { seed: 0 } }, { seed: 0 }],
	[{ parameters: { seed: '2147483647' } }, { seed: 2147483647 }],
	[{ parameters: { negativePrompt: '  ' } }, { negativePrompt: undefined }],
	[{ parameters: { watermark: true } }, { watermark: true }],
	[thinking(V3), { thinking: true }],
	[{ ...V3, parameters: { thinking: 'false' } }, { thinking: false }],
	[{ ...V3, parameters: { thinking: '' } }, { thinking: undefined }],
	[{ ...V3, promptExtend: false, parameters: { thinking: false } }, { thinking: undefined }],
	[{ parameters: { thinking: false } }, { thinking: undefined }],
	[
		{ model: 'qwen-image-edit', promptExtend: true },
		{ n: 1, promptExtend: undefined },
	],
	// What nobody knows of is sent as it was set.
	[
		{ ...UNKNOWN, numberOfImages: 7, size: '1*1', promptExtend: false },
		{ n: 7, size: { width: 1, height: 1 }, promptExtend: false },
	],
	[
		{ ...UNKNOWN, promptExtend: false, parameters: { thinking: true, seed: 2147483648 } },
		{ thinking: true, seed: 2147483648 },
	],
])('reads the settings %j as %j', (values, settings) => {
	expect(read(values).generation).toMatchObject(settings);
});

it.each<[object, field: string, words: RegExp | string]>([
	[{ model: '  ' }, 'model', 'Model is empty'],
	[{ model: { __rl: true, mode: 'list', value: '' } }, 'model', 'Model is empty'],
	[{ prompt: ' \n' }, 'prompt', 'Prompt is empty'],
	[{ operation: 'upscale' }, 'operation', 'Operation'],
	[{ operation: 'generate' }, 'model', /Choose qwen-image-3\.0-pro, ((?!-2026).)*2\.0, or give an/],

	[{ imageSource: 'pigeon' }, 'imageSource', 'Image Source'],
	[{ imageUrl: ' ' }, 'imageUrl', 'The image is empty: Enter a URL'],
	[{ imageUrl: undefined }, 'imageUrl', 'The image is empty'],
	[{ imageUrl: 'shop.example.com/mug.jpg' }, 'imageUrl', 'not have a valid http or https URL'],
	[
		{ imageUrl: 'ftp://shop.example.com/mug.jpg' },
		'imageUrl',
		'not have a valid http or https URL',
	],
	[{ imageUrl: 'https://' }, 'imageUrl', 'not have a valid http or https URL'],
	[{ imageUrl: 'https://[x/mug.jpg' }, 'imageUrl', 'not have a valid http or https URL'],
	[{ imageUrl: `see ${URL_1}` }, 'imageUrl', 'not have a valid http or https URL'],
	[{ imageUrl: `${URL_1} and more` }, 'imageUrl', 'not have a valid http or https URL'],
	[{ imageUrl: `see ${DATA}` }, 'imageUrl', 'not have a valid http or https URL'],
	[{ imageUrl: { href: URL_1 } }, 'imageUrl', 'not text'],
	[{ imageSource: 'field', imageField: '' }, 'imageField', 'Enter the name of an input data field'],
	[{ imageSource: 'field', imageField: 'mug' }, 'imageField', /“mug”.*has: photo, scan/],
	[{ imageSource: 'base64', imageBase64: ' ' }, 'imageBase64', 'Enter Base64 text'],

	[{ operation: 'fuse', imagesFrom: 'mail' }, 'imagesFrom', 'Images From'],
	[fuse(), 'images', /has 0 rows, but Fuse Images takes 2 to 3 with this model: Add the missing/],
	[fuse(row()), 'images', /has 1 row, .*: Add the missing/],
	[fuse(row(), row(), row(), row()), 'images', /has 4 rows, .*: Remove 1,/],
	[{ ...fuse(row()), ...UNKNOWN }, 'images', 'takes 2 or more:'],
	[fuse(row(), row({ url: '' })), 'images', 'Image 2 is empty: Enter a URL'],
	[fuse(row(), row({ source: 'pigeon' })), 'images', 'Source of image 2'],
	[fuse(row(), row({ name: {} })), 'images', 'Reference Name of image 2'],
	[list([]), 'imageList', 'gives 0 images, but this model takes 1 to 3'],
	[list(undefined), 'imageList', 'gives 0 images'],
	[list(7), 'imageList', 'gives 0 images'],
	[{ ...list(''), ...UNKNOWN }, 'imageList', 'at least 1 is needed'],
	[list(['a', 'b', 'c', 'd']), 'imageList', 'gives 4 images'],
	[list([URL_1, 7]), 'imageList', 'Image 2 is not text: It is “7”'],
	[list(['']), 'imageList', 'The image is empty'],
	[list('[1,2'), 'imageList', 'no input data field “[1,2”'],
	[list({ a: 1 }), 'imageList', 'no input data field “{"a":1}”'],
	[list('photo and http://a'), 'imageList', 'no input data field'],
	[list(`photo and ${DATA}`), 'imageList', 'no input data field'],

	[{ numberOfImages: 0 }, 'numberOfImages', 'is 0, but must be 1 to 6'],
	[{ numberOfImages: 7 }, 'numberOfImages', 'is 7, but must be 1 to 6'],
	[{ size: '511*1024' }, 'width', 'Width is 511, but must be 512 to 2048'],
	[{ size: '1024*2049' }, 'height', 'Height is 2049, but must be 512 to 2048'],
	[{ ...UNKNOWN, size: '0*1024' }, 'width', 'Width is 0, but must be 1 or more'],
	[custom(1024.5, 1024), 'width', 'Width is not a whole number'],
	[custom(1024, 'x'), 'height', 'Height is not a whole number'],
	[{ size: '1024' }, 'size', 'Size is not a size: It is “1024”'],
	[{ size: 'a1024*1024' }, 'size', 'Size is not a size'],
	[{ size: '1024*1024p' }, 'size', 'Size is not a size'],
	[{ size: 1024 }, 'size', 'Size is not a size'],
	[match(0), 'matchImage', 'Image to Match is 0, but must be 1 to 2'],
	[match(3), 'matchImage', 'Image to Match is 3, but must be 1 to 2'],
	[
		{ ...DRAW, size: 'match' },
		'size',
		/Match an Input Image, but there is no .*: Generate Image has/,
	],
	[
		{ ...V3, size: '100*200' },
		'size',
		/100 × 200, which qwen-image-3.0 does not .* takes 262,144 to/,
	],
	[{ parameters: { seed: -1 } }, 'seed', 'must be 0 to 2147483647'],
	[{ parameters: { seed: 2147483648 } }, 'seed', 'must be 0 to 2147483647'],
	[{ parameters: { watermark: 'maybe' } }, 'watermark', 'Watermark'],

	[{ output: 'perLine' }, 'output', 'Output'],
	[{ outputField: ' ' }, 'outputField', 'Put Output File in Field is empty'],
	[{ includeOtherFields: 'some' }, 'includeOtherFields', 'Include Other Input Fields'],
	[{ download: 7 }, 'download', 'Download Images'],
	[{ options: { imageTransfer: 'pigeon' } }, 'imageTransfer', 'Image Transfer'],
	[{ options: { maxTries: 0 } }, 'maxTries', '1 to 20'],
	[{ options: { maxTries: 21 } }, 'maxTries', '1 to 20'],
	[{ options: { timeout: 0 } }, 'timeout', '1 to 86400'],
	[{ options: { timeout: 86_401 } }, 'timeout', '1 to 86400'],
	[{ options: { retryUncertain: 'maybe' } }, 'retryUncertain', 'Retry When Billing Is Uncertain'],
	[{ options: { unsupportedParameters: 'ignore' } }, 'unsupportedParameters', 'error, drop'],

	// What the model lacks.
	[
		{ ...BASE, numberOfImages: 2 },
		'numberOfImages',
		/^The model does not support Number of Images as set: Model “qwen-image-edit” makes at most 1 image from one request, not 2\. Choose another/,
	],
	[{ ...BASE, size: '1024*1024' }, 'size', 'does not let you choose the size'],
	[{ ...BASE, size: 'match' }, 'size', 'does not let you choose the size'],
	[{ ...BASE, promptExtend: false }, 'promptExtend', 'has no prompt rewriting'],
	[thinking(BASE), 'thinking', 'does not think before it draws'],
	[thinking({ ...V3, promptExtend: false }), 'thinking', 'only while Rewrite Prompt is on'],
	[negative('blur'), 'negativePrompt', 'does not take a negative prompt'],
])('refuses %j: %s', (values, field, words) => {
	const failure = failureOf(() => read(values));
	expect(failure).toMatchObject({ kind: 'input', field });
	expect(`${failure.message}: ${failure.description}`).toMatch(words);
});

it.each([
	['prompt', 800, (prompt: string) => read({ prompt }).prompt],
	[
		'negativePrompt',
		500,
		(negativePrompt: string) => read({ parameters: { negativePrompt } }).generation.negativePrompt,
	],
])('takes a %s of %d characters as a person counts them', (field, most, taken) => {
	for (const character of ['图', '👨‍👩‍👧‍👦']) {
		expect(taken(character.repeat(most))).toBe(character.repeat(most));
		const { message, ...failure } = failureOf(() => taken(character.repeat(most + 1)));
		expect(failure.field).toBe(field);
		expect(message).toContain(`has ${most + 1} characters, but at most ${most} are allowed`);
	}
});

it('says that an item has no files where one is named', () => {
	const missing = failureOf(() => read({ imageSource: 'field', imageField: 'mug' }, {}));
	expect(missing.description).toContain('has no files');
});

it('bounds the batch only where bounds are set', () => {
	const bounds = (options: unknown) => readBatchOptions(itemOf({ options }));
	expect(bounds({})).toEqual({ checkOnly: false });
	expect(
		bounds({ concurrency: '2', requestsPerMinute: 30, maxImages: 5, checkOnly: 'true' }),
	).toEqual({ concurrency: 2, requestsPerMinute: 30, maxImages: 5, checkOnly: true });
	for (const name of ['concurrency', 'requestsPerMinute', 'maxImages']) {
		expect(failureOf(() => bounds({ [name]: 0 })).field).toBe(name);
	}
});

describe('any value in any field of the panel', () => {
	// One address is right in every field: there is a file of that name, too.
	const files = { ...FILES, [URL_1]: FILE };
	const words = fc.oneof(
		{ weight: 12, arbitrary: fc.constant(URL_1) },
		fc.constantFrom(DATA, 'photo', ' ', '512 x 2048', 'x'.repeat(801), '{x}'),
		fc.string(),
	);
	const listed = fc
		.array(words, { minLength: 1, maxLength: 4 })
		.chain((lines) => fc.constantFrom<unknown>(lines, lines.join('\n')));
	const models = MODELS.flatMap(({ id }) => [id, { __rl: true, mode: 'list', value: id }]);

	/** What a field takes, now and then something else. */
	function valuesOf(field: INodeProperties): fc.Arbitrary<unknown> {
		return fc.oneof({ weight: 60, arbitrary: usualOf(field) }, anything);
	}

	function usualOf(field: INodeProperties): fc.Arbitrary<unknown> {
		const inside = Object.fromEntries(
			childrenOf(field).map((child) => [child.name, valuesOf(child)] as const),
		);
		switch (field.type) {
			case 'options':
				return fc.constantFrom(
					...(field.options ?? []).flatMap((option) => ('value' in option ? [option.value] : [])),
				);
			case 'boolean':
				return fc.constantFrom(true, false, 'true', 'False', '');
			case 'number':
				return fc
					.oneof(
						fc.constant(Number(field.default)),
						fc.integer({ min: 1, max: 6 }),
						fc.integer({ min: -1, max: 2050 }),
					)
					.chain((value) => fc.constantFrom(value, String(value)));
			case 'resourceLocator':
				return fc.constantFrom<unknown>(...models);
			case 'collection':
				return fc.record(inside, { requiredKeys: [] });
			case 'fixedCollection':
				return fc.record({ image: fc.array(fc.record(inside), { minLength: 2, maxLength: 4 }) });
			default:
				return field.name === 'imageList' ? listed : words;
		}
	}

	/** The request as it is sent, images by address. */
	function bodyOf({ model, images, prompt, generation }: ItemRequest): unknown {
		const { size, seed = 0 } = generation;
		if (size && 'matchImage' in size) expect(images[size.matchImage]).toBeDefined();
		const pixels = size && 'width' in size ? size : undefined;
		const settings = { ...generation, size: pixels, seed };
		const parts = bodyParts({ model, images: images.map(() => url), prompt, settings });
		return JSON.parse(parts.map((part) => ('text' in part ? part.text : '')).join(''));
	}

	it('gives what the service takes, or a failure that names a field', () => {
		const names = new Set(fieldNames());
		const values = Object.fromEntries(panel.map((field) => [field.name, valuesOf(field)]));
		const seen = { requests: 0, failures: 0 };
		fc.assert(
			fc.property(fc.record(values, { requiredKeys: [] }), (given) => {
				const item = itemOf({ ...EDIT, ...given }, files);
				try {
					expect(typeof readBatchOptions(item).checkOnly).toBe('boolean');
					const request = readRequest(item);
					if (!servedModel(request.model)) return;
					// It is taken as a whole: nothing of the prompt is cut off.
					expect(readByService(bodyOf(request), 'dashscope')).toMatchObject({
						ok: { prompt: request.prompt },
					});
					seen.requests += 1;
				} catch (error) {
					if (!(error instanceof Failure)) throw error;
					seen.failures += 1;
					expect(error.kind).toBe('input');
					expect(names).toContain(error.field);
					expectWellSaid(error);
				}
			}),
			{ numRuns: 1500 },
		);
		// Both sides must have been tried, or the test proves nothing.
		expect(seen.requests).toBeGreaterThan(0);
		expect(seen.failures).toBeGreaterThan(0);
	});
});
