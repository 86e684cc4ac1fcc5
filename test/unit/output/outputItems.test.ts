import type { IBinaryData } from 'n8n-workflow';

import { Failure } from '../../../nodes/QwenImageEdit/failure';
import { failedItem, outputItems } from '../../../nodes/QwenImageEdit/output/outputItems';
import { type ItemResult, expiryOf } from '../../../nodes/QwenImageEdit/output/result';

const EXPIRES = '2026-01-09T02:40:00.000Z';
const file = (fileName: string): IBinaryData => ({ data: 'x', mimeType: 'image/png', fileName });
const INPUT = { json: { sku: 'M-1', url: 'https://shop.example.com/mug.jpg' } };
const SETTINGS = { perRequest: false, includeOtherFields: false, download: true, field: 'data' };
const RESULT: ItemResult = {
	images: ['a', 'b'].map((name) => ({
		url: `https://r.example.com/${name}.png`,
		expiresAt: EXPIRES,
		width: 1536,
		height: 1024,
	})),
	requested: 2,
	model: 'qwen-image-edit-max',
	seed: 7,
	requestId: 'r-1',
	missing: [],
};
const DOWNLOADS = [{ file: file('a.png') }, { file: file('b.png') }];

function items(settings = {}, result: Partial<ItemResult> = {}, downloads: unknown[] = DOWNLOADS) {
	return outputItems({
		index: 3,
		input: INPUT,
		settings: { ...SETTINGS, ...settings },
		result: { ...RESULT, ...result },
		downloads: downloads as typeof DOWNLOADS,
	});
}

describe('one item per image', () => {
	it('has the documented fields, in the documented order', () => {
		expect(items()).toEqual(
			['a', 'b'].map((name, at) => ({
				json: {
					url: `https://r.example.com/${name}.png`,
					expiresAt: EXPIRES,
					imageIndex: at,
					imageCount: 2,
					model: 'qwen-image-edit-max',
					seed: 7,
					width: 1536,
					height: 1024,
					requestId: 'r-1',
				},
				pairedItem: { item: 3 },
				binary: { data: file(`${name}.png`) },
			})),
		);
		expect(Object.keys(items()[0]?.json ?? {})).toEqual([
			...['url', 'expiresAt', 'imageIndex', 'imageCount', 'model', 'seed'],
			...['width', 'height', 'requestId'],
		]);
	});

	it('puts the file where the user wants it', () => {
		expect(items({ field: 'photo' }).map(({ binary }) => Object.keys(binary ?? {}))).toEqual([
			['photo'],
			['photo'],
		]);
	});
});

describe('one item per request', () => {
	it('has all images in one item', () => {
		const image = (name: string, field: string) => ({
			url: `https://r.example.com/${name}.png`,
			expiresAt: EXPIRES,
			width: 1536,
			height: 1024,
			file: field,
		});
		expect(items({ perRequest: true })).toEqual([
			{
				json: {
					images: [image('a', 'data'), image('b', 'data_1')],
					imageCount: 2,
					model: 'qwen-image-edit-max',
					seed: 7,
					requestId: 'r-1',
				},
				pairedItem: { item: 3 },
				binary: { data: file('a.png'), data_1: file('b.png') },
			},
		]);
	});

	it('has no files where none were wanted', () => {
		const [item] = items({ perRequest: true, download: false }, {}, []);
		expect(item).not.toHaveProperty('binary');
		expect(JSON.stringify(item)).not.toContain('"file"');
	});
});

describe.each([false, true])('with perRequest %p', (perRequest) => {
	it("keeps the input's fields if asked for, and the result's win", () => {
		const [item] = items({ perRequest, includeOtherFields: true });
		expect(item?.json.sku).toBe('M-1');
		if (!perRequest) expect(item?.json.url).toBe('https://r.example.com/a.png');
		expect(items({ perRequest })[0]?.json).not.toHaveProperty('sku');
	});

	it('never changes the input', () => {
		const before = structuredClone(INPUT);
		const [item] = items({ perRequest, includeOtherFields: true });
		if (item) item.json.sku = 'changed';
		expect(INPUT).toEqual(before);
	});

	it('keeps the link of an image that could not be downloaded, and says why', () => {
		const downloads = [DOWNLOADS[0], { problem: 'the file is gone (status 404)' }];
		const text = JSON.stringify(items({ perRequest }, {}, downloads));
		expect(text).toContain('"downloadFailed":"the file is gone (status 404)"');
		expect(text).toContain('https://r.example.com/b.png');
		expect(items({ perRequest }, {}, downloads).at(-1)?.binary ?? {}).not.toHaveProperty('data_1');
	});

	it('says how many were asked for where some are missing', () => {
		expect(items({ perRequest }, { requested: 3 })[0]?.json.imagesRequested).toBe(3);
		expect(items({ perRequest })[0]?.json).not.toHaveProperty('imagesRequested');
	});

	it('has no link where the answer carried bytes, and the file even without a download', () => {
		const images = [{ file: file('mug.png'), width: 10, height: 20 }];
		const [item] = items({ perRequest, download: false }, { images, requested: 1 }, []);
		expect(item?.binary).toEqual({ data: file('mug.png') });
		expect(JSON.stringify(item?.json)).not.toContain('"url"');
		expect(JSON.stringify(item?.json)).toContain('"width":10,"height":20');
	});

	it('takes the size from the file where the answer names none', () => {
		const images = [{ url: 'https://r.example.com/a.png' }];
		const downloads = [{ file: file('a.png'), width: 640, height: 480 }];
		const text = JSON.stringify(
			items({ perRequest }, { images, requested: 1 }, downloads)[0]?.json,
		);
		expect(text).toContain('"width":640,"height":480');
	});

	it('leaves out what is not known', () => {
		const images = [{ url: 'https://r.example.com/a.png' }];
		const text = JSON.stringify(
			items({ perRequest }, { images, requested: 1, requestId: undefined }, [])[0]?.json,
		);
		expect(text).not.toMatch(/width|height|requestId|null/);
	});
});

describe('a failed item', () => {
	const failure = new Failure({
		kind: 'moderation',
		message: 'The service refused the content',
		description: 'Change the prompt.',
		httpStatus: 400,
		code: 'DataInspectionFailed',
		requestId: 'r-1',
	});
	const failed = { index: 2, input: INPUT, failure, message: '[Item 2] The service …', tries: 1 };
	const error = {
		message: '[Item 2] The service …',
		description: 'Change the prompt.',
		item: 2,
		kind: 'moderation',
		mayBeBilled: false,
		tries: 1,
		code: 'DataInspectionFailed',
		httpStatus: 400,
		requestId: 'r-1',
	};

	it('has the single key error for the error output, where n8n adds the input', () => {
		expect(failedItem(failed, true)).toEqual({ json: { error }, pairedItem: { item: 2 } });
	});

	it("has the input's fields beside it for the normal output", () => {
		expect(failedItem(failed, false)).toEqual({
			json: { ...INPUT.json, error },
			pairedItem: { item: 2 },
		});
	});
});

describe('the end of a link', () => {
	const NOW = Date.parse('2026-01-08T02:40:00Z');

	it.each([
		['https://r.example.com/a.png?Expires=1767926400&Signature=x', '2026-01-09T02:40:00.000Z'],
		['https://r.example.com/a.png?x=1&expires=1767926400#top', '2026-01-09T02:40:00.000Z'],
		['https://r.example.com/a.png', EXPIRES],
		['https://r.example.com/a.png?Expires=soon', EXPIRES],
		['https://r.example.com/a.png?NotExpires=5', EXPIRES],
		['https://r.example.com/a.png?Expires=99999999999', '5138-11-16T09:46:39.000Z'],
	])('of %s is %s', (url, end) => {
		expect(expiryOf(url, NOW)).toBe(end);
	});
});
