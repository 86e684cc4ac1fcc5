import fc from 'fast-check';

import { bodyParts, type WireRequest } from '../../../nodes/QwenImageEdit/wire/requestBody';

const REQUEST: WireRequest = {
	model: 'qwen-image-edit-max',
	images: [{ url: 'https://shop.example.com/mug.jpg' }],
	prompt: 'Make it blue',
	settings: {
		n: 2,
		size: undefined,
		promptExtend: undefined,
		thinking: undefined,
		negativePrompt: undefined,
		seed: 12345678,
		watermark: false,
	},
};

/** The body as the service reads it; inline image `i` stands as `data:i`. */
function bodyOf(request: WireRequest): unknown {
	const text = bodyParts(request)
		.map((part) => ('text' in part ? part.text : `data:${part.image}`))
		.join('');
	return JSON.parse(text);
}

const body = (content: unknown[], parameters: Record<string, unknown>) => ({
	model: 'qwen-image-edit-max',
	input: { messages: [{ role: 'user', content }] },
	parameters,
});

it('has the documented form, with n, watermark and seed always in it', () => {
	expect(bodyOf(REQUEST)).toEqual(
		body([{ image: 'https://shop.example.com/mug.jpg' }, { text: 'Make it blue' }], {
			n: 2,
			watermark: false,
			seed: 12345678,
		}),
	);
});

it('has every parameter that is set', () => {
	const settings = {
		n: 2,
		size: { width: 1536, height: 1024 },
		promptExtend: false,
		thinking: false,
		negativePrompt: 'blurry',
		seed: 0,
		watermark: true,
	};
	expect(bodyOf({ ...REQUEST, settings })).toEqual(
		body([{ image: 'https://shop.example.com/mug.jpg' }, { text: 'Make it blue' }], {
			n: 2,
			negative_prompt: 'blurry',
			size: '1536*1024',
			prompt_extend: false,
			enable_thinking: false,
			watermark: true,
			seed: 0,
		}),
	);
});

it('keeps the order of images, wherever they come from', () => {
	const images = [{ inline: 0 }, { url: 'https://a.example.com/1.png' }, { inline: 1 }];
	expect(bodyOf({ ...REQUEST, images })).toEqual(
		body(
			[
				{ image: 'data:0' },
				{ image: 'https://a.example.com/1.png' },
				{ image: 'data:1' },
				{ text: 'Make it blue' },
			],
			{ n: 2, watermark: false, seed: 12345678 },
		),
	);
});

it('is JSON for any text, and says that text', () => {
	fc.assert(
		fc.property(
			fc.string({ unit: 'binary' }),
			fc.string(),
			fc.webUrl({ withQueryParameters: true, withFragments: true }),
			fc.array(fc.boolean(), { minLength: 1, maxLength: 3 }),
			(prompt, model, url, inline) => {
				const images = inline.map((bytes, index) => (bytes ? { inline: index } : { url }));
				const settings = { ...REQUEST.settings, negativePrompt: prompt };
				expect(bodyOf({ ...REQUEST, prompt, model, images, settings })).toEqual({
					model,
					input: {
						messages: [
							{
								role: 'user',
								content: [
									...inline.map((bytes, index) => ({ image: bytes ? `data:${index}` : url })),
									{ text: prompt },
								],
							},
						],
					},
					parameters: { n: 2, negative_prompt: prompt, watermark: false, seed: 12345678 },
				});
			},
		),
	);
});
