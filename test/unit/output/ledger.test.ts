import fc from 'fast-check';
import type { IBinaryData, IDataObject } from 'n8n-workflow';

import { Failure, type FailureKind } from '../../../nodes/QwenImageEdit/failure';
import type { ItemRequest } from '../../../nodes/QwenImageEdit/input/itemRequest';
import { Ledger, requestKey } from '../../../nodes/QwenImageEdit/output/ledger';
import type { ItemResult } from '../../../nodes/QwenImageEdit/output/result';

const NOW = Date.parse('2026-01-08T12:00:00Z');
const END = '2026-01-09T02:40:00.000Z';
/** As long as the service's links are. */
const LINK = `https://dashscope-result-bj.oss-cn-beijing.aliyuncs.com/7d/a4/20260108/8ab7c2d1/${'0'.repeat(36)}-1.png?Expires=1767926400&OSSAccessKeyId=LTAI5tQZd8AEcZX6KZV4G8qL&Signature=${'s'.repeat(34)}%3D`;
const REQUEST_ID = '0f5ab4d6-8d5c-9f3b-a1c4-2f1f3b9d8e77';

const SETTINGS = {
	size: undefined,
	promptExtend: undefined,
	thinking: undefined,
	negativePrompt: undefined,
	watermark: false,
	seed: undefined,
};

/** An image whose bytes came in the answer, as n8n keeps it. */
const STORED = {
	file: {
		mimeType: 'image/png',
		fileType: 'image',
		fileExtension: 'png',
		fileName: 'mug.png',
		data: 'filesystem-v2',
		id: `filesystem-v2:workflows/Zm9vYmFyYmF6cXV4/executions/1234567/binary_data/${REQUEST_ID}`,
		fileSize: '1.23 MB',
		bytes: 1_234_567,
	} satisfies IBinaryData,
};

const request = (n = 1, more: Partial<ItemRequest> = {}): ItemRequest => ({
	model: 'qwen-image-edit-plus',
	images: [{ kind: 'url', url: 'https://shop.example.com/mug.jpg' }],
	imagesField: 'imageUrl',
	prompt: 'a secret prompt',
	generation: { ...SETTINGS, n },
	output: { perRequest: false, includeOtherFields: false, download: false, field: 'data' },
	sending: {
		imageTransfer: 'auto',
		maxTries: 5,
		countRefusals: false,
		timeoutMs: 300_000,
		retryUncertain: false,
	},
	hints: [],
	...more,
});

const result = (images: number, more: Partial<ItemResult> = {}): ItemResult => ({
	images: Array.from({ length: images }, (_, at) => ({
		url: LINK.replace('-1.png', `-${at}.png`),
		expiresAt: END,
		width: 1536,
		height: 1024,
	})),
	requested: images,
	model: 'qwen-image-edit-plus',
	seed: 2_147_483_647,
	requestId: REQUEST_ID,
	missing: [],
	...more,
});

const lost = (description: string, kind: FailureKind = 'timeout') =>
	new Failure({
		kind,
		message: 'The answer of the service was lost',
		description,
		requestId: REQUEST_ID,
		mayBeBilled: true,
	});

/** What n8n gives back to the node when it is run again. */
const saved = (data: IDataObject): IDataObject => JSON.parse(JSON.stringify(data));

/** A ledger with one ending, as n8n saves it. */
function kept(ending: ItemResult | Failure, of: ItemRequest = request()) {
	const data: IDataObject = {};
	const key = requestKey(12_345, of);
	new Ledger(data, 0).keep(key, 12_345, ending);
	return { data, key, find: () => new Ledger(saved(data), 0).find(key, of, NOW) };
}

/** The same under the name that results of this prompt or input image have. */
const named = (stem: string) => ({ file: { ...STORED.file, fileName: `${stem}.png` } });

describe('an entry', () => {
	it('gives the result back as it was', () => {
		expect(kept(result(2), request(2)).find()).toEqual({ result: result(2) });
		const stored = result(1, {
			images: [{ ...STORED, width: 8, height: 8 }],
			requestId: undefined,
		});
		expect(kept(stored).find()).toEqual({ result: stored });
		const short = result(1, { requested: 2, missing: ['InternalError: it broke'] });
		expect(kept(short, request(2)).find()).toEqual({ result: short });
	});

	it.each(['timeout', 'answer', 'task', 'stopped', 'server', 'defect'] as const)(
		'gives back what may have been billed, and of what kind it was: %s',
		(kind) => {
			const failure = lost('The image may have been billed.', kind);
			const found = kept(failure).find();
			expect(found).toEqual({ uncertain: failure });
			// Jest compares nothing but the messages of errors.
			expect({ ...(found && 'uncertain' in found && found.uncertain) }).toEqual({ ...failure });
		},
	);

	it('is not made of what was not billed', () => {
		const refused = new Failure({ kind: 'moderation', message: 'No', description: 'No' });
		expect(kept(refused).data).toEqual({});
	});

	it('is no result once one of its links has ended', () => {
		const { images } = result(2);
		const ended = images.map((image, at) => ({
			...image,
			...(at === 1 && { expiresAt: new Date(NOW).toISOString() }),
		}));
		expect(kept(result(2, { images: ended }), request(2)).find()).toEqual({ ended: true });
	});

	const endings: Array<[string, number, ItemResult | Failure]> = [
		['a result', 1, result(1)],
		['many results', 6, result(6)],
		['a file with a long name', 1, result(1, { images: [named('很'.repeat(66))] })],
		['words about one missing image', 2, result(1, { requested: 2, missing: ['很'.repeat(5000)] })],
		[
			'more words than missing images',
			3,
			result(1, {
				requested: 3,
				missing: Array.from({ length: 50 }, (_, at) => `${at}${'"'.repeat(900)}`),
			}),
		],
		['a lost answer with many words', 1, lost('很'.repeat(5000))],
	];
	it.each(endings)('takes at most 500 bytes an image: %s', (_, n, ending) => {
		const { data } = kept(ending, request(n));
		const text = JSON.stringify(Object.values(data)[0]);
		const entry = text.slice(text.indexOf('"entries":{') + 11, -2);
		expect(Buffer.byteLength(entry)).toBeLessThanOrEqual(500 * n);
	});

	it('keeps the beginning of long words, each of them once', () => {
		const words = `InternalError.Algo: ${'why '.repeat(500)}`;
		const long = kept(result(2, { requested: 5, missing: [words, words, 'short'] }), request(5));
		const found = long.find();
		const missing = found && 'result' in found ? found.result.missing : [];
		expect(missing).toEqual([expect.stringMatching(/^InternalError\.Algo: why .*…$/), 'short']);
		const uncertain = kept(lost(`Look it up first. ${'why '.repeat(500)}`)).find();
		expect(uncertain && 'uncertain' in uncertain && uncertain.uncertain.description).toMatch(
			/^Look it up first\. why .*…$/,
		);
	});

	it('holds no prompt, not even in the name of a file, which is named again', () => {
		const images = [named('a secret prompt')];
		const generate = kept(result(1, { images }), request(1, { images: [] }));
		expect(generate.find()).toEqual({ result: result(1, { images }) });
		for (const { data } of [kept(result(1)), generate]) {
			expect(JSON.stringify(data)).not.toContain('secret');
		}
	});
});

describe('a request', () => {
	it('is another one where item, model, prompt, settings or images differ, and not where an option does', () => {
		const key = requestKey(0, request());
		expect(requestKey(0, request())).toBe(key);
		const { sending } = request();
		const output = { perRequest: true, includeOtherFields: true, download: true, field: 'x' };
		expect(requestKey(0, request(1, { sending: { ...sending, timeoutMs: 1 }, output }))).toBe(key);
		const others = [
			requestKey(1, request()),
			requestKey(0, request(2)),
			requestKey(0, request(1, { model: 'qwen-image-edit-max' })),
			requestKey(0, request(1, { prompt: 'another' })),
			requestKey(0, request(1, { images: [{ kind: 'url', url: 'https://shop.example.com/2' }] })),
			requestKey(0, request(1, { images: [] })),
			requestKey(0, request(1, { generation: { ...SETTINGS, n: 1, seed: 7 } })),
		];
		expect(new Set([key, ...others]).size).toBe(others.length + 1);
	});
});

describe('the passes of a loop', () => {
	it('know nothing of each other', () => {
		const { data, key } = kept(result(1));
		expect(new Ledger(saved(data), 1).find(key, request(), NOW)).toBeUndefined();
		expect(new Ledger(saved(data), 0).find(key, request(), NOW)).toBeDefined();
	});
});

describe('what is told', () => {
	it('is everything that is paid or may be, in the order of the items, and once', () => {
		const data: IDataObject = {};
		const ledger = new Ledger(data, 0);
		const none = ledger.tell();
		ledger.keep('b', 2, lost('Lost.'));
		ledger.keep('a', 0, result(1));
		const told = ledger.tell();
		expect([none, told]).toEqual([[], [{ item: 0, images: result(1).images }, { item: 2 }]]);
		expect([ledger.tell(), new Ledger(saved(data), 0).tell()]).toEqual([[], []]);
		ledger.keep('c', 3, result(1));
		expect(ledger.tell()).toHaveLength(3);
		ledger.clear();
		expect([ledger.tell(), data]).toEqual([[], {}]);
	});
});

describe('a ledger that somebody else wrote', () => {
	/** Replaces what stands at one place of a value. */
	function changed(value: unknown, path: number[], by: unknown): unknown {
		const [first, ...rest] = path;
		if (typeof value !== 'object' || value === null || first === undefined) return by;
		const keys = Object.keys(value);
		const key = keys[first % Math.max(1, keys.length)];
		if (key === undefined) return by;
		const inner: unknown = Reflect.get(value, key);
		const copy = Array.isArray(value) ? [...value] : { ...value };
		return Object.assign(copy, { [key]: changed(inner, rest, by) });
	}

	const endings = [result(1), result(3), lost('Lost.')];
	const edited = fc
		.tuple(fc.constantFrom(...endings), fc.array(fc.nat(9), { maxLength: 6 }), fc.jsonValue())
		.map(([ending, path, by]) => {
			const { data, key } = kept(ending, request(3));
			return { data: saved(changed(data, path, by) as IDataObject), key };
		});

	it('never breaks the run, and gives nothing that is not like an answer', () => {
		fc.assert(
			fc.property(edited, ({ data, key }) => {
				fc.pre(typeof data === 'object' && data !== null && !Array.isArray(data));
				const ledger = new Ledger(data, 0);
				const found = ledger.find(key, request(3), NOW);
				for (const { item, images } of ledger.tell()) {
					expect(typeof item).toBe('number');
					for (const { url } of images ?? []) expect(url).toMatch(/^https?:\/\/\S+$/);
				}
				ledger.keep(key, 0, result(1));
				expect(ledger.find(key, request(3), NOW)).toEqual({
					result: { ...result(1), requested: 3 },
				});
				if (!found || 'ended' in found) return;
				if ('uncertain' in found) {
					expect(found.uncertain).toMatchObject({ mayBeBilled: true, repeat: 'never' });
					expect(found.uncertain.message).not.toBe('');
					return;
				}
				const { seed, images, missing, model } = found.result;
				expect(model).toBe('qwen-image-edit-plus');
				expect(Number.isInteger(seed) && seed >= 0 && seed <= 2_147_483_647).toBe(true);
				expect(images.length).toBeGreaterThan(0);
				for (const { url, expiresAt, width, height, file } of images) {
					if (!file) expect(url).toMatch(/^https?:\/\/\S+$/);
					if (!file) expect(Date.parse(String(expiresAt))).toBeGreaterThan(NOW);
					for (const side of [width ?? 1, height ?? 1]) {
						expect(Number.isSafeInteger(side) && side > 0).toBe(true);
					}
				}
				for (const words of missing) expect(typeof words).toBe('string');
			}),
			{ numRuns: 500 },
		);
	});
});
