import fc from 'fast-check';
import type { IBinaryData, IDataObject } from 'n8n-workflow';

import { Failure, FAILURE_KINDS, type FailureKind } from '../../../nodes/QwenImageEdit/failure';
import type { ImageSource } from '../../../nodes/QwenImageEdit/input/imageSource';
import type { ItemRequest } from '../../../nodes/QwenImageEdit/input/itemRequest';
import { Ledger, requestKey } from '../../../nodes/QwenImageEdit/output/ledger';
import type { ItemResult } from '../../../nodes/QwenImageEdit/output/result';
import { EXPIRES, failure, result } from './made';

const NOW = Date.parse(EXPIRES) - 3_600_000;
/** As long as the service's links are. */
const LINK = `https://dashscope-result-bj.oss-cn-beijing.aliyuncs.com/7d/a4/20260108/8ab7c2d1/${'0'.repeat(36)}-1.png?Expires=1767926400&OSSAccessKeyId=LTAI5tQZd8AEcZX6KZV4G8qL&Signature=${'s'.repeat(34)}%3D`;
const REQUEST_ID = '0f5ab4d6-8d5c-9f3b-a1c4-2f1f3b9d8e77';

/** An image whose bytes came in the answer, as n8n keeps it under a name made of the prompt or the input image. */
const stored = (stem = 'mug', fileExtension?: string) => ({
	file: {
		...{ mimeType: 'image/png', fileType: 'image', fileExtension, data: 'filesystem-v2' },
		fileName: `${stem}.${fileExtension ?? 'png'}`,
		id: `filesystem-v2:workflows/Zm9vYmFyYmF6cXV4/executions/1234567/binary_data/${REQUEST_ID}`,
		...{ fileSize: '1.23 MB', bytes: 1_234_567 },
	} satisfies IBinaryData,
});

/** What of a request its entry depends on; and what of it is sent. */
const request = (n = 1, more: Partial<ItemRequest> = {}, seed?: number) =>
	({
		model: 'qwen-image-edit-max',
		images: [{ kind: 'url', url: 'https://shop.example.com/mug.jpg' }],
		prompt: 'a secret prompt',
		generation: { n, watermark: false, seed },
		...more,
	}) as ItemRequest;

/** So many images, with as much to keep as the service ever tells. */
const paid = (images: number, more: Partial<ItemResult> = {}): ItemResult => ({
	...result(Array<string>(images).fill('')),
	images: Array.from({ length: images }, (_, at) => ({
		...{ url: LINK.replace('-1.png', `-${at}.png`), expiresAt: EXPIRES, width: 1536, height: 1024 },
	})),
	...{ seed: 2_147_483_647, requestId: REQUEST_ID },
	...more,
});

const lost = (description: string, kind: FailureKind = 'timeout') =>
	failure({ kind, description, requestId: REQUEST_ID, mayBeBilled: true });

/** What n8n gives back to the node when it is run again. */
const saved = (data: IDataObject): IDataObject => JSON.parse(JSON.stringify(data));

/** A ledger with one ending, as n8n saves it, and what it knows of the request. */
function kept(ending: ItemResult | Failure, of: ItemRequest = request()) {
	const data: IDataObject = {};
	const key = requestKey(12_345, of);
	new Ledger(data, 0).keep(key, 12_345, ending);
	const find = (pass = 0) => new Ledger(saved(data), pass).find(key, of, NOW);
	return { data, key, find, text: JSON.stringify(data) };
}

describe('an entry', () => {
	it.each([
		['links', 2, paid(2)],
		[
			'a file',
			1,
			paid(1, { images: [{ ...stored(), width: 8, height: 8 }], requestId: undefined }),
		],
		['less than was asked for', 2, paid(1, { requested: 2, missing: ['InternalError: it broke'] })],
	])('gives %s back as it was, in the pass of a loop that made it', (_, n, made) => {
		expect(kept(made, request(n)).find()).toEqual({ result: made });
		expect(kept(made, request(n)).find(1)).toBeUndefined();
	});

	it.each(FAILURE_KINDS)(
		'gives back what may have been billed, and of what kind it was: %s',
		(kind) => {
			const uncertain = lost('The image may have been billed.', kind);
			const found = kept(uncertain).find();
			expect(found).toEqual({ uncertain });
			// Jest compares nothing but the messages of errors.
			expect({ ...(found && 'uncertain' in found && found.uncertain) }).toEqual({ ...uncertain });
		},
	);

	it('is not made of what was not billed', () => {
		expect(kept(failure()).data).toEqual({});
	});

	it('is no result once one of its links has ended', () => {
		const made = paid(2);
		const [, second] = made.images;
		if (second) second.expiresAt = new Date(NOW).toISOString();
		expect(kept(made, request(2)).find()).toEqual({ ended: true });
	});

	const many = Array.from({ length: 50 }, (_, at) => `${at}${'"'.repeat(900)}`);
	it.each<[string, number, ItemResult | Failure]>([
		['many results', 6, paid(6)],
		['a file with a long name', 1, paid(1, { images: [stored('很'.repeat(66), 'png')] })],
		['words about a missing image', 2, paid(1, { requested: 2, missing: ['很'.repeat(5000)] })],
		['more words than missing images', 3, paid(1, { requested: 3, missing: many })],
		['a lost answer with many words', 1, lost('很'.repeat(5000))],
	])('takes at most 500 bytes an image: %s', (_, n, ending) => {
		const { text } = kept(ending, request(n));
		const entry = text.slice(text.indexOf('"entries":{') + 11, -3);
		expect(Buffer.byteLength(entry)).toBeLessThanOrEqual(500 * n);
	});

	it('keeps the beginning of long words, each of them once', () => {
		const words = `InternalError.Algo: ${'why '.repeat(500)}`;
		// No more of them than images are missing.
		const long = paid(2, { requested: 4, missing: [words, words, 'short', 'and another'] });
		const beginning = expect.stringMatching(/^InternalError\.Algo: why .*…$/) as string;
		expect(kept(long, request(4)).find()).toMatchObject({
			result: { missing: [beginning, 'short'] },
		});
		expect(kept(lost(words)).find()).toMatchObject({ uncertain: { description: beginning } });
	});

	it('holds no prompt, not even in the name of a file, which is named again', () => {
		const made = paid(1, { images: [stored('a secret prompt', 'webp')] });
		const generated = kept(made, request(1, { images: [] }));
		expect(generated.find()).toEqual({ result: made });
		expect(generated.text + kept(paid(1)).text).not.toContain('secret');
	});
});

it('a request is another one where item, model, prompt, settings or images differ, not where an option does', () => {
	const linked = (url: string): ImageSource => ({ kind: 'url', url });
	const file = (data: string, id?: string): ImageSource => ({
		...{ kind: 'file', field: 'data', binary: { data, id, mimeType: 'image/png' } },
	});
	const images: ImageSource[][] = [
		[],
		[linked('https://shop.example.com/2')],
		[linked('https://a.example.com'), linked('https://b.example.com')],
		[linked('https://a.example.comhttps://b.example.com')],
		[{ kind: 'base64', data: 'QUJD' }],
		[{ kind: 'base64', data: 'QUJE' }],
		[file('filesystem-v2', 'filesystem-v2:1')],
		[file('filesystem-v2', 'filesystem-v2:2')],
		[file('QUJD')],
		[file('QUJE')],
	];
	const key = requestKey(0, request());
	const output = { perRequest: true, includeOtherFields: true, download: true, field: 'x' };
	expect(requestKey(0, request(1, { output }))).toBe(key);
	const others = [
		requestKey(1, request()),
		requestKey(0, request(2)),
		requestKey(0, request(1, { model: 'qwen-image-edit-plus' })),
		requestKey(0, request(1, { prompt: 'another' })),
		...images.map((each) => requestKey(0, request(1, { images: each }))),
		requestKey(0, request(1, {}, 7)),
	];
	expect(new Set([key, ...others]).size).toBe(others.length + 1);
});

it('everything that is paid or may be is told, in the order of the items, and once', () => {
	const data: IDataObject = {};
	const ledger = new Ledger(data, 0);
	expect(ledger.tell()).toEqual([]);
	ledger.keep('b', 2, lost('Lost.'));
	ledger.keep('a', 0, paid(1));
	expect(ledger.tell()).toEqual([{ item: 0, images: paid(1).images }, { item: 2 }]);
	expect([ledger.tell(), new Ledger(saved(data), 0).tell()]).toEqual([[], []]);
	ledger.keep('c', 3, paid(1));
	expect(ledger.tell()).toHaveLength(3);
	ledger.clear();
	expect([ledger.tell(), data]).toEqual([[], {}]);
});

describe('a ledger that somebody else wrote', () => {
	/** Replaces what stands at one place of a value. */
	function changed(value: unknown, [first, ...rest]: number[], by: unknown): unknown {
		if (typeof value !== 'object' || value === null || first === undefined) return by;
		const keys = Object.keys(value);
		const key = keys[first % Math.max(1, keys.length)];
		if (key === undefined) return by;
		const copy = Array.isArray(value) ? [...value] : { ...value };
		return Object.assign(copy, { [key]: changed(Reflect.get(value, key), rest, by) });
	}

	const endings = [paid(1), paid(3), lost('Lost.')].map((ending) => kept(ending, request(3)));
	const edited = fc
		.tuple(fc.constantFrom(...endings), fc.array(fc.nat(9), { maxLength: 6 }), fc.jsonValue())
		.map(([{ data, key }, path, by]) => ({
			key,
			data: saved(changed(data, path, by) as IDataObject),
		}))
		.filter(({ data }) => typeof data === 'object' && data !== null && !Array.isArray(data));
	const isLink = expect.stringMatching(/^https?:\/\/\S+$/) as string;

	it('never breaks the run, and gives nothing that is not like an answer', () => {
		fc.assert(
			fc.property(edited, ({ data, key }) => {
				const ledger = new Ledger(data, 0);
				const found = ledger.find(key, request(3), NOW);
				for (const { item, images } of ledger.tell()) {
					expect(typeof item).toBe('number');
					for (const { url } of images ?? []) expect(url).toEqual(isLink);
				}
				ledger.keep(key, 0, paid(1));
				const known = ledger.find(key, request(3), NOW);
				expect(known).toEqual({ result: paid(1, { requested: 3 }) });
				if (!found || 'ended' in found) return;
				if ('uncertain' in found) {
					expect(found.uncertain).toMatchObject({ mayBeBilled: true, repeat: 'never' });
					expect(found.uncertain.message).not.toBe('');
					expect(found.uncertain.kind).not.toBe('');
					return;
				}
				const { seed, images, missing, model } = found.result;
				expect(model).toBe('qwen-image-edit-max');
				expect(Number.isInteger(seed) && seed >= 0 && seed <= 2_147_483_647).toBe(true);
				expect([1, 3]).toContain(images.length);
				for (const { url, expiresAt, width = 1, height = 1, file } of images) {
					if (!file) expect(url).toEqual(isLink);
					if (!file) expect(Date.parse(String(expiresAt))).toBeGreaterThan(NOW);
					expect([width, height].every((side) => Number.isSafeInteger(side) && side > 0)).toBe(
						true,
					);
				}
				expect(missing.every((words) => typeof words === 'string')).toBe(true);
			}),
			{ numRuns: 500 },
		);
	});
});
