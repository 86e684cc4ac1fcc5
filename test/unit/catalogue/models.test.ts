import { counted } from '../../../nodes/QwenImageEdit/catalogue/fields';
import {
	canDo,
	DEFAULT_MODEL,
	modelEntry,
	MODELS,
	modelsWithout,
} from '../../../nodes/QwenImageEdit/catalogue/models';
import { estimateCost, priceText } from '../../../nodes/QwenImageEdit/catalogue/price';
import { fitsRule, ruleText, sizeText } from '../../../nodes/QwenImageEdit/catalogue/sizes';

/** Input images, number of images, size rule, negative prompt, rewriting, thinking: written out by hand. */
const DOCUMENTED: Record<string, string> = {
	'qwen-image-edit-max': '1-3 6 sides 500 extend',
	'qwen-image-3.0-pro': '0-3 6 area/8 any extend think',
	'qwen-image-3.0': '0-3 6 area/8 any extend think',
	'qwen-image-2.1-pro': '0-10 6 area/8 none extend think',
	'qwen-image-2.1-turbo': '0-10 6 area/8 none extend',
	'qwen-image-2.0-pro': '0-3 6 area 500 extend',
	'qwen-image-2.0': '0-3 6 area 500 extend',
	'qwen-image-edit-plus': '1-3 6 sides 500 extend',
	'qwen-image-edit': '1-3 1 none 500',
	'qwen-image-2.0-pro-2026-06-22': '0-3 6 area 500 extend',
	'qwen-image-2.0-pro-2026-04-22': '0-3 6 area 500 extend',
	'qwen-image-2.0-pro-2026-03-03': '0-3 6 area 500 extend',
	'qwen-image-2.0-2026-03-03': '0-3 6 area 500 extend',
	'qwen-image-edit-max-2026-01-16': '1-3 6 sides 500 extend',
	'qwen-image-edit-plus-2025-12-15': '1-3 6 sides 500 extend',
	'qwen-image-edit-plus-2025-10-30': '1-3 6 sides 500 extend',
};

function described(model: (typeof MODELS)[number]): string {
	const { inputImages, maxImages, size, negativePrompt, promptExtend, thinking } = model;
	const ratio = size.kind === 'area' && size.maxRatio !== undefined ? `/${size.maxRatio}` : '';
	return [
		`${inputImages.min}-${inputImages.max}`,
		maxImages,
		`${size.kind}${ratio}`,
		negativePrompt === false ? 'none' : (negativePrompt.maxCharacters ?? 'any'),
		...(promptExtend ? ['extend'] : []),
		...(thinking ? ['think'] : []),
	].join(' ');
}

it('holds the models of the family, each with what it can do, snapshots last', () => {
	const catalogue = Object.fromEntries(MODELS.map((model) => [model.id, described(model)]));
	expect(catalogue).toEqual(DOCUMENTED);
	expect(MODELS.map(({ id }) => id)).toEqual(Object.keys(DOCUMENTED));
	const snapshots = MODELS.map(({ snapshot }) => snapshot);
	expect(snapshots).toEqual([...snapshots].sort());
	for (const { id, snapshot } of MODELS) expect(snapshot).toBe(/\d{4}-\d\d-\d\d$/.test(id));
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
});

it('names the models that lack something', () => {
	expect(modelsWithout(({ size }) => size.kind !== 'none')).toEqual(['qwen-image-edit']);
	expect(modelsWithout(() => true)).toEqual([]);
});

it.each([
	['qwen-image-edit-max', '512 to 2048 pixels for each side'],
	['qwen-image-2.0', '262,144 to 4,194,304 pixels in all (width × height)'],
	[
		'qwen-image-3.0',
		'262,144 to 4,194,304 pixels in all (width × height) and a ratio of 1:8 to 8:1',
	],
])('says which sizes %s takes', (id, words) => {
	expect(ruleText(modelEntry(id)?.size ?? { kind: 'none' })).toBe(words);
});

it.each([
	['qwen-image-edit-max', '512*2048 2048*512', '511*1024 1024*511 2049*1024 1024*2049'],
	['qwen-image-2.0', '512*512 2048*2048 16*16384 4096*1024', '511*512 2048*2049'],
	['qwen-image-3.0', '1600*200 200*1600 2048*2048', '1601*200 200*1601 512*511'],
	['qwen-image-edit', '', '1024*1024'],
])('%s takes %s, not %s', (id, taken, refused) => {
	const fits = (text: string) => {
		const [width = 0, height = 0] = text.split('*').map(Number);
		expect(sizeText({ width, height })).toBe(text);
		return fitsRule({ width, height }, modelEntry(id)?.size ?? { kind: 'none' });
	};
	expect(taken.split(' ').filter(Boolean).filter(fits)).toEqual(taken.split(' ').filter(Boolean));
	expect(refused.split(' ').filter(fits)).toEqual([]);
});

it('knows who makes an image from words alone', () => {
	const able = (id: string) =>
		MODELS.filter((model) => model.id === id).flatMap((model) =>
			(['edit', 'fuse', 'generate'] as const).filter((operation) => canDo(model, operation)),
		);
	expect(able('qwen-image-2.0')).toEqual(['edit', 'fuse', 'generate']);
	expect(able('qwen-image-edit')).toEqual(['edit', 'fuse']);
});

it('counts as people do', () => {
	expect([0, 1, 2].map((count) => counted(count, 'image'))).toEqual([
		'0 images',
		'1 image',
		'2 images',
	]);
});

describe('the estimate of a cost', () => {
	const large = { width: 2048, height: 2048 };
	const small = { width: 1024, height: 1024 };

	it.each([
		['qwen-image-edit-max', 2, small, 3, 1],
		['qwen-image-edit', 1, undefined, 1, 0.3],
		['qwen-image-2.1-turbo', 3, large, 10, 0.3],
		['qwen-image-3.0', 2, small, 2, 0.4],
		['qwen-image-3.0-pro', 1, small, 1, 0.27],
		['qwen-image-3.0-pro', 1, { width: 1500, height: 1500 }, 0, 0.25],
		['qwen-image-3.0-pro', 1, { width: 1501, height: 1500 }, 0, 0.5],
		// The service chooses 2K.
		['qwen-image-3.0-pro', 2, undefined, 3, 1.06],
	])('of %s, %i images of %j from %i', (model, n, size, inputImages, amount) => {
		expect(estimateCost({ model, n, size, inputImages })).toMatchObject({
			amount,
			currency: 'CNY',
		});
	});

	it('says how it comes about', () => {
		const asked = { model: 'qwen-image-3.0-pro', n: 2, size: small, inputImages: 1 };
		expect(estimateCost(asked)?.basis).toBe(
			"Alibaba's list price in mainland China: 2 × ¥0.25 and 1 × ¥0.02 for input images",
		);
		const basis = "Alibaba's list price in mainland China: 2 × ¥0.25";
		expect(estimateCost({ ...asked, inputImages: 0 })?.basis).toBe(basis);
		expect(estimateCost({ ...asked, model: 'qwen-image-2.1-pro' })?.basis).toBe(basis);
		expect(priceText({ image: 0.5 })).toBe('¥0.50');
		expect(priceText({ image: 0.25, large: { abovePixels: 1, image: 0.5 } })).toBe('¥0.25–0.50');
	});

	it('is not made for an unknown model', () => {
		expect(estimateCost({ model: 'qwen-image-9', n: 1, inputImages: 1 })).toBeUndefined();
	});
});
