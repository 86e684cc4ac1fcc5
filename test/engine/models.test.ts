/** What a request may carry is decided by the model that was really chosen, not by what the panel showed. */
import { MODELS } from '../../nodes/QwenImageEdit/catalogue/models';
import { itemsOf, model, MUG_URL, useSimulator } from './support';

const bench = useSimulator();

describe.each(MODELS)('$id', ({ id, maxImages, size, promptExtend }) => {
	it.each(['list', 'id'] as const)('chosen by %s, is sent what it takes', async (mode) => {
		// What another model left in the fields that are hidden for this one.
		const { error } = await bench.run({
			model: model(id, mode),
			numberOfImages: 2,
			size: '1024*1024',
			promptExtend: false,
		});
		expect(error).toBeUndefined();
		const sent = bench.sentParameters();
		expect(bench.sent().model).toBe(id);
		expect(sent.n).toBe(maxImages > 1 ? 2 : 1);
		expect(sent.size).toBe(size ? '1024*1024' : undefined);
		expect(sent.prompt_extend).toBe(promptExtend ? false : undefined);
	});

	it('from an expression, is held to what it can do', async () => {
		const items = itemsOf({ model: id });
		const { error } = await bench.run(
			{ model: model('={{ $json.model }}', 'id'), numberOfImages: 2 },
			{ items },
		);
		expect(error === undefined).toBe(maxImages > 1);
		expect(bench.bodies()).toHaveLength(maxImages > 1 ? 1 : 0);
	});

	it('fuses images', async () => {
		const image = [MUG_URL, MUG_URL].map((url) => ({ source: 'url', url }));
		const { items } = await bench.run({ operation: 'fuse', images: { image }, model: model(id) });
		expect(items).toHaveLength(1);
	});
});

describe('a model that the catalogue does not know', () => {
	it('is sent everything that was set', async () => {
		const { error } = await bench.run({
			model: model('qwen-image-2.0-pro', 'id'),
			numberOfImages: 3,
			size: '1024*768',
			promptExtend: false,
		});
		expect(error).toBeUndefined();
		expect(bench.sent()).toMatchObject({
			model: 'qwen-image-2.0-pro',
			parameters: { n: 3, size: '1024*768', prompt_extend: false },
		});
	});

	it('and the service does not offer, is said to be so', async () => {
		const { error } = await bench.run({ model: model('qwen-image-9', 'id') });
		expect(error?.message).toBe('[Item 0] The service does not offer this model');
		expect(error?.description).toContain('Choose another model');
	});
});

describe('parameters that a model lacks', () => {
	const wrong = { numberOfImages: 2, size: '1024*1024', promptExtend: false };
	const parameters = {
		model: model('={{ $json.model }}', 'id'),
		...wrong,
		options: { unsupportedParameters: 'drop' },
	};

	it('are dropped if the user chose so, and a hint says which', async () => {
		const items = itemsOf({ model: 'qwen-image-edit' }, { model: 'qwen-image-edit-max' });
		const { error, hints } = await bench.run(parameters, { items });
		expect(error).toBeUndefined();
		const sent = bench.bodies().map((body) => [body.model, body.parameters] as const);
		const [base] = sent.filter(([id]) => id === 'qwen-image-edit');
		const [max] = sent.filter(([id]) => id === 'qwen-image-edit-max');
		expect(base?.[1]).toEqual({ n: 1, watermark: false, seed: expect.any(Number) as number });
		expect(max?.[1]).toMatchObject({ n: 2, size: '1024*1024', prompt_extend: false });
		const said = hints.map(({ message }) => message);
		expect(said).toContain(
			'Item 0: Model qwen-image-edit has no Number of Images, Size, Rewrite Prompt: dropped.',
		);
	});

	it('say nothing where they are at their defaults', async () => {
		const items = itemsOf({ model: 'qwen-image-edit' });
		const { hints } = await bench.run({ model: model('={{ $json.model }}', 'id') }, { items });
		expect(hints).toEqual([]);
	});
});
