import { DOCUMENT_USE_CASES } from '../../fixtures/document';
import { startSimulator } from '../../simulator';
import type { Simulator } from '../../simulator';
import { DASHSCOPE_PATH, editBody, GATEWAY_PATH, links, PATHS, post, strings } from './client';

jest.setTimeout(60_000);

const TINY_PNG =
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==';
const text = { text: 'Make it blue' };
const image = { image: `data:image/png;base64,${TINY_PNG}` };

describe('the documented rules', () => {
	let simulator: Simulator;

	beforeAll(async () => {
		simulator = await startSimulator({ pictures: 'blank' });
	});
	afterAll(() => simulator.close());
	beforeEach(() => simulator.reset());

	const saying = (words: string | RegExp): unknown =>
		typeof words === 'string' ? expect.stringContaining(words) : expect.stringMatching(words);

	async function refused(
		change: Parameters<typeof editBody>[1],
		expected: { status: number; text: string | RegExp; gatewayStatus?: number },
	): Promise<void> {
		for (const style of ['gateway', 'dashscope'] as const) {
			const answer = await post(simulator, PATHS[style], editBody(simulator, change));
			const status =
				style === 'gateway' ? (expected.gatewayStatus ?? expected.status) : expected.status;
			expect({ style, status: answer.status }).toEqual({ style, status });
			expect(strings(answer.data).join('\n')).toEqual(saying(expected.text));
		}
		expect(simulator.counts.imagesMade).toBe(0);
	}

	it.each(DOCUMENT_USE_CASES)('takes the request of the document: $title', async ({ body }) => {
		const { status, data } = await post(simulator, GATEWAY_PATH, body);
		expect(status).toBe(200);
		expect(links(data)).toHaveLength(body.parameters.n ?? 0);
		expect(simulator.edits().at(-1)?.body).toEqual(body);
	});

	describe('key and headers', () => {
		it('refuses a missing and a wrong key in the manner of each endpoint', async () => {
			const wrong = { Authorization: 'Bearer sk-wrong' };
			const body = editBody(simulator);

			const gateway = await post(simulator, GATEWAY_PATH, body, wrong);
			const service = await post(simulator, DASHSCOPE_PATH, body, wrong);
			const missing = await post(simulator, GATEWAY_PATH, body, { Authorization: '' });

			expect([gateway.status, service.status, missing.status]).toEqual([401, 401, 401]);
			expect(gateway.data).toMatchObject({
				error: { message: expect.stringContaining('无效的令牌'), type: 'new_api_error' },
			});
			expect(service.data).toMatchObject({
				code: 'InvalidApiKey',
				request_id: expect.any(String),
			});
			expect(missing.data).toMatchObject({
				error: { message: expect.stringContaining('未提供令牌') },
			});
		});

		it('refuses the header that asks for an asynchronous task', async () => {
			const header = { 'X-DashScope-Async': 'enable' };
			const answer = await post(simulator, DASHSCOPE_PATH, editBody(simulator), header);
			expect(answer.status).toBe(403);
			expect(answer.data).toMatchObject({
				message: 'current user api does not support asynchronous calls.',
			});
		});

		it('takes JSON only', async () => {
			const form = await post(simulator, GATEWAY_PATH, 'a=b', {
				'content-type': 'application/x-www-form-urlencoded',
			});
			const broken = await post(simulator, DASHSCOPE_PATH, '{"model":', {
				'content-type': 'application/json',
			});
			expect([form.status, broken.status]).toEqual([400, 400]);
		});

		it('refuses a body above 64 MiB and takes one below', async () => {
			const headers = { 'content-type': 'application/json' };
			const start = '{"model":"qwen-image-edit-plus","padding":"';
			const tooLarge = `${start}${'x'.repeat(64 * 1024 * 1024)}"}`;
			const gateway = await post(simulator, GATEWAY_PATH, tooLarge, headers);
			const service = await post(simulator, DASHSCOPE_PATH, tooLarge, headers);
			const large = `${start}${'x'.repeat(40 * 1024 * 1024)}"}`;
			const below = await post(simulator, DASHSCOPE_PATH, large, headers);

			expect([gateway.status, service.status]).toEqual([413, 413]);
			expect(gateway.headers['content-type']).toBe('text/html');
			expect(below.data).toMatchObject({ code: 'BadRequest.EmptyInput' });
		});
	});

	describe('models', () => {
		it('knows no other model', () =>
			refused(
				{ model: 'qwen-image-edit-mini' },
				{ status: 404, gatewayStatus: 503, text: /model_not_found|ModelNotFound/ },
			));

		it('wants one', () => refused({ model: undefined }, { status: 400, text: /model|模型/ }));

		it.each([
			['n', { n: 2 }, 'num_images_per_prompt must be 1.'],
			['size', { size: '1024*1024' }, 'size is not supported'],
			['prompt_extend', { prompt_extend: false }, 'prompt_extend is not supported'],
		])('the base model takes no %s', (_name, parameters, message) =>
			refused({ model: 'qwen-image-edit', parameters }, { status: 400, text: message }),
		);
	});

	describe('messages', () => {
		it.each([
			['no image', [text]],
			['four images', [image, image, image, image, text]],
			['no text', [image]],
			['two texts', [image, text, text]],
			['an empty text', [image, { text: '  ' }]],
			['image and text in one item', [{ ...image, ...text }]],
			['an unknown item', [image, text, { type: 'text' }]],
		])('refuses %s', (_name, content) => refused({ content }, { status: 400, text: '' }));

		it.each([
			['no message', []],
			['two messages', [1, 2].map(() => ({ role: 'user', content: [image, text] }))],
			['another role', [{ role: 'system', content: [image, text] }]],
		])('refuses %s', async (_name, messages) => {
			const body = { ...editBody(simulator), input: { messages } };
			const answer = await post(simulator, DASHSCOPE_PATH, body);
			expect(answer.status).toBe(400);
			expect(answer.data).toMatchObject({ code: 'InvalidParameter' });
		});

		it('cuts a text that is too long instead of refusing it', async () => {
			const content = [image, { text: '好'.repeat(900) }];
			const answer = await post(simulator, GATEWAY_PATH, editBody(simulator, { content }));
			expect(answer.status).toBe(200);
		});
	});

	describe('parameters', () => {
		it.each([
			['n 0', { n: 0 }],
			['n 7', { n: 7 }],
			['a size that is no size', { size: '1024x1024' }],
			['a size too small', { size: '511*1024' }],
			['a size too large', { size: '1024*2049' }],
			['a negative seed', { seed: -1 }],
			['a seed too large', { seed: 2_147_483_648 }],
			['a negative prompt too long', { negative_prompt: 'x'.repeat(501) }],
		])('refuses %s', (_name, parameters) => refused({ parameters }, { status: 400, text: '' }));

		it.each([
			['n as text', { n: '2' }],
			['n with a fraction', { n: 1.5 }],
			['n null', { n: null }],
			['seed as text', { seed: '1' }],
			['size as a number', { size: 1024 }],
			['watermark as text', { watermark: 'true' }],
			['prompt_extend as a number', { prompt_extend: 1 }],
			['negative_prompt as a list', { negative_prompt: [] }],
		])('is strict about types: %s', (_name, parameters) =>
			refused({ parameters }, { status: 400, gatewayStatus: 500, text: /type/ }),
		);

		it('takes every value at its limit', async () => {
			const parameters = {
				n: 6,
				size: '512*2048',
				seed: 2_147_483_647,
				negative_prompt: 'x'.repeat(500),
				prompt_extend: false,
				watermark: true,
			};
			const answer = await post(simulator, GATEWAY_PATH, editBody(simulator, { parameters }));
			expect(answer.status).toBe(200);
			expect(simulator.counts.imagesMade).toBe(6);
			expect(answer.data).toMatchObject({
				metadata: { usage: { width: 512, height: 2048, image_count: 6 } },
			});
		});
	});

	describe('images', () => {
		it.each([
			['bare Base64', TINY_PNG, 'does not appear to be valid'],
			['an address of the object store', 'oss://bucket/a.png', 'does not appear to be valid'],
			['a data URI without Base64', 'data:image/png,abc', 'does not appear to be valid'],
			['no Base64 behind the prefix', 'data:image/png;base64,%%%%', 'corrupted'],
			['a text behind the prefix', 'data:image/png;base64,aGVsbG8gd29ybGQh', 'corrupted'],
			['a cut file', `data:image/png;base64,${TINY_PNG.slice(0, 64)}`, 'corrupted'],
			[
				'an SVG',
				`data:image/svg+xml;base64,${Buffer.from('<svg width="9" height="9" xmlns="http://www.w3.org/2000/svg"/>').toString('base64')}`,
				'image format error',
			],
			['a data URI too long', `data:image/png;base64,${'A'.repeat(10_485_760)}`, '10485760'],
			['a host out of reach', 'https://shop.example.com/mug.png', 'download image failed'],
			['a port where nobody listens', 'http://127.0.0.1:9/mug.png', 'download image failed'],
		])('refuses %s', (_name, value, message) =>
			refused({ content: [{ image: value }, text] }, { status: 400, text: message }),
		);

		it('refuses hosts that the options declare out of reach', async () => {
			simulator.set({ unreachable: ['127.0.0.1'] });
			await refused({}, { status: 400, text: 'download image failed' });
			simulator.set({ unreachable: [] });
		});

		it('takes the ratio of the last image where no size is asked for', async () => {
			const content = [
				{ image: `${simulator.url}/inputs/person.png` },
				{ image: `${simulator.url}/inputs/wave.jpg` },
				text,
			];
			const answer = await post(simulator, DASHSCOPE_PATH, editBody(simulator, { content }));
			expect(answer.data).toMatchObject({ usage: { width: 1248, height: 832 } });
		});

		it('rounds an asked size to multiples of 16', async () => {
			const parameters = { size: '1080*1920' };
			const answer = await post(simulator, DASHSCOPE_PATH, editBody(simulator, { parameters }));
			expect(answer.data).toMatchObject({ usage: { width: 1088, height: 1920 } });
		});
	});

	describe('the newer families', () => {
		const images = (count: number) => [...Array.from({ length: count }, () => image), text];

		it.each([
			['qwen-image-3.0', 4, 'supports 0~3 image content items. Got 4'],
			['qwen-image-2.1-pro', 11, 'supports 0~10 image content items. Got 11'],
		])('%s refuses %i images in the known words', (model, count, words) =>
			refused({ model, content: images(count) }, { status: 400, text: words }),
		);

		it.each<[string, object]>([
			['qwen-image-2.0', { size: '511*512' }],
			['qwen-image-2.0', { size: '2048*2049' }],
			['qwen-image-3.0', { size: '5120*512' }],
			['qwen-image-3.0', { size: '2K' }],
			['qwen-image-2.1-pro', { negative_prompt: 'blurry' }],
			['qwen-image-2.0-pro', { enable_thinking: true }],
			['qwen-image-3.0', { enable_thinking: true, prompt_extend: false }],
			['qwen-image-3.0', { prompt_extend_mode: 'agent' }],
		])('%s refuses %j', (model, parameters) =>
			refused({ model, parameters }, { status: 400, text: '' }),
		);

		it('refuse more than 16 MiB inside a request, all images together', async () => {
			const large = { image: `data:image/png;base64,${'A'.repeat(12 * 1024 * 1024)}` };
			const content = [large, large, text];
			const body = editBody(simulator, { model: 'qwen-image-2.0', content });
			expect((await post(simulator, DASHSCOPE_PATH, body)).status).toBe(413);
		});

		it('answer in the form of 3.0, at 2K where no size is asked for, and bill it', async () => {
			const change = { model: 'qwen-image-3.0-pro', content: [text] };
			const answer = await post(simulator, DASHSCOPE_PATH, editBody(simulator, change));
			expect(answer.data).toMatchObject({
				output: { rewrite_status: 'success' },
				usage: {
					output_width: 2048,
					output_height: 2048,
					input_image_count: 0,
					output_image_count: 1,
					output_image_type: 'qima_output_2k',
				},
			});
			expect(simulator.counts.billedFen).toBe(50);
		});
	});

	it('answers a wrong address as each service would', async () => {
		const gateway = await post(simulator, '/v1/v1/images/generations', {});
		const service = await post(simulator, '/api/v1/nowhere', {});
		expect(gateway.status).toBe(404);
		expect(gateway.data).toMatchObject({
			error: { message: 'Invalid URL (POST /v1/v1/images/generations)' },
		});
		expect(service.status).toBe(400);
		expect(service.data).toMatchObject({ message: 'url error, please check url！' });
	});
});
