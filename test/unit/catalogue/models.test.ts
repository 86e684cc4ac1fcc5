import { counted, joined } from '../../../nodes/QwenImageEdit/catalogue/fields';
import { DATA_URI_BYTES } from '../../../nodes/QwenImageEdit/catalogue/imageLimits';
import {
	canDo,
	DEFAULT_MODEL,
	modelEntry,
	type ModelCapabilities,
	MODELS,
	modelsWithout,
} from '../../../nodes/QwenImageEdit/catalogue/models';
import { estimateCost, priceText } from '../../../nodes/QwenImageEdit/catalogue/price';
import { fitsRule, ruleText, sizeText } from '../../../nodes/QwenImageEdit/catalogue/sizes';
import { SERVED_MODELS, type ServedModel, servedModel } from '../../simulator/models';

const SMALL = { width: 1024, height: 1024 };
const LARGE = { width: 2048, height: 2048 };

it('holds the models that the simulator serves, snapshots last', () => {
	expect(MODELS.map(({ id }) => id).sort()).toEqual(SERVED_MODELS.map(({ id }) => id).sort());
	const snapshots = MODELS.map(({ snapshot }) => snapshot);
	expect(snapshots).toEqual([...snapshots].sort());
	for (const { id, snapshot } of MODELS) expect(snapshot).toBe(/\d{4}-\d\d-\d\d$/.test(id));
});

it.each(MODELS)('says of $id what the simulator has read by itself', (model) => {
	const { id, size, negativePrompt, inputImages, inline } = model;
	const ratio = size.kind === 'area' && size.maxRatio === 8 ? ' with ratio' : '';
	const { maxCharacters } = negativePrompt || {};
	const length = maxCharacters === undefined ? 'any length' : `up to ${maxCharacters}`;
	expect(servedModel(id)).toBeDefined();
	const { fen, ...served } = servedModel(id) as ServedModel;
	const wanted: Record<keyof ModelCapabilities, object> = {
		inputImages: { inputs: [inputImages.min, inputImages.max] },
		maxImages: { maxImages: model.maxImages },
		size: { size: size.kind === 'none' ? 'refused' : size.kind + ratio },
		automaticSize: {
			automaticArea: { '1K': 1024 * 1024, '2K': 2048 * 2048 }[model.automaticSize],
		},
		// The simulator cuts prompts by a rule of its own.
		prompt: {},
		promptExtend: { promptExtend: model.promptExtend },
		negativePrompt: { negativePrompt: negativePrompt ? length : 'refused' },
		thinking: { thinking: model.thinking },
		inline: { maxDataUriBytes: inline.uriBytes, inlineTotal: inline.totalBytes },
	};
	expect({ inlineTotal: undefined, maxDataUriBytes: DATA_URI_BYTES, ...served }).toMatchObject(
		Object.assign({ id }, ...Object.values(wanted)) as object,
	);
	const operations = (['edit', 'fuse', 'generate'] as const).filter((name) => canDo(model, name));
	expect(operations).toEqual(['edit', 'fuse', ...(served.inputs[0] === 0 ? ['generate'] : [])]);
	for (const pixels of [SMALL, LARGE]) {
		const estimate = estimateCost({ model: id, n: 2, size: pixels, inputImages: 3 });
		const each = fen.image(pixels.width * pixels.height);
		expect(estimate?.amount).toBeCloseTo((2 * each + 3 * fen.input) / 100, 10);
	}
});

it('says in both languages what each model is good at', () => {
	for (const { advice, adviceZh, allowance } of MODELS) {
		expect(advice).toMatch(/^[A-Z]/);
		expect(adviceZh).toMatch(/\p{Script=Han}/u);
		expect(allowance.count).toBeGreaterThan(0);
	}
	expect(new Set(MODELS.map(({ advice }) => advice)).size).toBe(MODELS.length);
});

it('has the default model, which api.aigc.it documents', () => {
	expect(DEFAULT_MODEL).toBe('qwen-image-edit-max');
	expect(modelEntry(DEFAULT_MODEL)?.id).toBe(DEFAULT_MODEL);
	expect(modelEntry('qwen-image-9')).toBeUndefined();
	expect(modelsWithout(({ size }) => size.kind !== 'none')).toEqual(['qwen-image-edit']);
});

const AREA = '262,144 to 4,194,304 pixels in all (width × height)';

it.each([
	[
		'qwen-image-edit-max',
		'512 to 2048 pixels for each side',
		['512*2048', '2048*512'],
		['511*1024', '1024*511', '2049*1024', '1024*2049'],
	],
	['qwen-image-2.0', AREA, ['512*512', '2048*2048', '16*16384'], ['511*512', '2048*2049']],
	[
		'qwen-image-3.0',
		`${AREA} and a ratio of 1:8 to 8:1`,
		['1600*200', '200*1600', '2048*2048'],
		['1601*200', '200*1601', '512*511'],
	],
	['qwen-image-edit', 'no choice of size', [], ['1024*1024']],
])('%s takes %s, such as %j, and not %j', (id, words, taken, refused) => {
	const rule = modelEntry(id)?.size ?? { kind: 'sides', min: 0, max: 0 };
	expect(ruleText(rule)).toBe(words);
	const fits = (text: string) => {
		const [width = 0, height = 0] = text.split('*').map(Number);
		expect(sizeText({ width, height })).toBe(text);
		return fitsRule({ width, height }, rule);
	};
	expect([...taken, ...refused].filter(fits)).toEqual(taken);
});

it('counts as people do', () => {
	const images = [0, 1, 2].map((count) => counted(count, 'image'));
	expect(images).toEqual(['0 images', '1 image', '2 images']);
	const limits = [[], [3], [3, 10], [3, 5, 10]].map((numbers) => joined(numbers, ' or '));
	expect(limits).toEqual(['', '3', '3 or 10', '3, 5 or 10']);
});

describe('the estimate of a cost', () => {
	it.each([
		['qwen-image-3.0-pro', 1, { width: 1500, height: 1500 }, 0, 0.25, '1 × ¥0.25'],
		['qwen-image-3.0-pro', 1, { width: 1501, height: 1500 }, 0, 0.5, '1 × ¥0.50'],
		['qwen-image-3.0-pro', 2, SMALL, 1, 0.52, '2 × ¥0.25 and 1 × ¥0.02 for input images'],
		// The service chooses 2K.
		['qwen-image-3.0-pro', 2, undefined, 3, 1.06, '2 × ¥0.50 and 3 × ¥0.02 for input images'],
		['qwen-image-2.1-turbo', 3, LARGE, 10, 0.3, '3 × ¥0.10'],
	])('of %s, %i images of %j from %i', (model, n, size, inputImages, amount, how) => {
		const basis = `Alibaba's list price in mainland China: ${how}`;
		expect(estimateCost({ model, n, size, inputImages })).toEqual({
			amount,
			currency: 'CNY',
			basis,
		});
	});

	it('is not made for an unknown model', () => {
		expect(estimateCost({ model: 'qwen-image-9', n: 1, inputImages: 1 })).toBeUndefined();
	});

	it('shows both prices of an image where its size decides', () => {
		expect(priceText({ image: 0.5 })).toBe('¥0.50');
		expect(priceText({ image: 0.25, large: { abovePixels: 1, image: 0.5 } })).toBe('¥0.25–0.50');
	});
});
