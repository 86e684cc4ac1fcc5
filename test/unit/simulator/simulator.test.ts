import sharp from 'sharp';
import { setTimeout as sleep } from 'node:timers/promises';
import { FAULT_NAMES, FAULTS, startSimulator } from '../../simulator';
import type { Simulator } from '../../simulator';
import { Limits, retryAfterHeader } from '../../simulator/limits';
import { DEFAULT_OPTIONS } from '../../simulator/options';
import { editBody, get, links, post } from './client';

let simulator: Simulator;

beforeEach(async () => {
	const quick = { pictures: 'blank', remoteImages: 'demo', slowMs: 60, trickleMs: 5 } as const;
	simulator = await startSimulator(quick);
});
afterEach(() => simulator.close());

const two = editBody({ parameters: { n: 2 } });

// What goes over the wire is seen by test/engine/failures.test.ts and test/unit/wire.
it.each(FAULT_NAMES)('the fault %s makes what it says, once', async (name) => {
	const { made, at, kind, mayBeBilled } = FAULTS[name];
	simulator.faultNext(name);
	const signal = ['hang', 'trickle'].includes(name) ? AbortSignal.timeout(400) : undefined;
	await post(simulator, two, at[0], { signal }).catch(() => {});
	expect(simulator.counts).toMatchObject({ imagesMade: made ? 2 : 0, requests: 1 });
	if (made && kind) expect(mayBeBilled).toBe(true);
	expect((await post(simulator, two)).status).toBe(200);
});

it('the gateway has only the last image in data', async () => {
	const { metadata, ...answer } = (await post(simulator, two)).data as { metadata: unknown };
	expect(links(metadata)).toHaveLength(2);
	expect(answer).toMatchObject({ data: [{ url: links(metadata)[1], b64_json: '' }] });
});

describe('a result link', () => {
	const made = async () => links((await post(simulator, editBody())).data)[0] ?? '';

	it('breaks when its query is encoded anew', async () => {
		const link = await made();
		const [address = '', query = ''] = link.split('?');
		expect((await get(link)).status).toBe(200);
		for (const changed of [
			decodeURIComponent(query),
			new URLSearchParams(query).toString(),
			query.replaceAll('%', '%25'),
		]) {
			const { status, data } = await get(`${address}?${changed}`);
			expect([status, data.toString()]).toEqual([
				403,
				expect.stringContaining('SignatureDoesNotMatch'),
			]);
		}
	});

	it('refuses and reports a request that carries the key', async () => {
		const { status } = await get(await made(), { Authorization: 'Bearer sk-simulator' });
		expect([status, simulator.counts.keyLeaks]).toEqual([400, 1]);
	});
});

describe('limits', () => {
	it('take so many arrivals in a sliding window, and say when the next may come', () => {
		const limits = new Limits();
		const options = { ...DEFAULT_OPTIONS, rate: { count: 2, windowMs: 1000 } };
		const waits = [0, 400, 700, 999, 1000, 1100, 1400].map((now) => limits.enter(options, now));
		expect(waits.map((refused) => refused?.waitMs)).toEqual([
			...[undefined, undefined, 300, 1, undefined, 300, undefined],
		]);
		expect(retryAfterHeader({ waitMs: 1200 }, 'seconds', 0)).toEqual({ 'retry-after': '2' });
	});

	it('refuse at once what is too much at once, and count it', async () => {
		await post(simulator, two);
		simulator.reset();
		simulator.set({ maxConcurrent: 3, latencyMs: 400 });
		const burst = async (count: number) =>
			(await Promise.all(Array.from({ length: count }, () => post(simulator, editBody()))))
				.map(({ status }) => status)
				.sort();
		expect(await burst(5)).toEqual([200, 200, 200, 429, 429]);
		const counts = { requests: 5, accepted: 3, refused: 2, imagesMade: 3, highestConcurrency: 3 };
		expect(simulator.counts).toMatchObject(counts);
		expect(await burst(3)).toEqual([200, 200, 200]);
	});
});

describe('what is paid', () => {
	it('twice is told from different orders', async () => {
		const order = async (prompt: string, seed: number) =>
			await post(simulator, editBody({ prompt, parameters: { seed } }));
		await order('one', 1);
		await order('two', 1);
		expect(simulator.madeTwice()).toEqual([]);
		await order('one', 2);
		const tally = { prompt: 'one', requests: 2, accepted: 2, imagesMade: 2 };
		expect(simulator.madeTwice()).toEqual([tally]);
	});

	it('is made all the same when the client goes away', async () => {
		simulator.set({ latencyMs: 200 });
		const signal = AbortSignal.timeout(60);
		await expect(post(simulator, editBody(), 'gateway', { signal })).rejects.toThrow();
		await sleep(50);
		expect(simulator.edits()).toMatchObject([{ aborted: true, status: 0, images: 1 }]);
	});
});

describe('drawn pictures', () => {
	const MUG = ['mug.png'];

	async function draw(prompt: string, inputs = MUG, more: object = {}): Promise<Buffer> {
		simulator.set({ pictures: 'drawn' });
		const content = [
			...inputs.map((name) => ({ image: `${simulator.url}/inputs/${name}` })),
			{ text: prompt },
		];
		const parameters = { seed: 7, size: '512*512', ...more };
		const { data } = await post(simulator, editBody({ content, parameters }));
		return (await get(links(data)[0] ?? '')).data;
	}

	it('are the same for the same request, and show what was asked for', async () => {
		const first = await draw('把杯子变成蓝色');
		expect(await sharp(first).metadata()).toMatchObject({ width: 512, height: 512 });
		expect((await draw('把杯子变成蓝色')).equals(first)).toBe(true);
		for (const other of [
			await draw('把杯子变成蓝色', MUG, { seed: 8 }),
			await draw('把杯子变成蓝色', MUG, { watermark: true }),
			await draw('把杯子变成蓝色', ['lamp.png']),
			// Characters without a glyph would all be drawn as the same box.
			await draw('请给猫咪戴帽子'),
			await draw('\u{e000}'.repeat(7)),
		]) {
			expect(other.equals(first)).toBe(false);
		}
	});
});
