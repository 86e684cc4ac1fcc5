import {
	capabilitiesOf,
	DEFAULT_MODEL,
	modelEntry,
	MODELS,
	modelsWithout,
} from '../../../nodes/QwenImageEdit/catalogue/models';

/** The document's table of models, and the snapshots that Alibaba's own documentation adds. */
const SEVERAL = { maxImages: 6, size: true, promptExtend: true };
const DOCUMENTED: Record<string, { maxImages: number; size: boolean; promptExtend: boolean }> = {
	'qwen-image-edit-max': SEVERAL,
	'qwen-image-edit-max-2026-01-16': SEVERAL,
	'qwen-image-edit-plus': SEVERAL,
	'qwen-image-edit-plus-2025-12-15': SEVERAL,
	'qwen-image-edit-plus-2025-10-30': SEVERAL,
	'qwen-image-edit': { maxImages: 1, size: false, promptExtend: false },
};

it('holds the documented models, each with what it can do', () => {
	expect(
		Object.fromEntries(
			MODELS.map(({ id, maxImages, size, promptExtend }) => [
				id,
				{ maxImages, size, promptExtend },
			]),
		),
	).toEqual(DOCUMENTED);
});

it('says in both languages what each model is good at, and what it costs', () => {
	for (const { advice, adviceZh, priceCny, allowance } of MODELS) {
		expect(advice).toMatch(/^[A-Z]/);
		expect(adviceZh).toMatch(/\p{Script=Han}/u);
		expect(priceCny).toBeGreaterThan(0);
		expect(allowance.count).toBeGreaterThan(0);
	}
	expect(new Set(MODELS.map(({ advice }) => advice)).size).toBe(MODELS.length);
});

it('has the default model', () => {
	expect(DEFAULT_MODEL).toBe('qwen-image-edit-max');
	expect(modelEntry(DEFAULT_MODEL)?.id).toBe(DEFAULT_MODEL);
});

it('takes an unknown id to be able to do everything', () => {
	expect(modelEntry('qwen-image-9')).toBeUndefined();
	expect(capabilitiesOf('qwen-image-9')).toEqual(SEVERAL);
});

it('names the models that lack something', () => {
	expect(modelsWithout((model) => model.size)).toEqual(['qwen-image-edit']);
	expect(modelsWithout(() => true)).toEqual([]);
});
