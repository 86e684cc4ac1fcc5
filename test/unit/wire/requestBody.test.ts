import fc from 'fast-check';

import { bodyParts, type WireRequest } from '../../../nodes/QwenImageEdit/wire/requestBody';

const URL_1 = 'https://shop.example.com/mug.jpg';
const SETTINGS: WireRequest['settings'] = {
	n: 2,
	size: undefined,
	promptExtend: undefined,
	thinking: undefined,
	negativePrompt: undefined,
	seed: 12345678,
	watermark: false,
};
const REQUEST = { model: 'qwen-image-edit-max', images: [{ url: URL_1 }], prompt: 'Make it blue' };

/** The body as the service reads it; inline image `i` stands as `data:i`. */
function bodyOf(request: WireRequest): unknown {
	const text = bodyParts(request)
		.map((part) => ('text' in part ? part.text : `data:${part.image}`))
		.join('');
	return JSON.parse(text);
}

it.each([
	[{}, { n: 2, watermark: false, seed: 12345678 }],
	[
		{ size: { width: 1536, height: 1024 }, promptExtend: false, thinking: false, seed: 0 },
		{
			n: 2,
			size: '1536*1024',
			prompt_extend: false,
			enable_thinking: false,
			watermark: false,
			seed: 0,
		},
	],
	[
		{ negativePrompt: 'blurry', watermark: true },
		{ n: 2, negative_prompt: 'blurry', watermark: true, seed: 12345678 },
	],
])('has the documented form, with %j as %j', (settings, parameters) => {
	expect(bodyOf({ ...REQUEST, settings: { ...SETTINGS, ...settings } })).toEqual({
		model: 'qwen-image-edit-max',
		input: { messages: [{ role: 'user', content: [{ image: URL_1 }, { text: 'Make it blue' }] }] },
		parameters,
	});
});

it('is JSON for any text and says that text, with the images in their order', () => {
	fc.assert(
		fc.property(
			fc.string({ unit: 'binary' }),
			fc.string(),
			fc.array(fc.oneof(fc.webUrl({ withQueryParameters: true, withFragments: true }), fc.nat())),
			(prompt, model, sources) => {
				const images = sources.map((source) =>
					typeof source === 'string' ? { url: source } : { inline: source },
				);
				const settings = { ...SETTINGS, negativePrompt: prompt };
				const shown = sources.map((source) => ({
					image: typeof source === 'string' ? source : `data:${source}`,
				}));
				expect(bodyOf({ prompt, model, images, settings })).toMatchObject({
					model,
					input: { messages: [{ content: [...shown, { text: prompt }] }] },
					parameters: { negative_prompt: prompt },
				});
			},
		),
	);
});
