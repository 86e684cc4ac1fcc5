/**
 * Every model with every setting: what it takes goes over the wire and is billed as estimated, what it lacks stops before
 * anything is sent. Decided by the model that was really chosen, not by what the panel showed; written out by family.
 */
import type { INodeParameters } from 'n8n-workflow';

import { MODELS } from '../../nodes/QwenImageEdit/catalogue/models';
import { estimateCost } from '../../nodes/QwenImageEdit/catalogue/price';
import { fuse, imagesIn, model, row, useSimulator } from './support';

const bench = useSimulator();

type Family = 'edit' | 'base' | '2.0' | '2.1-turbo' | '2.1-pro' | '3.0';

const ALL: Family[] = ['edit', 'base', '2.0', '2.1-turbo', '2.1-pro', '3.0'];
const OLD: Family[] = ['edit', 'base'];
const V2_1: Family[] = ['2.1-turbo', '2.1-pro'];

function familyOf(id: string): Family {
	if (id === 'qwen-image-edit') return 'base';
	if (id.startsWith('qwen-image-edit-')) return 'edit';
	if (id.startsWith('qwen-image-2.1-turbo')) return '2.1-turbo';
	if (id.startsWith('qwen-image-2.1')) return '2.1-pro';
	if (id.startsWith('qwen-image-2.0')) return '2.0';
	if (id.startsWith('qwen-image-3.0')) return '3.0';
	throw new Error(`Say here which family ${id} belongs to`);
}

const fused = (count: number) => fuse(...Array.from({ length: count }, () => row()));

/**
 * @param refused families that are refused it before anything is sent
 * @param sent what the request carries where it is sent; a function where that depends on the family
 */
const setting = (
	name: string,
	parameters: INodeParameters,
	refused: Family[],
	sent: Record<string, unknown> | ((family: Family) => Record<string, unknown>) = {},
	images = 1,
) => ({ name, parameters, refused, sent, images });
type Setting = ReturnType<typeof setting>;

const pixels = (width: number, height: number): INodeParameters => ({
	size: 'custom',
	width,
	height,
});

const SETTINGS = [
	setting('the defaults', {}, [], { n: 1, size: undefined }),
	setting('two images', { numberOfImages: 2 }, ['base'], { n: 2 }),
	setting('six images', { numberOfImages: 6 }, ['base'], { n: 6 }),
	setting('seven images', { numberOfImages: 7 }, ALL),
	setting('a recommended size', { size: '1024*1024' }, ['base'], { size: '1024*1024' }),
	setting('a recommended size of 2K', { size: '2688*1536' }, OLD, { size: '2688*1536' }),
	setting('512 × 2048', pixels(512, 2048), ['base'], { size: '512*2048' }),
	setting('2560 × 1024', pixels(2560, 1024), OLD, { size: '2560*1024' }),
	setting('a ratio of 8:1', pixels(4096, 512), OLD, { size: '4096*512' }),
	setting('a ratio of 10:1', pixels(512, 5120), [...OLD, ...V2_1, '3.0'], { size: '512*5120' }),
	setting('too small a size', pixels(511, 512), ALL),
	setting('too large a size', pixels(2048, 2049), ALL),
	setting('no rewriting', { promptExtend: false }, ['base'], {
		prompt_extend: false,
		enable_thinking: undefined,
	}),
	setting('a negative prompt', { parameters: { negativePrompt: 'blurry' } }, V2_1, {
		negative_prompt: 'blurry',
	}),
	setting(
		'a long negative prompt',
		{ parameters: { negativePrompt: 'x'.repeat(501) } },
		[...OLD, '2.0', ...V2_1],
		{ negative_prompt: 'x'.repeat(501) },
	),
	setting('thinking', { parameters: { thinking: true } }, [...OLD, '2.0', '2.1-turbo'], {
		prompt_extend: true,
		enable_thinking: true,
	}),
	setting('no thinking', { parameters: { thinking: false } }, [], (family) => ({
		enable_thinking: family === '3.0' || family === '2.1-pro' ? false : undefined,
	})),
	setting(
		'thinking without rewriting',
		{ promptExtend: false, parameters: { thinking: true } },
		ALL,
	),
	setting('seed and watermark', { parameters: { seed: 7, watermark: true } }, [], {
		seed: 7,
		watermark: true,
	}),
	setting('a seed too large', { parameters: { seed: 2 ** 31 } }, ALL),
	setting('1,500 characters', { prompt: 'mug '.repeat(375) }, OLD),
	setting('1,400 words', { prompt: 'mug '.repeat(1400) }, [...OLD, '2.0']),
	setting('three images to fuse', fused(3), [], {}, 3),
	setting('four images to fuse', fused(4), [...OLD, '2.0', '3.0'], {}, 4),
	setting('ten images to fuse', fused(10), [...OLD, '2.0', '3.0'], {}, 10),
	setting('eleven images to fuse', fused(11), ALL),
	setting('no image', { operation: 'generate' }, OLD, {}, 0),
	setting('an image to match where there is none', { operation: 'generate', size: 'match' }, ALL),
];

/** What another model may have left in fields that are hidden for this family. */
const LEFT_BEHIND: Record<Family, INodeParameters> = {
	edit: { parameters: { thinking: true } },
	base: {
		numberOfImages: 2,
		size: '1024*1024',
		promptExtend: false,
		parameters: { thinking: true },
	},
	'2.0': { parameters: { thinking: true } },
	'2.1-turbo': { parameters: { negativePrompt: 'blurry', thinking: true } },
	'2.1-pro': { parameters: { negativePrompt: 'blurry' } },
	'3.0': {},
};

const namesIn = ({ parameters, ...others }: INodeParameters): string[] => [
	...Object.keys(others),
	...Object.keys(Object(parameters)),
];

it.each(MODELS)('what $id lacks is in SETTINGS, and in LEFT_BEHIND of its family', (entry) => {
	const lacking = Object.entries(entry)
		.filter(([name, has]) => has === false && name !== 'snapshot')
		.map(([name]) => name);
	const settings = SETTINGS.flatMap(({ parameters }) => namesIn(parameters));
	expect(settings).toEqual(expect.arrayContaining(lacking));
	expect(namesIn(LEFT_BEHIND[familyOf(entry.id)])).toEqual(expect.arrayContaining(lacking));
});

describe.each(MODELS)('$id', ({ id }) => {
	const family = familyOf(id);
	const refuses = ({ refused }: Setting) => refused.includes(family);

	it.each(SETTINGS.filter((setting) => !refuses(setting)))(
		'is sent $name, and billed as estimated',
		async ({ parameters, sent, images }) => {
			const { error, items } = await bench.run({ ...parameters, model: fromExpression(id) });
			expect(error).toBeUndefined();
			const carried = bench.sentParameters();
			const { n = 0, size } = carried;
			const wanted = typeof sent === 'function' ? sent(family) : sent;
			expect({ ...wanted, ...carried }).toEqual({ ...carried, ...wanted });
			expect(imagesIn(bench.sent())).toHaveLength(images);
			expect(items).toHaveLength(n);
			const [width, height] = size?.split('*').map(Number) ?? [];
			const asked = width && height ? { width, height } : undefined;
			const estimate = estimateCost({ model: id, n, size: asked, inputImages: images });
			expect(estimate?.amount).toBeCloseTo(bench.simulator.counts.billedFen / 100, 10);
		},
	);

	it.each(SETTINGS.filter(refuses))('is not sent $name', async ({ parameters }) => {
		const { error } = await bench.run({ ...parameters, model: fromExpression(id) });
		expect(error?.message).toMatch(/^\[Item 0\] /);
		expect(bench.bodies()).toEqual([]);
	});

	it('chosen in the panel, is not troubled by what another model left in hidden fields', async () => {
		const { error } = await bench.run({
			model: model(id),
			...LEFT_BEHIND[family],
		});
		expect(error).toBeUndefined();
		expect(bench.bodies()).toHaveLength(1);
	});
});

/** As from an expression, so that the panel hides nothing and the run decides. */
function fromExpression(id: string) {
	return model(`={{ "${id}" }}`, 'id');
}

describe('a model that the catalogue does not know', () => {
	const unknown = model('qwen-image-9', 'id');

	it.each(SETTINGS.filter(({ name }) => !name.startsWith('an image to match')))(
		'is sent $name',
		async ({ parameters, sent }) => {
			await bench.run({ ...parameters, model: unknown });
			// What a known model is not sent, an unknown one may be.
			const wanted = typeof sent === 'function' ? {} : JSON.parse(JSON.stringify(sent));
			expect(bench.sentParameters()).toMatchObject(wanted as object);
		},
	);

	it.each([
		['a width of −1', { size: 'custom', width: -1, height: 1024 }],
		['no images at all', { numberOfImages: 0 }],
		['a negative seed', { parameters: { seed: -1 } }],
	])('is not sent %s, which no service can mean', async (_name, parameters) => {
		const { error } = await bench.run({ ...parameters, model: unknown });
		expect(error?.message).toMatch(/^\[Item 0\] /);
		expect(bench.bodies()).toEqual([]);
	});
});
