/** Changes each field of the panel in turn and sees it arrive: on the wire, or in what the node does. */
import type { INodeExecutionData, INodeParameters, INodeProperties } from 'n8n-workflow';

import { QwenImageEdit } from '../../nodes/QwenImageEdit/QwenImageEdit.node';
import { readRequest } from '../simulator/rules';
import { storeBinary } from './harness/binary';
import {
	dataUri,
	fuse,
	imagesIn,
	itemsOf,
	model,
	mug,
	MUG_URL,
	row,
	useSimulator,
} from './support';

const bench = useSimulator();

const OTHER_URL = 'https://shop.example.com/other.png';

/** An item with the mug in the given data field. */
async function itemWith(field: string): Promise<INodeExecutionData> {
	const file = { fileName: 'mug.png', mimeType: 'image/png' };
	return { json: {}, binary: { [field]: await storeBinary(await mug(), file) } };
}

type Test = () => Promise<void>;

/** The panel so changed sends these parameters. */
const sent =
	(parameters: INodeParameters, expected: object): Test =>
	async () => {
		await bench.run(parameters);
		expect(bench.sentParameters()).toMatchObject(expected);
	};
/** The panel so changed sends these images; the mug stands for its file, which an item has in the field. */
const images =
	(parameters: INodeParameters, expected: string[], field = 'data'): Test =>
	async () => {
		const { error } = await bench.run(parameters, { items: [await itemWith(field)] });
		expect(error).toBeUndefined();
		const file = await dataUri();
		expect(imagesIn(bench.sent())).toEqual(expected.map((url) => (url === 'mug' ? file : url)));
	};
const text =
	(parameters: INodeParameters, expected: string): Test =>
	async () => {
		await bench.run(parameters);
		const content = bench.sent().input.messages[0]?.content;
		expect(content?.find((part) => part.text !== undefined)?.text).toBe(expected);
	};

const list = (imageList: string) => ({ operation: 'fuse', imagesFrom: 'expression', imageList });
const numbered = (count: number) => itemsOf(...Array.from({ length: count }, (_, n) => ({ n })));

/** What a change of each field must do; collections name their fields as `collection.field`. */
const TESTS: Record<string, Test> = {
	operation: images(fuse(row(), row(OTHER_URL)), [MUG_URL, OTHER_URL]),
	model: async () => {
		await bench.run({ model: model('qwen-image-edit-plus') });
		expect(bench.sent().model).toBe('qwen-image-edit-plus');
	},
	imageSource: images({ imageSource: 'field' }, ['mug']),
	imageUrl: images({ imageUrl: OTHER_URL }, [OTHER_URL]),
	imageField: images({ imageSource: 'field', imageField: 'photo' }, ['mug'], 'photo'),
	imageBase64: async () => {
		const imageBase64 = (await mug()).toString('base64');
		await images({ imageSource: 'base64', imageBase64 }, ['mug'])();
	},
	imagesFrom: images(list(OTHER_URL), [OTHER_URL]),
	images: images(fuse(row(OTHER_URL), row(), row(OTHER_URL)), [OTHER_URL, MUG_URL, OTHER_URL]),
	// The field's name is left at the panel's default.
	'images.source': images(fuse(row(), { source: 'field' }), [MUG_URL, 'mug']),
	'images.url': images(fuse(row(OTHER_URL), row(OTHER_URL)), [OTHER_URL, OTHER_URL]),
	'images.field': images(
		fuse(row(), { source: 'field', field: 'photo' }),
		[MUG_URL, 'mug'],
		'photo',
	),
	'images.base64': async () => {
		const base64 = { source: 'base64', base64: await dataUri() };
		await images(fuse(row(), base64), [MUG_URL, 'mug'])();
	},
	'images.name': text(
		{ ...fuse(row(), { ...row(OTHER_URL), name: 'dress' }), prompt: 'The {dress} in red' },
		'The image 2 in red',
	),
	imageList: images(list(`${MUG_URL}\n${OTHER_URL}`), [MUG_URL, OTHER_URL]),
	prompt: text({ prompt: '把杯子变成蓝色 😀' }, '把杯子变成蓝色 😀'),
	numberOfImages: async () => {
		const { items } = await bench.run({ numberOfImages: 3 });
		expect(bench.sentParameters().n).toBe(3);
		expect(items).toHaveLength(3);
	},
	size: sent({ size: '1536*1024' }, { size: '1536*1024' }),
	width: sent({ size: 'custom', width: 800 }, { size: '800*1024' }),
	height: sent({ size: 'custom', height: 800 }, { size: '1024*800' }),
	matchImage: async () => {
		const two = ['mug', 'person'].map((name) => row(`${bench.simulator.url}/inputs/${name}.png`));
		await sent({ ...fuse(...two), size: 'match', matchImage: 2 }, { size: '768*1152' })();
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
		expect(bench.downloads()).toEqual([]);
	},
	outputField: async () => {
		const { items } = await bench.run({ outputField: 'photo' });
		expect(Object.keys(items[0]?.binary ?? {})).toEqual(['photo']);
	},
	'options.imageTransfer': async () => {
		const imageUrl = `${bench.simulator.url}/inputs/mug.png`;
		await images({ imageUrl, options: { imageTransfer: 'inline' } }, ['mug'])();
	},
	'options.concurrency': async () => {
		bench.simulator.set({ latencyMs: 50 });
		await bench.run({ options: { concurrency: 2 } }, { items: numbered(6) });
		expect(bench.simulator.counts.highestConcurrency).toBe(2);
		expect(bench.bodies()).toHaveLength(6);
	},
	'options.requestsPerMinute': async () => {
		await bench.run(
			{ options: { requestsPerMinute: 2 } },
			{ items: numbered(4), onStart: ({ cancel }) => setTimeout(cancel, 1500) },
		);
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
	// From an expression, so that the panel shows the field and the value counts.
	'options.unsupportedParameters': sent(
		{
			model: model('={{ "qwen-image-edit" }}', 'id'),
			numberOfImages: 2,
			options: { unsupportedParameters: 'drop' },
		},
		{ n: 1 },
	),
};

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
