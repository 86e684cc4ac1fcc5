import { startSimulator } from '../../simulator';
import type { Simulator } from '../../simulator';
import type { Style } from '../../simulator/refusal';
import { readRequest } from '../../simulator/rules';
import { editBody, post, type Change } from './client';

const TINY_PNG =
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==';
const text = { text: 'Make it blue' };
const image = { image: `data:image/png;base64,${TINY_PNG}` };
const images = (count: number) => [...Array<typeof image>(count).fill(image), text];
const STYLES = ['gateway', 'dashscope'] as const;

/** What the service says to a body before it looks at the images. */
function said(change: Change, style: Style) {
	const read = readRequest(editBody(change), style);
	return 'ok' in read ? 'nothing' : `${read.refusal.status} ${read.refusal.message}`;
}

describe('the documented rules', () => {
	const messages = (...all: object[]) => ({ messages: all });
	const NO_PART = 'must be either an image or a text.';
	const ONE_TEXT = 'content must have exactly one text, but got';
	const EDIT_IMAGES = 'The number of images must be between 1 and 3, but got';
	const SIDES = 'Size is out of range, each side must be in [512, 2048].';
	const AREA = 'Size is out of range, width*height must be in [262144, 4194304].';
	const SEED = 'seed must be in [0, 2147483647].';
	const sends = (parameters: object, model = 'qwen-image-edit-plus') => ({ model, parameters });
	const THINKING = { enable_thinking: true };

	it.each<[string, Change]>([
		[`${EDIT_IMAGES} 0.`, { content: [text] }],
		[`${EDIT_IMAGES} 4.`, { content: images(4) }],
		[`${ONE_TEXT} 0.`, { content: [image] }],
		[`${ONE_TEXT} 2.`, { content: [image, text, text] }],
		[`${ONE_TEXT} 1.`, { content: [image, { text: '  ' }] }],
		[NO_PART, { content: [{ ...image, ...text }] }],
		[NO_PART, { content: [image, text, { type: 'text' }] }],
		['input.messages must have exactly one message.', messages()],
		['must have exactly one message.', messages({ role: 'user' }, { role: 'user' })],
		['The role of the message must be user.', messages({ role: 'system', content: [image, text] })],
		['num_images_per_prompt must be between 1 and 6.', sends({ n: 0 })],
		['num_images_per_prompt must be between 1 and 6.', sends({ n: 7 })],
		['size must have the form width*height', sends({ size: '1024x1024' })],
		[SIDES, sends({ size: '511*1024' })],
		[SIDES, sends({ size: '1024*2049' })],
		[SEED, sends({ seed: -1 })],
		[SEED, sends({ seed: 2_147_483_648 })],
		['negative_prompt must not exceed 500.', sends({ negative_prompt: 'x'.repeat(501) })],
		['num_images_per_prompt must be 1.', sends({ n: 2 }, 'qwen-image-edit')],
		['size is not supported', sends({ size: '1024*1024' }, 'qwen-image-edit')],
		['prompt_extend is not supported', sends({ prompt_extend: false }, 'qwen-image-edit')],
		['0~3 image content items. Got 4', { model: 'qwen-image-3.0', content: images(4) }],
		['0~10 image content items. Got 11', { model: 'qwen-image-2.1-pro', content: images(11) }],
		[AREA, sends({ size: '511*512' }, 'qwen-image-2.0')],
		[AREA, sends({ size: '2048*2049' }, 'qwen-image-2.0')],
		['the ratio must be in [1:8, 8:1].', sends({ size: '5120*512' }, 'qwen-image-3.0')],
		['negative_prompt is not supported', sends({ negative_prompt: 'x' }, 'qwen-image-2.1-pro')],
		['enable_thinking is not supported', sends(THINKING, 'qwen-image-2.0-pro')],
		['requires prompt_extend', sends({ ...THINKING, prompt_extend: false }, 'qwen-image-3.0')],
		['prompt_extend_mode is not', sends({ prompt_extend_mode: 'agent' }, 'qwen-image-3.0')],
	])('say: %s', (words, change) => {
		for (const style of STYLES) {
			expect(said(change, style)).toMatch(/^400 /);
			expect(said(change, style)).toContain(words);
		}
	});

	it.each([
		...[{ n: '2' }, { n: 1.5 }, { n: null }, { seed: '1' }, { size: 1024 }],
		...[{ watermark: 'true' }, { prompt_extend: 1 }, { negative_prompt: [] }],
	])('are strict about types: %j', (parameters) => {
		expect(said({ parameters }, 'gateway')).toMatch(/^500 json: cannot unmarshal/);
		expect(said({ parameters }, 'dashscope')).toMatch(/^400 .* must be of type/);
	});

	it('know the models', () => {
		const answers = [undefined, 'qwen-image-edit-mini'].flatMap((model) =>
			STYLES.map((style) => said({ model }, style).slice(0, 3)),
		);
		expect(answers).toEqual(['400', '400', '503', '404']);
	});

	it('take every value at its limit, and cut a text that is too long', () => {
		const limits = { n: 6, size: '512*2048', seed: 2_147_483_647 };
		const parameters = { ...limits, negative_prompt: 'x'.repeat(500), watermark: true };
		const content = [image, { text: '好'.repeat(900) }];
		expect(readRequest(editBody({ parameters, content }), 'dashscope')).toMatchObject({
			ok: { n: 6, size: { width: 512, height: 2048 }, prompt: '好'.repeat(800) },
		});
	});
});

describe('over HTTP', () => {
	let simulator: Simulator;

	beforeAll(async () => {
		simulator = await startSimulator({ pictures: 'blank' });
	});
	afterAll(() => simulator.close());
	beforeEach(() => simulator.reset());

	const svg = Buffer.from('<svg width="9" height="9" xmlns="http://www.w3.org/2000/svg"/>');

	it.each([
		['bare Base64', TINY_PNG, 'does not appear to be valid'],
		['a data URI without Base64', 'data:image/png,abc', 'does not appear to be valid'],
		['no Base64 behind the prefix', 'data:image/png;base64,%%%%', 'corrupted'],
		['a text behind the prefix', 'data:image/png;base64,aGVsbG8gd29ybGQh', 'corrupted'],
		['a cut file', `data:image/png;base64,${TINY_PNG.slice(0, 64)}`, 'corrupted'],
		['an SVG', `data:image/png;base64,${svg.toString('base64')}`, 'image format error'],
		['a long data URI', `data:image/png;base64,${'A'.repeat(10_485_760)}`, '10485760'],
		['a host out of reach', 'https://shop.example.com/mug.png', 'download image failed'],
		['a port where nobody listens', 'http://127.0.0.1:9/mug.png', 'download image failed'],
	])('%s is no image', async (_, value, words) => {
		for (const style of STYLES) {
			const { status, data } = await post(
				simulator,
				editBody({ content: [{ image: value }, text] }),
				style,
			);
			expect([status, JSON.stringify(data)]).toEqual([400, expect.stringContaining(words)]);
		}
		expect(simulator.counts.imagesMade).toBe(0);
	});

	it('an asynchronous task, a body that is no JSON and images of more than 16 MiB are refused', async () => {
		const large = { image: `data:image/png;base64,${'A'.repeat(12 * 1024 * 1024)}` };
		const status = async (body: unknown, headers = {}) =>
			(await post(simulator, body, 'dashscope', { headers })).status;
		expect([
			await status(editBody(), { 'X-DashScope-Async': 'enable' }),
			await status('a=b', { 'content-type': 'application/x-www-form-urlencoded' }),
			await status('{"model":', { 'content-type': 'application/json' }),
			await status(editBody({ model: 'qwen-image-2.0', content: [large, large, text] })),
		]).toEqual([403, 400, 400, 413]);
	});
});
