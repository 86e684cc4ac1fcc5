/** Changes each field of the panel in turn and sees it arrive: on the wire, or in what the node does. */
import type { INodeExecutionData, INodeParameters, INodeProperties } from 'n8n-workflow';

import { QwenImageEdit } from '../../nodes/QwenImageEdit/QwenImageEdit.node';
import { readRequest } from '../simulator/rules';
import { storeBinary } from './harness/binary';
import { dataUri, imagesIn, itemsOf, model, mug, MUG_URL, useSimulator } from './support';

const bench = useSimulator();

const OTHER_URL = 'https://shop.example.com/other.png';

/** An item with the mug in the given data fields. */
async function itemWithFiles(...fields: string[]): Promise<INodeExecutionData> {
	const bytes = await mug();
	const binary: INodeExecutionData['binary'] = {};
	for (const field of fields) {
		binary[field] = await storeBinary(bytes, { fileName: 'mug.png', mimeType: 'image/png' });
	}
	return { json: {}, binary };
}

const fuse = (...image: object[]) => ({
	operation: 'fuse',
	images: { image: image as Array<Record<string, string>> },
});
const row = (url: string) => ({ source: 'url', url });

/** The panel so changed sends these parameters. */
const sent = (parameters: INodeParameters, expected: object) => async () => {
	await bench.run(parameters);
	expect(bench.sentParameters()).toMatchObject(expected);
};
/** The panel so changed sends these images. */
const images =
	(parameters: INodeParameters, ...expected: string[]) =>
	async () => {
		await bench.run(parameters);
		expect(imagesIn(bench.sent())).toEqual(expected);
	};

/** What a change of each field must do; collections name their fields as `collection.field`. */
const TESTS: Record<string, () => Promise<void>> = {
	operation: images(fuse(row(MUG_URL), row(OTHER_URL)), MUG_URL, OTHER_URL),
	model: async () => {
		await bench.run({ model: model('qwen-image-edit-plus') });
		expect(bench.sent().model).toBe('qwen-image-edit-plus');
	},
	imageSource: async () => {
		const items = [await itemWithFiles('data')];
		await bench.run({ imageSource: 'field' }, { items });
		expect(imagesIn(bench.sent())).toEqual([await dataUri()]);
	},
	imageUrl: images({ imageUrl: OTHER_URL }, OTHER_URL),
	imageField: async () => {
		const items = [await itemWithFiles('photo')];
		const { error } = await bench.run({ imageSource: 'field', imageField: 'photo' }, { items });
		expect(error).toBeUndefined();
		expect(imagesIn(bench.sent())).toEqual([await dataUri()]);
	},
	imageBase64: async () => {
		const imageBase64 = (await mug()).toString('base64');
		await bench.run({ imageSource: 'base64', imageBase64 });
		expect(imagesIn(bench.sent())).toEqual([await dataUri()]);
	},
	imagesFrom: images(
		{ operation: 'fuse', imagesFrom: 'expression', imageList: OTHER_URL },
		OTHER_URL,
	),
	images: images(fuse(row(OTHER_URL), row(MUG_URL), row(OTHER_URL)), OTHER_URL, MUG_URL, OTHER_URL),
	'images.source': async () => {
		const items = [await itemWithFiles('data')];
		// The field's name is left at the panel's default.
		await bench.run(fuse(row(MUG_URL), { source: 'field' }), { items });
		expect(imagesIn(bench.sent())).toEqual([MUG_URL, await dataUri()]);
	},
	'images.url': images(fuse(row(OTHER_URL), row(OTHER_URL)), OTHER_URL, OTHER_URL),
	'images.field': async () => {
		const items = [await itemWithFiles('photo')];
		await bench.run(fuse(row(MUG_URL), { source: 'field', field: 'photo' }), { items });
		expect(imagesIn(bench.sent())).toEqual([MUG_URL, await dataUri()]);
	},
	'images.base64': async () => {
		const base64 = await dataUri();
		await bench.run(fuse(row(MUG_URL), { source: 'base64', base64 }));
		expect(imagesIn(bench.sent())).toEqual([MUG_URL, base64]);
	},
	'images.name': async () => {
		const named = fuse(row(MUG_URL), { ...row(OTHER_URL), name: 'dress' });
		await bench.run({ ...named, prompt: 'The {dress} in red' });
		expect(textIn()).toBe('The image 2 in red');
	},
	imageList: images(
		{ operation: 'fuse', imagesFrom: 'expression', imageList: `${MUG_URL}\n${OTHER_URL}` },
		MUG_URL,
		OTHER_URL,
	),
	prompt: async () => {
		await bench.run({ prompt: '把杯子变成蓝色 😀' });
		expect(textIn()).toBe('把杯子变成蓝色 😀');
	},
	numberOfImages: async () => {
		const { items } = await bench.run({ numberOfImages: 3 });
		expect(bench.sentParameters().n).toBe(3);
		expect(items).toHaveLength(3);
	},
	size: sent({ size: '1536*1024' }, { size: '1536*1024' }),
	width: sent({ size: 'custom', width: 800 }, { size: '800*1024' }),
	height: sent({ size: 'custom', height: 800 }, { size: '1024*800' }),
	matchImage: async () => {
		const { url } = bench.simulator;
		const two = fuse(row(`${url}/inputs/mug.png`), row(`${url}/inputs/person.png`));
		await bench.run({ ...two, size: 'match', matchImage: 2 });
		expect(bench.sentParameters().size).toBe('768*1152');
	},
	promptExtend: sent({ promptExtend: false }, { prompt_extend: false }),
	'parameters.negativePrompt': sent(
		{ parameters: { negativePrompt: 'blurry' } },
		{ negative_prompt: 'blurry' },
	),
	'parameters.seed': async () => {
		const { items } = await bench.run({ parameters: { seed: 12345678 } });
		expect(bench.sentParameters().seed).toBe(12345678);
		expect(items[0]?.json.seed).toBe(12345678);
	},
	'parameters.thinking': sent(
		{ model: model('qwen-image-3.0'), parameters: { thinking: false } },
		{ enable_thinking: false },
	),
	'parameters.watermark': sent({ parameters: { watermark: true } }, { watermark: true }),
	output: async () => {
		const { items } = await bench.run({ numberOfImages: 2, output: 'perRequest' });
		expect(items).toHaveLength(1);
		expect(items[0]?.json.images).toHaveLength(2);
	},
	includeOtherFields: async () => {
		const items = itemsOf({ sku: 'M-1' });
		const result = await bench.run({ includeOtherFields: true }, { items });
		expect(result.items[0]?.json.sku).toBe('M-1');
	},
	download: async () => {
		const { items } = await bench.run({ download: false });
		expect(items[0]).not.toHaveProperty('binary');
		expect(items[0]?.json.url).toMatch(/^http/);
		expect(bench.simulator.counts.downloads).toBe(0);
	},
	outputField: async () => {
		const { items } = await bench.run({ outputField: 'photo' });
		expect(Object.keys(items[0]?.binary ?? {})).toEqual(['photo']);
	},
	'options.imageTransfer': async () => {
		const imageUrl = `${bench.simulator.url}/inputs/mug.png`;
		await bench.run({ imageUrl, options: { imageTransfer: 'inline' } });
		expect(imagesIn(bench.sent())).toEqual([await dataUri()]);
	},
	'options.concurrency': async () => {
		bench.simulator.set({ latencyMs: 50 });
		const items = Array.from({ length: 6 }, (_, n) => ({ json: { n } }));
		await bench.run({ options: { concurrency: 2 } }, { items });
		expect(bench.simulator.counts.highestConcurrency).toBe(2);
		expect(bench.bodies()).toHaveLength(6);
	},
	'options.requestsPerMinute': async () => {
		const items = Array.from({ length: 4 }, (_, n) => ({ json: { n } }));
		await bench.run(
			{ options: { requestsPerMinute: 2 } },
			{ items, onStart: ({ cancel }) => setTimeout(cancel, 1500) },
		);
		expect(bench.bodies().length).toBeGreaterThanOrEqual(1);
		expect(bench.bodies().length).toBeLessThanOrEqual(2);
	},
	'options.checkOnly': async () => {
		const { items } = await bench.run({ options: { checkOnly: true } });
		expect(items[0]?.json).toMatchObject({ checkOnly: true });
		expect(bench.bodies()).toEqual([]);
		await bench.run({ options: { checkOnly: false } });
	},
	'options.maxImages': async () => {
		const { error } = await bench.run({ numberOfImages: 3, options: { maxImages: 2 } });
		expect(error?.message).toContain('would make 3 images, but at most 2 are allowed');
		expect(bench.bodies()).toEqual([]);
		await bench.run({ numberOfImages: 3, options: { maxImages: 3 } });
	},
	'options.maxTries': async () => {
		bench.simulator.faultNext('internalError', 'internalError', 'internalError');
		const { error } = await bench.run({ options: { maxTries: 2 } });
		expect(bench.bodies()).toHaveLength(2);
		expect(error?.description).toContain('Tried 2 times.');
	},
	'options.retryUncertain': async () => {
		bench.simulator.faultNext('cutBefore');
		const { items } = await bench.run({ options: { retryUncertain: true } });
		expect(bench.bodies()).toHaveLength(2);
		expect(items).toHaveLength(1);
	},
	'options.timeout': async () => {
		bench.simulator.set({ latencyMs: 5000 });
		const { error } = await bench.run({ options: { timeout: 1 } });
		expect(error?.message).toContain('No answer within 1 second');
	},
	'options.unsupportedParameters': async () => {
		// From an expression, so that the panel shows the field and the value counts.
		const { error } = await bench.run({
			model: model('={{ "qwen-image-edit" }}', 'id'),
			numberOfImages: 2,
			options: { unsupportedParameters: 'drop' },
		});
		expect(error).toBeUndefined();
		expect(bench.sentParameters().n).toBe(1);
	},
};

function textIn(): string | undefined {
	return bench.sent().input.messages[0]?.content.find(({ text }) => text !== undefined)?.text;
}

/** All fields of the node, read from its own description, those inside of collections included. */
function fieldsOf(properties: INodeProperties[], prefix = ''): string[] {
	return properties
		.filter(({ type }) => type !== 'notice')
		.flatMap((property) => {
			const inside = (property.options ?? []).flatMap((option) =>
				'values' in option ? option.values : 'type' in option ? [option] : [],
			);
			const name = `${prefix}${property.name}`;
			const own = property.type === 'collection' ? [] : [name];
			return [...own, ...fieldsOf(inside, `${name}.`)];
		});
}

const FIELDS = fieldsOf(new QwenImageEdit().description.properties);

it('has a test for each field of the panel, and no other', () => {
	expect(FIELDS.length).toBeGreaterThan(30);
	expect(Object.keys(TESTS).sort()).toEqual([...FIELDS].sort());
});

it.each(FIELDS)('%s', async (name) => {
	await TESTS[name]?.();
	expect(bench.bodies().length).toBeGreaterThan(0);
});

/** The names of what the tests above have sent. */
const sentNames = new Set<string>();
afterEach(() => {
	for (const { parameters } of bench.bodies()) {
		for (const name of Object.keys(parameters)) sentNames.add(name);
	}
});

it('is sent to a service that has a rule for each parameter', async () => {
	expect(sentNames.size).toBeGreaterThan(5);
	await bench.run({ model: model('qwen-image-3.0') });
	const { parameters, ...body } = bench.sent();
	const ignored = [...sentNames].filter((name) => {
		const wrong = { ...body, parameters: { ...parameters, [name]: {} } };
		return 'ok' in readRequest(wrong, 'gateway');
	});
	expect(ignored).toEqual([]);
});

it('sends nothing but the defaults when nothing is changed', async () => {
	const { items } = await bench.run({});
	expect(bench.sent()).toEqual({
		model: 'qwen-image-edit-max',
		input: {
			messages: [{ role: 'user', content: [{ image: MUG_URL }, { text: 'Make it blue' }] }],
		},
		parameters: { n: 1, prompt_extend: true, watermark: false, seed: items[0]?.json.seed },
	});
});
