import sharp from 'sharp';
import { DEMO_INPUTS, startSimulator } from '../../simulator';
import type { Simulator } from '../../simulator';
import { editBody, get, GATEWAY_PATH, links, post } from './client';

jest.setTimeout(60_000);

let simulator: Simulator;

beforeAll(async () => {
	simulator = await startSimulator({ pictures: 'blank' });
});
afterAll(() => simulator.close());
beforeEach(() => simulator.set({ pictures: 'blank', linkLifetimeMs: 86_400_000 }));

async function resultLink(): Promise<string> {
	const { data } = await post(simulator, GATEWAY_PATH, editBody(simulator));
	const [link] = links(data);
	if (link === undefined) throw new Error('No result link');
	return link;
}

describe('result links', () => {
	it('are signed, and say when they end', async () => {
		const link = await resultLink();
		expect(link).toMatch(
			/\/results\/[0-9a-f]+\.png\?Expires=\d+&OSSAccessKeyId=\w+&Signature=\S+$/,
		);
		const end = Number(/Expires=(\d+)/.exec(link)?.[1]) * 1000;
		expect(Math.abs(end - Date.now() - 86_400_000)).toBeLessThan(5000);
		expect((await get(link)).status).toBe(200);
	});

	it('break when their query is encoded anew', async () => {
		const link = await resultLink();
		const [address = '', query = ''] = link.split('?');
		const decoded = await get(`${address}?${decodeURIComponent(query)}`);
		const encodedAnew = await get(`${address}?${new URLSearchParams(query).toString()}`);
		const encodedTwice = await get(`${address}?${query.replaceAll('%', '%25')}`);
		for (const answer of [decoded, encodedAnew, encodedTwice]) {
			expect(answer.status).toBe(403);
			expect(answer.data.toString()).toContain('SignatureDoesNotMatch');
		}
	});

	it('stop working after their time', async () => {
		simulator.set({ linkLifetimeMs: 100 });
		const link = await resultLink();
		expect((await get(link)).status).toBe(200);
		await new Promise((resolve) => setTimeout(resolve, 150));
		const late = await get(link);
		expect(late.status).toBe(403);
		expect(late.headers['content-type']).toBe('application/xml');
		expect(late.data.toString()).toContain('Request has expired.');
	});

	it('refuse and report a request that carries the key', async () => {
		const link = await resultLink();
		const answer = await get(link, { Authorization: 'Bearer sk-simulator' });
		expect(answer.status).toBe(400);
		expect(simulator.counts.keyLeaks).toBe(1);
	});

	it('serve pictures of an exact size in bytes', async () => {
		simulator.set({ pictures: { bytes: 300_000 } });
		const { data } = await get(await resultLink());
		expect(data.length).toBe(300_000);
		expect((await sharp(data).metadata()).format).toBe('png');
	});
});

it('serves every demo picture, and no other', async () => {
	for (const { file } of DEMO_INPUTS) {
		const { data } = await get(`${simulator.url}/inputs/${file}`);
		const { width, height } = await sharp(data).metadata();
		expect(Math.min(width, height)).toBeGreaterThanOrEqual(768);
		expect((await sharp(data).stats()).entropy).toBeGreaterThan(1);
	}
	expect((await get(`${simulator.url}/inputs/nothing.png`)).status).toBe(404);
	expect((await get(`${simulator.url}/inputs/mug.heic`)).status).toBe(404);
});
