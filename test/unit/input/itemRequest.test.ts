import fc from 'fast-check';
import type { IBinaryData } from 'n8n-workflow';

import { Failure } from '../../../nodes/QwenImageEdit/failure';
import { MODELS } from '../../../nodes/QwenImageEdit/catalogue/models';
import {
	type ItemRequest,
	readBatchOptions,
	readRequest,
} from '../../../nodes/QwenImageEdit/input/itemRequest';
import { panel } from '../../../nodes/QwenImageEdit/panel';
import { characterCount } from '../../../nodes/QwenImageEdit/input/values';
import { anything, expectWellSaid, failureOf, fieldNames, itemOf } from '../support';

const FILE: IBinaryData = { data: '', mimeType: 'image/png', id: 'filesystem:1' };
const URL_1 = 'https://shop.example.com/mug.jpg';

const EDIT = { model: 'qwen-image-edit-max', imageUrl: URL_1, prompt: 'Make it blue' };

function read(values: Record<string, unknown> = {}, files: Record<string, IBinaryData> = {}) {
	return readRequest(itemOf({ ...EDIT, ...values }, files));
}

function fuse(values: Record<string, unknown>, files?: Record<string, IBinaryData>) {
	return read({ operation: 'fuse', ...values }, files);
}

function rows(...image: unknown[]) {
	return fuse({ images: { image } });
}

describe('what the panel gives when only the required fields are filled', () => {
	it('becomes the documented defaults', () => {
		expect(read()).toEqual({
			model: 'qwen-image-edit-max',
			images: [{ kind: 'url', url: URL_1 }],
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
			},
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
	});

	it('is the same as what the defaults of the panel give', () => {
		const defaults = Object.fromEntries(panel.map((property) => [property.name, property.default]));
		expect(read({ ...defaults, ...EDIT })).toEqual(read());
	});
});

describe('the model', () => {
	it.each(['list', 'id'])('is read from a resource locator in mode %s', (mode) => {
		expect(read({ model: { __rl: true, mode, value: ' qwen-image-9 ' } }).model).toBe(
			'qwen-image-9',
		);
	});

	it.each([undefined, null, '', '  ', { __rl: true, mode: 'list', value: '' }])(
		'is missed in %j',
		(model) => {
			expect(failureOf(() => read({ model }))).toMatchObject({
				field: 'model',
				message: 'Model is empty',
			});
		},
	);
});

describe('the prompt', () => {
	it('may have 800 characters as a person counts them', () => {
		for (const character of ['a', '图', '😀', '𠮷', '👨‍👩‍👧‍👦']) {
			expect(characterCount(read({ prompt: character.repeat(800) }).prompt)).toBe(800);
			const failure = failureOf(() => read({ prompt: character.repeat(801) }));
			expect(failure.field).toBe('prompt');
			expect(failure.message).toBe('Prompt has 801 characters, but at most 800 are allowed');
		}
	});

	it.each(['', ' \n', undefined, null])('must not be %j', (prompt) => {
		expect(failureOf(() => read({ prompt }))).toMatchObject({
			field: 'prompt',
			message: 'Prompt is empty',
		});
	});

	it('is sent as it was written', () => {
		expect(read({ prompt: ' two  spaces\n' }).prompt).toBe(' two  spaces\n');
	});

	it('may name the images of the rows', () => {
		const url = URL_1;
		const named = (prompt: string) =>
			fuse({
				prompt,
				images: {
					image: [
						{ source: 'url', url, name: 'person' },
						{ source: 'url', url, name: '' },
					],
				},
			}).prompt;
		expect(named('{person} smiles')).toBe('image 1 smiles');
		expect(failureOf(() => named('{dress}')).field).toBe('prompt');
	});
});

describe('the number of images', () => {
	it('is 1 to 6', () => {
		expect([1, 6, '2'].map((numberOfImages) => read({ numberOfImages }).generation.n)).toEqual([
			1, 6, 2,
		]);
		for (const numberOfImages of [null, '']) expect(read({ numberOfImages }).generation.n).toBe(1);
		for (const numberOfImages of [0, 7, -1, 1.5, 'x']) {
			expect(failureOf(() => read({ numberOfImages })).field).toBe('numberOfImages');
		}
	});
});

describe('the size', () => {
	it.each([
		['auto', undefined],
		[null, undefined],
		['1536*1024', { width: 1536, height: 1024 }],
		['512*2048', { width: 512, height: 2048 }],
		[' 1024 x 768 ', { width: 1024, height: 768 }],
		['1024×768', { width: 1024, height: 768 }],
	])('%j is %j', (size, expected) => {
		expect(read({ size }).generation.size).toEqual(expected);
	});

	it.each([
		['511*1024', 'width', 'Width is 511, but must be 512 to 2048'],
		['1024*2049', 'height', 'Height is 2049, but must be 512 to 2048'],
		['large', 'size', 'Size is not a size'],
		['1024', 'size', 'Size is not a size'],
		['a1024*1024', 'size', 'Size is not a size'],
		['1024*1024p', 'size', 'Size is not a size'],
		['0*1024', 'width', 'Width is 0, but must be 1 or more'],
		[1024, 'size', 'Size is not a size'],
	])('%j is refused', (size, field, message) => {
		expect(failureOf(() => read({ size }))).toMatchObject({ field, message });
	});

	it('is Width and Height when Custom', () => {
		const custom = (width: unknown, height: unknown) => read({ size: 'custom', width, height });
		expect(custom(512, '2048').generation.size).toEqual({ width: 512, height: 2048 });
		expect(read({ size: 'custom' }).generation.size).toEqual({ width: 1024, height: 1024 });
		expect(failureOf(() => custom(100, 1024)).field).toBe('width');
		expect(failureOf(() => custom(1024, 4096)).field).toBe('height');
		expect(failureOf(() => custom(1024.5, 1024)).field).toBe('width');
	});

	it('may match one of the input images', () => {
		expect(read({ size: 'match' }).generation.size).toEqual({ matchImage: 0 });
		const image = [
			{ source: 'url', url: URL_1 },
			{ source: 'url', url: URL_1 },
		];
		const match = (matchImage: unknown) => fuse({ images: { image }, size: 'match', matchImage });
		expect(match(2).generation.size).toEqual({ matchImage: 1 });
		expect(match('').generation.size).toEqual({ matchImage: 0 });
		expect(failureOf(() => match(0)).field).toBe('matchImage');
		const none = { operation: 'generate', model: 'qwen-image-2.0', size: 'match' };
		expect(failureOf(() => read(none)).message).toContain('but there is no input image');
		expect(failureOf(() => match(3))).toMatchObject({
			field: 'matchImage',
			message: 'Image to Match is 3, but must be 1 to 2',
		});
	});
});

describe('the parameters', () => {
	it('take a seed from 0 to 2147483647', () => {
		const seed = (value: unknown) => read({ parameters: { seed: value } }).generation.seed;
		expect([0, 2147483647, '12345678'].map(seed)).toEqual([0, 2147483647, 12345678]);
		for (const value of [-1, 2147483648, 0.5, 'x']) {
			expect(failureOf(() => seed(value)).field).toBe('seed');
		}
		const unknown = { model: 'qwen-image-9', parameters: { seed: 2147483648 } };
		expect(read(unknown).generation.seed).toBe(2147483648);
	});

	it('take a negative prompt of 500 characters', () => {
		const negative = (negativePrompt: unknown) =>
			read({ parameters: { negativePrompt } }).generation.negativePrompt;
		expect(negative('😀'.repeat(500))).toBe('😀'.repeat(500));
		expect(negative('  ')).toBeUndefined();
		expect(failureOf(() => negative('图'.repeat(501)))).toMatchObject({
			field: 'negativePrompt',
			message: 'Negative Prompt has 501 characters, but at most 500 are allowed',
		});
	});

	it('take a watermark', () => {
		expect(read({ parameters: { watermark: true } }).generation.watermark).toBe(true);
		expect(failureOf(() => read({ parameters: { watermark: 'maybe' } })).field).toBe('watermark');
	});
});

describe('thinking', () => {
	it.each([
		['qwen-image-3.0', { thinking: true }, true, true],
		['qwen-image-3.0', { thinking: 'false' }, true, false],
		['qwen-image-3.0', { thinking: '' }, true, undefined],
		['qwen-image-3.0', { thinking: false }, false, undefined],
		['qwen-image-3.0', { thinking: true }, false, 'thinks only while Rewrite Prompt is on'],
		['qwen-image-edit-max', { thinking: false }, true, undefined],
		['qwen-image-edit-max', { thinking: true }, true, 'does not think before it draws'],
		['qwen-image-9', { thinking: true }, false, true],
	])('of %s with %j, rewriting %j, is %j', (model, parameters, promptExtend, expected) => {
		const thinking = () => read({ model, parameters, promptExtend }).generation.thinking;
		if (typeof expected === 'string') expect(failureOf(thinking).description).toContain(expected);
		else expect(thinking()).toBe(expected);
	});
});

describe('no image', () => {
	it('is what a model makes one from, if it can', () => {
		const made = read({ operation: 'generate', model: 'qwen-image-2.0' });
		expect(made).toMatchObject({ images: [], imagesField: 'operation' });
		const unknown = { operation: 'generate', model: 'qwen-image-9' };
		expect(read(unknown).images).toEqual([]);
		const failure = failureOf(() => read({ operation: 'generate' }));
		expect(failure.field).toBe('model');
		expect(failure.description).toMatch(/^Choose qwen-image-3.0-pro, .*2.0, or give an image/);
		expect(failure.description).not.toMatch(/-2026/);
	});

	it('is no operation that is not there', () => {
		expect(failureOf(() => read({ operation: 'upscale' })).field).toBe('operation');
		expect(failureOf(() => fuse({ imagesFrom: 'mail' })).field).toBe('imagesFrom');
	});
});

describe('one image', () => {
	it('comes from a URL, a data field or Base64', () => {
		expect(read({ imageSource: 'field', imageField: 'photo' }, { photo: FILE })).toMatchObject({
			images: [{ kind: 'file', field: 'photo', binary: FILE }],
			imagesField: 'imageField',
		});
		expect(read({ imageSource: 'base64', imageBase64: 'iVBORw0KGgo=' })).toMatchObject({
			images: [{ kind: 'base64', data: 'iVBORw0KGgo=' }],
			imagesField: 'imageBase64',
		});
	});

	it('may be a data URI in the field for a URL, as one expression gives both', () => {
		expect(read({ imageUrl: 'data:image/png;base64,iVBORw0KGgo=' })).toMatchObject({
			images: [{ kind: 'base64', data: 'data:image/png;base64,iVBORw0KGgo=' }],
			// What is wrong with it is wrong in the field that the user filled in.
			imagesField: 'imageUrl',
		});
	});

	it('keeps its URL character for character, but for spaces around', () => {
		const url = 'https://cdn.example.com/图/a.png?sig=a%2Bb/c==&x=[1]#top';
		expect(read({ imageUrl: ` ${url}\n` }).images).toEqual([{ kind: 'url', url }]);
	});

	it.each([
		['url', 'imageUrl', ''],
		['url', 'imageUrl', undefined],
		['url', 'imageUrl', 'shop.example.com/mug.jpg'],
		['url', 'imageUrl', 'ftp://shop.example.com/mug.jpg'],
		['url', 'imageUrl', 'https://'],
		['url', 'imageUrl', '/a.png'],
		['url', 'imageUrl', 'https://exa mple.com/x.png'],
		['url', 'imageUrl', { href: URL_1 }],
		['url', 'imageUrl', `see ${URL_1}`],
		['url', 'imageUrl', `${URL_1} and more`],
		['url', 'imageUrl', 'see data:image/png;base64,iVBORw0KGgo='],
		['pigeon', 'imageSource', 'pigeon'],
		['field', 'imageField', ''],
		['field', 'imageField', 'other'],
		['base64', 'imageBase64', ' '],
	])('from %s is refused when %s is %j', (imageSource, field, value) => {
		const failure = failureOf(() => read({ imageSource, [field]: value }, { photo: FILE }));
		expect(failure.field).toBe(field);
		expectWellSaid(failure);
	});

	it('names the data fields there are when it is not among them', () => {
		const missing = (files: Record<string, IBinaryData>) =>
			failureOf(() => read({ imageSource: 'field', imageField: 'mug' }, files)).description;
		expect(missing({ photo: FILE, scan: FILE })).toContain('photo, scan');
		expect(missing({})).toContain('has no files');
	});
});

describe('several images', () => {
	const url = (name: string) => ({ source: 'url', url: `https://shop.example.com/${name}` });

	it('come in the order of the rows, from different sources', () => {
		const request = fuse(
			{
				images: {
					image: [
						{ source: 'field', field: 'photo' },
						url('b.png'),
						{ source: 'base64', base64: 'iVBORw0KGgo=' },
					],
				},
			},
			{ photo: FILE },
		);
		expect(request.images.map(({ kind }) => kind)).toEqual(['file', 'url', 'base64']);
		expect(request.imagesField).toBe('images');
	});

	it.each([0, 1, 4])('are refused when there are %d rows', (count) => {
		const failure = failureOf(() => rows(...Array.from({ length: count }, () => url('a.png'))));
		expect(failure.field).toBe('images');
		expect(failure.message).toContain(`Images has ${count} row`);
		expect(failure.message).toContain('takes 2 to 3 with this model');
		expect(failure.description).toMatch(count < 2 ? /^Add the missing/ : /^Remove 1,/);
	});

	it('may be any number with a model that nobody knows, but not one', () => {
		const unknown = (...image: unknown[]) => fuse({ model: 'qwen-image-9', images: { image } });
		expect(unknown(...Array(12).fill(url('a.png'))).images).toHaveLength(12);
		expect(failureOf(() => unknown(url('a.png'))).message).toContain('takes 2 or more');
		const none = { model: 'qwen-image-9', imagesFrom: 'expression', imageList: [] };
		expect(failureOf(() => fuse(none)).message).toContain('at least 1 is needed');
		expect(failureOf(() => fuse({ ...none, model: EDIT.model })).message).toContain('takes 1 to 3');
	});

	it('name the row that is wrong', () => {
		const failure = failureOf(() => rows(url('a.png'), { source: 'url', url: '' }));
		expect(failure).toMatchObject({ field: 'images', message: 'Image 2 is empty' });
		expect(failure.description).toContain('a URL');
		const row = (more: object) => failureOf(() => rows(url('a.png'), { ...url('b.png'), ...more }));
		expect(row({ source: 'pigeon' }).message).toContain('Source of image 2');
		expect(row({ name: {} }).message).toContain('Reference name of image 2');
	});

	it.each([
		[['https://a.example.com/1.png', 'photo']],
		['["https://a.example.com/1.png","photo"]'],
		[' ["https://a.example.com/1.png","photo"]'],
		['https://a.example.com/1.png\n photo \r\n\n'],
		['HTTPS://a.example.com/1.png\r\nphoto'],
	])('come from the expression %j', (imageList) => {
		const request = fuse({ imagesFrom: 'expression', imageList }, { photo: FILE });
		expect(request.images).toEqual([
			{ kind: 'url', url: expect.stringMatching(/^https:\/\/a\.example\.com\/1\.png$/i) },
			{ kind: 'file', field: 'photo', binary: FILE },
		]);
		expect(request.imagesField).toBe('imageList');
	});

	it('may be a single one from an expression', () => {
		const list = (imageList: unknown) => fuse({ imagesFrom: 'expression', imageList }).images;
		expect(list('data:image/png;base64,iVBORw0KGgo=')).toEqual([
			{ kind: 'base64', data: 'data:image/png;base64,iVBORw0KGgo=' },
		]);
	});

	it.each([
		[[]],
		[''],
		[undefined],
		[['a', 'b', 'c', 'd']],
		[[7]],
		[[null]],
		[['']],
		['[1,2'],
		[7],
		[{}],
		['photo and http://a'],
	])('are refused when the expression gives %j', (imageList) => {
		const failure = failureOf(() => fuse({ imagesFrom: 'expression', imageList }));
		expect(failure.field).toBe('imageList');
	});
});

describe('what a model lacks', () => {
	const base = { model: 'qwen-image-edit' };

	it('is left out silently at its default', () => {
		const { generation, hints } = read({
			...base,
			numberOfImages: 1,
			size: 'auto',
			promptExtend: true,
		});
		expect(generation).toMatchObject({ n: 1, size: undefined, promptExtend: undefined });
		expect(hints).toEqual([]);
	});

	const WRONG: Array<[string, unknown, string]> = [
		['numberOfImages', 2, 'Number of Images'],
		['size', '1024*1024', 'Size'],
		['size', 'match', 'Size'],
		['promptExtend', false, 'Rewrite Prompt'],
	];

	it.each(WRONG)('is an error that names model and field: %s = %j', (field, value, label) => {
		const failure = failureOf(() => read({ ...base, [field]: value }));
		expect(failure.field).toBe(field);
		expect(failure.message).toContain(label);
		expect(failure.description).toMatch(
			/“qwen-image-edit” (makes at most 1 image from one request, not 2|does not|has no)/,
		);
	});

	it.each(WRONG)('is dropped where the user chose so: %s = %j', (field, value, label) => {
		const options = { unsupportedParameters: 'drop' };
		const { generation, hints } = read({ ...base, [field]: value, options });
		expect(generation).toMatchObject({ n: 1, size: undefined, promptExtend: undefined });
		expect(hints).toEqual([`Not sent, because qwen-image-edit does not support it: ${label}.`]);
	});

	it('may be a negative prompt, or an area', () => {
		const negativePrompt = { model: 'qwen-image-2.1-pro', parameters: { negativePrompt: 'blur' } };
		expect(failureOf(() => read(negativePrompt)).description).toContain(
			'does not take a negative prompt',
		);
		expect(read({ ...negativePrompt, parameters: { negativePrompt: ' ' } }).hints).toEqual([]);
		const small = failureOf(() => read({ model: 'qwen-image-3.0', size: '100*200' }));
		expect(small).toMatchObject({
			field: 'size',
			message: 'Size is 100 × 200, which qwen-image-3.0 does not make',
		});
		expect(small.description).toContain('262,144 to 4,194,304 pixels');
		const long = { model: 'qwen-image-3.0', parameters: { negativePrompt: 'x'.repeat(5000) } };
		expect(read(long).generation.negativePrompt).toHaveLength(5000);
	});

	it('is not known of ids that are not in the catalogue: what was set is sent', () => {
		const { generation } = read({
			model: 'qwen-image-9',
			numberOfImages: 4,
			size: '512*512',
			promptExtend: false,
		});
		expect(generation).toMatchObject({
			n: 4,
			size: { width: 512, height: 512 },
			promptExtend: false,
		});
	});
});

describe('the options', () => {
	it('are read with their units', () => {
		const { sending } = read({
			options: {
				imageTransfer: 'inline',
				maxTries: 1,
				timeout: '90',
				retryUncertain: true,
			},
		});
		expect(sending).toEqual({
			imageTransfer: 'inline',
			maxTries: 1,
			countRefusals: true,
			timeoutMs: 90_000,
			retryUncertain: true,
		});
	});

	it.each([
		['imageTransfer', 'pigeon'],
		['maxTries', 0],
		['maxTries', 21],
		['timeout', 0],
		['timeout', 86_401],
		['timeout', 'soon'],
		['retryUncertain', 'maybe'],
		['unsupportedParameters', 'ignore'],
	])('name themselves when wrong: %s = %j', (name, value) => {
		expect(failureOf(() => read({ options: { [name]: value } })).field).toBe(name);
	});

	it('bound the batch only where they are set', () => {
		const bounds = (options: unknown) => readBatchOptions(itemOf({ options }));
		expect(bounds({})).toEqual({ checkOnly: false });
		expect(
			bounds({ concurrency: '2', requestsPerMinute: 30, maxImages: 5, checkOnly: 'true' }),
		).toEqual({ concurrency: 2, requestsPerMinute: 30, maxImages: 5, checkOnly: true });
		expect(failureOf(() => bounds({ concurrency: 0 })).field).toBe('concurrency');
		expect(failureOf(() => bounds({ requestsPerMinute: -1 })).field).toBe('requestsPerMinute');
		expect(failureOf(() => bounds({ maxImages: 0 })).field).toBe('maxImages');
	});
});

describe('the output', () => {
	it('names its field, which must not be empty when there is a file', () => {
		expect(read({ outputField: ' photo ' }).output.field).toBe('photo');
		expect(read({ output: 'perRequest' }).output.perRequest).toBe(true);
		expect(failureOf(() => read({ outputField: ' ' })).field).toBe('outputField');
		expect(read({ download: false, outputField: '' }).output).toMatchObject({
			download: false,
			field: 'data',
		});
	});

	it.each([
		['output', 'perLine'],
		['includeOtherFields', 'some'],
		['download', 7],
	])('names what is wrong: %s = %j', (field, value) => {
		expect(failureOf(() => read({ [field]: value })).field).toBe(field);
	});
});

describe('any value in any field', () => {
	const NAMES = new Set(fieldNames());
	/** Mostly what the field takes, so that whole requests come about, now and then something else. */
	const mostly = (good: fc.Arbitrary<unknown>, ...bad: unknown[]) =>
		fc.oneof(
			{ weight: 24, arbitrary: good },
			{ weight: 1, arbitrary: fc.constantFrom(undefined, ...bad) },
			{ weight: 1, arbitrary: anything },
		);
	const oneOf = (...values: unknown[]) => fc.constantFrom<unknown>(...values);
	const number = (min: number, max: number) =>
		mostly(
			fc.integer({ min, max }).chain((value) => oneOf(value, String(value))),
			min - 1,
			max + 1,
			min + 0.5,
		);
	const text = (limit: number) =>
		mostly(
			fc
				.tuple(fc.string({ unit: 'grapheme', minLength: 1 }), fc.integer({ min: 1, max: limit }))
				.map(([part, times]) => part.repeat(times).slice(0, limit)),
			'x'.repeat(limit + 1),
			' ',
		);
	const link = oneOf(URL_1, ` ${URL_1} `, 'data:image/png;base64,iVBORw0KGgo=');
	const switched = mostly(oneOf(true, false, 'true', 'False', ''), 'maybe');
	const source = mostly(oneOf('url', 'field', 'base64'), 'pigeon');
	const some = (fields: Record<string, fc.Arbitrary<unknown>>) =>
		mostly(fc.record(fields, { requiredKeys: [] }));
	const row = mostly(
		fc.record({
			source,
			url: mostly(link, 'x y', ''),
			field: mostly(oneOf('photo', ' photo '), 'data'),
			base64: mostly(link),
			name: mostly(fc.string({ maxLength: 3 })),
		}),
	);
	const values: Record<string, fc.Arbitrary<unknown>> = {
		operation: mostly(oneOf('edit', 'fuse', 'generate')),
		model: mostly(
			oneOf(
				...MODELS.flatMap(({ id }) => [id, { __rl: true, mode: 'list', value: id }]),
				'qwen-image-9',
			),
		),
		imageSource: source,
		imageUrl: mostly(link, 'photo'),
		imageField: mostly(oneOf('photo'), 'data'),
		imageBase64: mostly(link),
		imagesFrom: mostly(oneOf('list', 'expression')),
		images: mostly(
			fc.record({ image: mostly(fc.array(row, { minLength: 2, maxLength: 3 }), [], [{}]) }),
		),
		imageList: mostly(
			fc.oneof(
				fc.array(mostly(fc.oneof(link, oneOf('photo'))), { minLength: 1, maxLength: 3 }),
				fc
					.array(fc.oneof(link, oneOf('photo')), { minLength: 1, maxLength: 3 })
					.map((list) => list.join('\n')),
			),
			['photo', 'photo', 'photo', 'photo'],
		),
		prompt: text(800),
		numberOfImages: number(1, 6),
		size: mostly(oneOf('auto', 'match', 'custom', '1024*1024', '512 x 2048'), '4096*1', 'x'),
		width: number(512, 2048),
		height: number(512, 2048),
		matchImage: number(1, 3),
		promptExtend: switched,
		parameters: some({
			negativePrompt: text(500),
			seed: number(0, 2147483647),
			thinking: switched,
			watermark: switched,
		}),
		output: mostly(oneOf('perImage', 'perRequest')),
		includeOtherFields: switched,
		download: switched,
		outputField: mostly(fc.string({ minLength: 1 })),
		options: some({
			imageTransfer: mostly(oneOf('auto', 'url', 'inline')),
			concurrency: number(1, 100),
			requestsPerMinute: number(1, 1000),
			maxTries: number(1, 20),
			timeout: number(1, 900),
			retryUncertain: switched,
			unsupportedParameters: mostly(oneOf('error', 'drop')),
		}),
	};
	const arbitrary = fc.record(values, { requiredKeys: [] });

	it('covers every field of the panel', () => {
		const shown = panel.filter(({ type }) => type !== 'notice').map(({ name }) => name);
		expect(Object.keys(values).sort()).toEqual(shown.sort());
	});

	/** The limits of the API document, written out once more: a slip in limits.ts must be seen here. */
	function expectWithinLimits(request: ItemRequest): void {
		const { model, images, prompt, generation, output, sending } = request;
		const { n, size, promptExtend, negativePrompt, seed, watermark } = generation;
		const isBase = model === 'qwen-image-edit';
		const isKnown = /^qwen-image-edit/.test(model);
		expect(model.trim()).not.toBe('');
		if (isKnown) expect(images.length).toBeGreaterThanOrEqual(1);
		if (isKnown) expect(images.length).toBeLessThanOrEqual(3);
		for (const image of images) {
			if (image.kind === 'url') expect(image.url).toMatch(/^https?:\/\/\S+$/i);
			if (image.kind === 'base64') expect(image.data.trim()).not.toBe('');
			if (image.kind === 'file') expect(image.binary).toBe(FILE);
		}
		expect(prompt.trim()).not.toBe('');
		if (isKnown) expect(characterCount(prompt)).toBeLessThanOrEqual(800);
		expect(Number.isInteger(n) && n >= 1 && n <= (isBase ? 1 : isKnown ? 6 : Infinity)).toBe(true);
		if (size && 'width' in size) {
			for (const side of [size.width, size.height]) {
				const [min, max] = isKnown ? [512, 2048] : [1, Infinity];
				expect(Number.isInteger(side) && side >= min && side <= max).toBe(true);
			}
		} else if (size) {
			expect(Number.isInteger(size.matchImage)).toBe(true);
			expect(images[size.matchImage]).toBeDefined();
		}
		if (isBase) expect([size, promptExtend]).toEqual([undefined, undefined]);
		else expect(typeof promptExtend).toBe('boolean');
		if (negativePrompt !== undefined) {
			expect(negativePrompt.trim()).not.toBe('');
			if (isKnown) expect(characterCount(negativePrompt)).toBeLessThanOrEqual(500);
		}
		if (seed !== undefined) {
			const most = isKnown ? 2_147_483_647 : Infinity;
			expect(Number.isInteger(seed) && seed >= 0 && seed <= most).toBe(true);
		}
		expect(typeof watermark).toBe('boolean');
		expect(output.field).not.toBe('');
		expect(Number.isInteger(sending.maxTries) && sending.maxTries >= 1).toBe(true);
		expect(sending.timeoutMs).toBeGreaterThanOrEqual(1000);
	}

	it('gives a request within all limits, or a failure that names a field', () => {
		const seen = { requests: 0, failures: 0 };
		fc.assert(
			fc.property(arbitrary, (given) => {
				const item = itemOf({ ...EDIT, ...given }, { photo: FILE });
				try {
					expectWithinLimits(readRequest(item));
					seen.requests += 1;
				} catch (error) {
					if (!(error instanceof Failure)) throw error;
					seen.failures += 1;
					expect(error.kind).toBe('input');
					expect(NAMES).toContain(error.field);
					expectWellSaid(error);
				}
			}),
			{ numRuns: 1500 },
		);
		// Both sides must have been tried, or the test proves nothing.
		expect(seen.requests).toBeGreaterThan(0);
		expect(seen.failures).toBeGreaterThan(0);
	});

	it('gives bounds of the batch, or a failure that names a field', () => {
		fc.assert(
			fc.property(values.options ?? anything, (options) => {
				try {
					const { checkOnly, ...bounds } = readBatchOptions(itemOf({ options }));
					expect(typeof checkOnly).toBe('boolean');
					for (const bound of Object.values(bounds)) {
						if (bound !== undefined) expect(bound).toBeGreaterThanOrEqual(1);
					}
				} catch (error) {
					if (!(error instanceof Failure)) throw error;
					expect(NAMES).toContain(error.field);
				}
			}),
		);
	});
});
