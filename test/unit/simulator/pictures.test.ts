import sharp from 'sharp';
import type { Region } from 'sharp';
import { startSimulator } from '../../simulator';
import type { Simulator } from '../../simulator';
import { editBody, get, GATEWAY_PATH, links, post } from './client';

jest.setTimeout(60_000);

let simulator: Simulator;

beforeAll(async () => {
	simulator = await startSimulator();
});
afterAll(() => simulator.close());

async function draw(
	parameters: Record<string, unknown>,
	change: Parameters<typeof editBody>[1] = {},
): Promise<Buffer[]> {
	const body = editBody(simulator, { ...change, parameters });
	const { data } = await post(simulator, GATEWAY_PATH, body);
	const inMetadata = links((data as { metadata: unknown }).metadata);
	const files = [];
	for (const link of inMetadata) files.push((await get(link)).data);
	return files;
}

/** Mean difference of two pictures' pixels, 0–255. */
async function difference(one: Buffer, two: Buffer, region?: Region): Promise<number> {
	const pixels = async (picture: Buffer): Promise<Buffer> => {
		const image = sharp(picture).removeAlpha();
		return await (region ? image.extract(region) : image).raw().toBuffer();
	};
	const [a, b] = await Promise.all([pixels(one), pixels(two)]);
	let sum = 0;
	for (let at = 0; at < a.length; at++) sum += Math.abs((a[at] ?? 0) - (b[at] ?? 0));
	return sum / a.length;
}

function only(files: readonly Buffer[]): Buffer {
	const [file] = files;
	if (!file || files.length !== 1) throw new Error(`One picture expected, got ${files.length}`);
	return file;
}

describe('drawn pictures', () => {
	it('are the same for the same seed, byte by byte, and others for another seed or with the watermark', async () => {
		const parameters = { seed: 7, size: '640*960' };
		const first = only(await draw(parameters));
		expect(await sharp(first).metadata()).toMatchObject({ width: 640, height: 960 });
		expect(only(await draw(parameters)).equals(first)).toBe(true);
		for (const change of [{ seed: 8 }, { watermark: true }]) {
			expect(
				await difference(first, only(await draw({ ...parameters, ...change }))),
			).toBeGreaterThan(1);
		}
	});

	it('show the instruction, Chinese too, with glyphs of their own', async () => {
		const caption = { left: 0, top: 400, width: 512, height: 112 };
		const parameters = { seed: 7, size: '512*512' };
		const [blue, red, box] = [
			only(await draw(parameters, { prompt: '把杯子变成蓝色' })),
			only(await draw(parameters, { prompt: '请给猫咪戴帽子' })),
			only(await draw(parameters, { prompt: '\u{e000}'.repeat(7) })),
		];
		// Characters without a glyph would all be drawn as the same box.
		expect(await difference(blue, red, caption)).toBeGreaterThan(1);
		expect(await difference(blue, box, caption)).toBeGreaterThan(1);
	});

	it('show the input pictures', async () => {
		const parameters = { seed: 7, size: '512*512' };
		const of = async (...names: string[]): Promise<Buffer> => {
			const content = [
				...names.map((name) => ({ image: `${simulator.url}/inputs/${name}` })),
				{ text: 'Put them together' },
			];
			return only(await draw(parameters, { content }));
		};
		const mug = await of('mug.png');
		expect(await difference(mug, await of('lamp.png'))).toBeGreaterThan(10);
		const fused = await of('person.png', 'dress.png', 'pose.png');
		expect(
			await difference(fused, await of('person.png', 'pose.png', 'dress.png')),
		).toBeGreaterThan(4);
	});

	it.each(['png', 'jpg', 'webp', 'gif', 'tiff', 'bmp'])(
		'are drawn from %s alike',
		async (extension) => {
			const parameters = { seed: 7, size: '512*512' };
			const of = async (name: string): Promise<Buffer> => {
				const content = [{ image: `${simulator.url}/inputs/${name}` }, { text: 'Same' }];
				return only(await draw(parameters, { content }));
			};
			expect(await difference(await of('mug.png'), await of(`mug.${extension}`))).toBeLessThan(6);
		},
	);
});
