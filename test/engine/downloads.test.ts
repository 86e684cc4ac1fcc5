/** Result links: fetched as they came, without the key; a picture that cannot be fetched is never lost. */
import type { DownloadFault } from '../simulator';
import { SIMULATOR_KEY } from './harness/simulator';
import { isPng, useSimulator } from './support';

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
