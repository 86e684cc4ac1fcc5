import { Failure } from '../../../nodes/QwenImageEdit/failure';
import type { GenerationParameters } from '../../../nodes/QwenImageEdit/input/generation';
import type { ImageSource } from '../../../nodes/QwenImageEdit/input/imageSource';
import { isSettled, requestKey, settledRequests } from '../../../nodes/QwenImageEdit/output/paid';
import type { ItemRequest } from '../../../nodes/QwenImageEdit/input/itemRequest';

const GENERATION: GenerationParameters = {
	n: 1,
	size: undefined,
	promptExtend: true,
	thinking: undefined,
	negativePrompt: undefined,
	seed: undefined,
	watermark: false,
};

function request(change: Partial<ItemRequest> = {}): ItemRequest {
	return {
		model: 'qwen-image-edit-max',
		images: [{ kind: 'url', url: 'https://shop.example/mug.png' }],
		imagesField: 'imageUrl',
		prompt: 'on a table',
		generation: GENERATION,
		output: { perRequest: false, includeOtherFields: false, download: true, field: 'data' },
		sending: {
			imageTransfer: 'auto',
			maxTries: 5,
			countRefusals: false,
			timeoutMs: 1000,
			retryUncertain: false,
		},
		hints: [],
		...change,
	};
}

const file = (id: string | undefined, data: string): ImageSource => ({
	kind: 'file',
	field: 'data',
	binary: { id, data, mimeType: 'image/png' },
});

describe('the name of a request', () => {
	test('is the same for the same request', () => {
		expect(requestKey(0, request())).toBe(requestKey(0, request()));
	});

	test.each<[string, number, Partial<ItemRequest>]>([
		['another item', 1, {}],
		['another model', 0, { model: 'qwen-image-edit-plus' }],
		['another prompt', 0, { prompt: 'on a shelf' }],
		['another number', 0, { generation: { ...GENERATION, n: 2 } }],
		['a seed', 0, { generation: { ...GENERATION, seed: 7 } }],
		['another URL', 0, { images: [{ kind: 'url', url: 'https://shop.example/cup.png' }] }],
		['Base64', 0, { images: [{ kind: 'base64', data: 'https://shop.example/mug.png' }] }],
		['a file', 0, { images: [file('filesystem-v2:a', '')] }],
		['another file', 0, { images: [file('filesystem-v2:b', '')] }],
		['a file kept in the item', 0, { images: [file(undefined, 'iVBORw0KGgo=')] }],
		['another of those', 0, { images: [file(undefined, 'iVBORw0KGgp=')] }],
		[
			'two images whose names run together',
			0,
			{
				images: [
					{ kind: 'url', url: 'https://shop.example/mug.png' },
					{ kind: 'url', url: 'https://shop.example/cup.png' },
				],
			},
		],
	])('differs for %s', (_, item, change) => {
		const names = [requestKey(0, request()), requestKey(item, request(change))];
		expect(new Set(names).size).toBe(2);
	});

	test('does not depend on what only concerns the output', () => {
		const output = { perRequest: true, includeOtherFields: true, download: false, field: 'x' };
		expect(requestKey(0, request({ output }))).toBe(requestKey(0, request()));
	});
});

describe('the memory of a run', () => {
	test('belongs to its execute data', () => {
		const [run, other] = [{}, {}];
		const failure = new Failure({ kind: 'timeout', message: '', description: '' });
		settledRequests(run).set('a', failure);
		expect(settledRequests(run).get('a')).toBe(failure);
		expect(settledRequests(other).size).toBe(0);
	});

	test('keeps failures only where sending again could pay twice', () => {
		const details = { kind: 'timeout', message: '', description: '' } as const;
		expect(isSettled(new Failure({ ...details, mayBeBilled: true }))).toBe(true);
		expect(isSettled(new Failure(details))).toBe(false);
	});
});
