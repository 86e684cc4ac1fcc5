import type { ItemResult } from '../../../nodes/QwenImageEdit/output/result';
import { expiryOf } from '../../../nodes/QwenImageEdit/output/result';
import { failedItem, outputItems } from '../../../nodes/QwenImageEdit/output/outputItems';
import { EXPIRES, failure, file, image, result } from './made';

const INPUT = { json: { sku: 'M-1', url: 'https://shop.example.com/mug.jpg' } };
const SETTINGS = { perRequest: false, includeOtherFields: false, download: true, field: 'data' };
const DOWNLOADS = [{ file: file('a.png') }, { file: file('b.png') }];

function items(settings = {}, more: Partial<ItemResult> = {}, downloads: unknown[] = DOWNLOADS) {
	return outputItems({
		index: 3,
		input: INPUT,
		settings: { ...SETTINGS, ...settings },
		result: result(['a', 'b'], more),
		downloads: downloads as typeof DOWNLOADS,
	});
}

const COMMON = { imageCount: 2, model: 'qwen-image-edit-max', seed: 7 };

it('one item per image has the documented fields, in the documented order', () => {
	const [first, second] = items({ field: 'photo' });
	expect([first, second]).toEqual(
		['a', 'b'].map((name, imageIndex) => ({
			json: { ...image(name), imageIndex, ...COMMON, requestId: 'r-1' },
			pairedItem: { item: 3 },
			binary: { photo: file(`${name}.png`) },
		})),
	);
	expect(Object.keys(first?.json ?? {})).toEqual([
		...['url', 'expiresAt', 'imageIndex', 'imageCount', 'model', 'seed'],
		...['width', 'height', 'requestId'],
	]);
});

it('one item per request has all images in one item', () => {
	const images = [
		{ ...image('a'), file: 'data' },
		{ ...image('b'), file: 'data_1' },
	];
	expect(items({ perRequest: true })).toEqual([
		{
			json: { images, ...COMMON, requestId: 'r-1' },
			pairedItem: { item: 3 },
			binary: { data: file('a.png'), data_1: file('b.png') },
		},
	]);
	const [item] = items({ perRequest: true, download: false }, {}, []);
	expect(item).not.toHaveProperty('binary');
	expect(JSON.stringify(item)).not.toContain('"file"');
});

describe.each([false, true])('with perRequest %p', (perRequest) => {
	/** The one item of a request for one image. */
	const single = (only: ItemResult['images'][0], downloads: unknown[], requestId?: string) =>
		items({ perRequest }, { images: [only], requested: 1, requestId }, downloads)[0];

	it("keeps the input's fields if asked for, and the result's win; the input stays", () => {
		const [item] = items({ perRequest, includeOtherFields: true });
		expect(item?.json.sku).toBe('M-1');
		if (!perRequest) expect(item?.json.url).toBe('https://r.example.com/a.png');
		if (item) item.json.sku = 'changed';
		expect(INPUT.json.sku).toBe('M-1');
		expect(items({ perRequest })[0]?.json).not.toHaveProperty('sku');
	});

	it('keeps the link of an image that could not be downloaded, and says why', () => {
		const downloads = [DOWNLOADS[0], { problem: 'the file is gone (status 404)' }];
		const all = items({ perRequest }, {}, downloads);
		expect(JSON.stringify(all)).toContain('"downloadFailed":"the file is gone (status 404)"');
		expect(JSON.stringify(all)).toContain('https://r.example.com/b.png');
		expect(all.at(-1)?.binary ?? {}).not.toHaveProperty('data_1');
	});

	it('says how many were asked for where some are missing', () => {
		expect(items({ perRequest }, { requested: 3 })[0]?.json.imagesRequested).toBe(3);
		expect(items({ perRequest })[0]?.json).not.toHaveProperty('imagesRequested');
	});

	it('has no link where the answer carried bytes, and the file even without a download', () => {
		const item = single({ file: file('mug.png'), width: 10, height: 20 }, []);
		expect(item?.binary).toEqual({ data: file('mug.png') });
		expect(JSON.stringify(item?.json)).not.toContain('"url"');
		expect(JSON.stringify(item?.json)).toContain('"width":10,"height":20');
	});

	it('takes the size from the file where the answer names none, and leaves out what is not known', () => {
		const link = { url: 'https://r.example.com/a.png' };
		const loaded = single(link, [{ file: file('a.png'), width: 640, height: 480 }]);
		expect(JSON.stringify(loaded?.json)).toContain('"width":640,"height":480');
		expect(JSON.stringify(single(link, []))).not.toMatch(/width|height|requestId|null/);
	});
});

it('a failed item has the input beside its error, but not for the error output, where n8n adds it', () => {
	const details = { httpStatus: 400, code: 'DataInspectionFailed', requestId: 'r-1' };
	const message = '[Item 2] The service …';
	const failed = { index: 2, input: INPUT, failure: failure(details), message, tries: 1 };
	const { description } = failure();
	const error = { message, description, item: 2, kind: 'moderation', mayBeBilled: false, tries: 1 };
	const pairedItem = { item: 2 };
	expect(failedItem(failed, true)).toEqual({
		json: { error: { ...error, ...details } },
		pairedItem,
	});
	expect(failedItem(failed, false)).toEqual({
		json: { ...INPUT.json, error: { ...error, ...details } },
		pairedItem,
	});
});

it.each([
	['a.png?Expires=1767926400&Signature=x', EXPIRES],
	['a.png?x=1&expires=1767926400#top', EXPIRES],
	['a.png', '2026-01-06T00:00:00.000Z'],
	['a.png?Expires=soon', '2026-01-06T00:00:00.000Z'],
	['a.png?NotExpires=5', '2026-01-06T00:00:00.000Z'],
	['a.png?Expires=99999999999', '5138-11-16T09:46:39.000Z'],
])('the link %s ends at %s', (link, end) => {
	expect(expiryOf(`https://r.example.com/${link}`, Date.UTC(2026, 0, 5))).toBe(end);
});
