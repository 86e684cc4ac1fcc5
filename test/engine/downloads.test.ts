/** Result links: fetched as they came, without the key; a picture that cannot be fetched is never lost. */
import type { ServerResponse } from 'node:http';

import type { DownloadFault } from '../simulator';
import { SIMULATOR_KEY, simulatorCredentials } from './harness/simulator';
import { serve } from './harness/stub';
import { isPng, itemsOf, mug, useSimulator } from './support';

const bench = useSimulator();

describe('a result link', () => {
	it('is fetched without the key and with its query untouched', async () => {
		const { items } = await bench.run({ numberOfImages: 2 });
		const urls = items.map(({ json }) => String(json.url));
		// The simulator's signatures hold what a re-encoding would change.
		for (const url of urls) expect(url).toMatch(/Signature=.*%2B.*%3D|Signature=.*\/.*%3D/);
		expect(
			bench
				.downloads()
				.map(({ path }) => bench.simulator.url + path)
				.sort(),
		).toEqual(urls.sort());
		for (const { headers, status } of bench.downloads()) {
			expect(headers).not.toHaveProperty('authorization');
			expect(JSON.stringify(headers)).not.toContain(SIMULATOR_KEY);
			expect(status).toBe(200);
		}
		expect(bench.simulator.counts.keyLeaks).toBe(0);
	});

	it('is not fetched when downloads are off, and names when it ends', async () => {
		const { items } = await bench.run({ download: false });
		expect(items[0]?.json.url).toMatch(/^http/);
		expect(bench.downloads()).toEqual([]);
		const hours = (Date.parse(String(items[0]?.json.expiresAt)) - Date.now()) / 3_600_000;
		expect(hours).toBeGreaterThan(23.9);
		expect(hours).toBeLessThan(24.1);
	});

	it('that has ended already leaves the item with its link and what happened', async () => {
		bench.simulator.set({ linkLifetimeMs: -2000 });
		const { error, items, hints } = await bench.run({});
		expect(error).toBeUndefined();
		expect(items[0]?.json.url).toMatch(/^http/);
		expect(items[0]?.json.downloadFailed).toBe('the link has expired or was refused (status 403)');
		expect(items[0]).not.toHaveProperty('binary');
		// An expired link stays expired: it is asked for once.
		expect(bench.downloads()).toHaveLength(1);
		expect(hints.map(({ message }) => message).join()).toContain('made but not downloaded');
	});
});

describe('a download', () => {
	it.each([500, 429, 408])('that is answered with %d at first is tried again', async (status) => {
		bench.simulator.set({ downloadFault: { kind: 'failFirst', times: 2, status } });
		const { items, binary } = await bench.run({});
		expect(items[0]?.json).not.toHaveProperty('downloadFailed');
		expect(await isPng(binary(items[0], 'data'))).toBe(true);
		expect(bench.downloads()).toHaveLength(3);
	});

	it('that is cut is tried again, and what was cut is not kept', async () => {
		bench.simulator.set({ downloadFault: { kind: 'cut', times: 1 }, pictures: { bytes: 200_000 } });
		const { items, binary } = await bench.run({});
		expect(await binary(items[0], 'data')).toHaveLength(200_000);
		expect(bench.downloads()).toHaveLength(2);
	});

	it('is waited for where another item ends the run', async () => {
		bench.simulator.set({ downloadFault: { kind: 'failFirst', times: 2 } });
		const items = itemsOf({ prompt: 'good' }, { prompt: 'bad [[fault:inputInspectionFailed]]' });
		const parameters = { prompt: '={{ $json.prompt }}', options: { concurrency: 1 } };
		const { error } = await bench.run(parameters, { items });
		expect(error?.message).toContain('[Item 1]');
		expect(bench.downloads()).toHaveLength(3);
	});

	it('is given up at once by Stop', async () => {
		bench.simulator.set({ downloadFault: { kind: 'failFirst', times: 9 } });
		const startedAt = Date.now();
		const { error, items } = await bench.run({}, { onStart: bench.stopAt(1, 0, bench.downloads) });
		// The waits between its tries take a second and a half.
		expect(Date.now() - startedAt).toBeLessThan(1400);
		expect([error?.message, items]).toEqual(['The execution was canceled', []]);
		expect(bench.downloads()).toHaveLength(1);
	});

	const FINAL: Array<[string, DownloadFault, RegExp]> = [
		['whose file is gone', { kind: 'notFound' }, /the file is gone \(status 404\)/],
		['that is refused each time', { kind: 'failFirst', times: 9 }, /status 500/],
		['that is cut each time', { kind: 'cut' }, /./],
		['that is shorter than announced', { kind: 'wrongLength', factor: 3 }, /./],
		[
			'that is a web page',
			{ kind: 'html' },
			/the link gave a web page \(HTML\) instead of an image/,
		],
		['without end', { kind: 'endless' }, /larger than 64 MB/],
	];

	it.each(FINAL)(
		'%s keeps the item, its link and its payment',
		async (_, downloadFault, reason) => {
			bench.simulator.set({ downloadFault });
			const { error, items, binary } = await bench.run({ numberOfImages: 2, output: 'perRequest' });
			expect(error).toBeUndefined();
			expect(bench.simulator.counts.imagesMade).toBe(2);
			expect(bench.bodies()).toHaveLength(1);
			const images = items[0]?.json.images as Array<Record<string, string>>;
			expect(images).toHaveLength(2);
			for (const image of images) {
				expect(image.url).toMatch(/^http/);
				expect(image.downloadFailed).toMatch(reason);
				expect(image).not.toHaveProperty('file');
			}
			await expect(binary(items[0], 'data')).rejects.toThrow();
		},
	);
});

describe('a link of a service that makes more than the simulator does', () => {
	const picture = { jpg: Buffer.alloc(0), webp: Buffer.alloc(0), other: Buffer.alloc(200, 1) };
	beforeAll(async () => {
		Object.assign(picture, { jpg: await mug('jpg'), webp: await mug('webp') });
	});
	type Kind = keyof typeof picture;

	/** Runs the node where the one link is answered so; beside the result how often it was asked for. */
	async function follow(answer: (response: ServerResponse) => unknown) {
		const server = await serve(({ url }, response) => {
			if (url === '/link') answer(response);
			else response.end(JSON.stringify({ output: { results: [{ url: `${server.url}/link` }] } }));
		});
		const result = await bench.run({}, { credentials: simulatorCredentials(server) });
		await server.close();
		return { ...result, asked: server.requests.filter(({ url }) => url === '/link').length };
	}

	it.each<[string, Kind, boolean, object]>([
		['is named for what it is', 'jpg', false, { fileName: 'mug.jpg', mimeType: 'image/jpeg' }],
		['is kept where its kind is not known', 'other', false, { fileName: 'mug.png' }],
		['is no text, though its first byte comes alone', 'webp', true, {}],
	])('%s', async (_, kind, isSplit, file) => {
		const bytes = picture[kind];
		const { items, binary } = await follow((response) => {
			if (isSplit) response.write(bytes.subarray(0, 1));
			setTimeout(() => response.end(bytes.subarray(isSplit ? 1 : 0)), 50);
		});
		expect(items[0]?.json).not.toHaveProperty('downloadFailed');
		expect(items[0]?.binary?.data).toMatchObject(file);
		expect(await binary(items[0], 'data')).toEqual(bytes);
	});

	it.each<[string, (response: ServerResponse) => unknown, number, RegExp]>([
		['an empty file', (response) => response.end(), 1, /^the link gave an empty file$/],
		['no answer', (response) => response.destroy(), 3, /./],
		['status 400', (response) => response.writeHead(400).end(), 1, /status 400/],
	])('gives %s: the item keeps it and says so', async (_, answer, times, problem) => {
		const { items, asked } = await follow(answer);
		expect(items[0]?.json).toMatchObject({
			url: expect.stringMatching(/\/link$/) as string,
			downloadFailed: expect.stringMatching(problem) as string,
		});
		expect(asked).toBe(times);
	});
});
