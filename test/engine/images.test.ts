/** Images from every source and in every format reach the wire as they are, in the order given. */
import type { IBinaryData, INodeExecutionData } from 'n8n-workflow';

import { storeBinary } from './harness/binary';
import { dataUri, imagesIn, mug, MUG_URL, useSimulator } from './support';

const bench = useSimulator();

const FORMATS = [
	['png', 'image/png'],
	['jpg', 'image/jpeg'],
	['webp', 'image/webp'],
	['gif', 'image/gif'],
	['tiff', 'image/tiff'],
	['bmp', 'image/bmp'],
] as const;

async function stored(
	extension = 'png',
	store: 'filesystem' | 'default' = 'filesystem',
): Promise<IBinaryData> {
	const file = { fileName: `photo.${extension}`, mimeType: `image/${extension}` };
	return await storeBinary(await mug(extension), file, store);
}

describe.each(FORMATS)('a %s picture', (extension, type) => {
	it.each(['filesystem', 'default'] as const)(
		'from a data field, in the %s store, goes inline byte for byte',
		async (binaryMode) => {
			const items = [{ json: {}, binary: { data: await stored(extension, binaryMode) } }];
			const { error } = await bench.run({ imageSource: 'field' }, { items, binaryMode });
			expect(error).toBeUndefined();
			expect(imagesIn(bench.sent())).toEqual([await dataUri(extension, type)]);
		},
	);

	it('as Base64, with or without prefix, goes inline under its true type', async () => {
		const base64 = (await mug(extension)).toString('base64');
		for (const imageBase64 of [
			base64,
			`data:${type};base64,${base64}`,
			`data:image/x-other;base64,${base64}`,
			base64.replace(/(.{76})/g, '$1\r\n'),
			base64.replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, ''),
		]) {
			bench.simulator.reset();
			const { error } = await bench.run({ imageSource: 'base64', imageBase64 });
			expect(error).toBeUndefined();
			expect(imagesIn(bench.sent())).toEqual([await dataUri(extension, type)]);
		}
	});
});

describe('an image by URL', () => {
	it('is passed on character for character', async () => {
		const url = 'https://cdn.example.com/a%20b/图.png?sig=a%2Bb/c==&x=[1]&é';
		await bench.run({ imageUrl: url });
		expect(imagesIn(bench.sent())).toEqual([url]);
		expect(bench.simulator.requests.filter(({ route }) => route === 'input')).toEqual([]);
	});

	it('goes inline at once if chosen, and is fetched without the key', async () => {
		const imageUrl = `${bench.simulator.url}/inputs/mug.webp`;
		await bench.run({ imageUrl, options: { imageTransfer: 'inline' } });
		expect(imagesIn(bench.sent())).toEqual([await dataUri('webp')]);
		const fetched = bench.simulator.requests.filter(({ route }) => route === 'input');
		expect(fetched).toHaveLength(1);
		expect(fetched[0]?.headers).not.toHaveProperty('authorization');
		expect(bench.simulator.counts.keyLeaks).toBe(0);
	});

	it('goes inline once where the service cannot download it', async () => {
		const imageUrl = `${bench.simulator.url}/inputs/mug.png`;
		bench.simulator.set({ unreachable: ['127.0.0.1'] });
		const { items, error } = await bench.run({ imageUrl });
		expect(error).toBeUndefined();
		expect(items).toHaveLength(1);
		expect(bench.bodies().map((body) => imagesIn(body))).toEqual([[imageUrl], [await dataUri()]]);
		// It is the same request but for the image: the seed is not drawn again.
		const seeds = bench.bodies().map(({ parameters }) => parameters.seed);
		expect(new Set(seeds).size).toBe(1);
	});

	it('fails where it may only be passed on', async () => {
		const imageUrl = `${bench.simulator.url}/inputs/mug.png`;
		bench.simulator.set({ unreachable: ['127.0.0.1'] });
		const { error } = await bench.run({ imageUrl, options: { imageTransfer: 'url' } });
		expect(error?.message).toBe('[Item 0] The service could not download an image');
		expect(error?.description).toContain('Send Inline');
		expect(bench.bodies()).toHaveLength(1);
	});

	it('that is not there fails with its status, and nothing is paid', async () => {
		const imageUrl = `${bench.simulator.url}/inputs/missing.png`;
		const { error } = await bench.run({ imageUrl });
		expect(error?.message).toContain('its server answered with status 404');
		expect(error?.description).toContain('missing.png');
		expect(bench.simulator.counts.imagesMade).toBe(0);
	});
});

describe('several images', () => {
	it('from all sources keep the order of the rows', async () => {
		const binary = { photo: await stored('jpg') };
		const image = [
			{ source: 'base64', base64: await dataUri('webp') },
			{ source: 'field', field: 'photo' },
			{ source: 'url', url: MUG_URL },
		];
		for (const order of [
			[0, 1, 2],
			[2, 0, 1],
			[1, 2, 0],
		]) {
			bench.simulator.reset();
			const rows = order.map((index) => image[index] ?? {});
			const { error } = await bench.run(
				{ operation: 'fuse', images: { image: rows } },
				{ items: [{ json: {}, binary }] },
			);
			expect(error).toBeUndefined();
			const all = [await dataUri('webp'), await dataUri('jpg', 'image/jpeg'), MUG_URL];
			expect(imagesIn(bench.sent())).toEqual(order.map((index) => all[index]));
		}
	});

	const LISTS = {
		'an array': '={{ [$json.a, "photo", $json.b] }}',
		'an array as JSON text': '={{ JSON.stringify([$json.a, "photo", $json.b]) }}',
		lines: '={{ $json.a }}\nphoto\n{{ $json.b }}\n',
	};

	it.each(Object.entries(LISTS))('come from an expression that gives %s', async (_, imageList) => {
		const items = [
			{
				json: { a: MUG_URL, b: await dataUri('gif') },
				binary: { photo: await stored('bmp') },
			},
		];
		const { error } = await bench.run(
			{ operation: 'fuse', imagesFrom: 'expression', imageList },
			{ items },
		);
		expect(error).toBeUndefined();
		expect(imagesIn(bench.sent())).toEqual([MUG_URL, await dataUri('bmp'), await dataUri('gif')]);
	});

	it('differ from item to item', async () => {
		const names = ['a', 'b', 'c'];
		const items = names.map((name) => ({ json: { url: `https://shop.example.com/${name}.png` } }));
		await bench.run({ imageUrl: '={{ $json.url }}', prompt: '={{ $json.url }}' }, { items });
		const sent = bench.bodies().map((body) => imagesIn(body)[0]);
		expect(sent.sort()).toEqual(items.map(({ json }) => json.url));
	});
});

describe('files where the workflow keeps them in json', () => {
	const settings = { binaryMode: 'combined' } as const;
	const combined = async (): Promise<INodeExecutionData[]> => [
		{ json: { name: 'mug', _files: { photo: { ...(await stored('png')) } } as never } },
	];

	it.each(['photo', '_files.photo', '={{ $json._files.photo }}'])(
		'are found as %s',
		async (imageField) => {
			const items = await combined();
			const { error } = await bench.run({ imageSource: 'field', imageField }, { items, settings });
			expect(error).toBeUndefined();
			expect(imagesIn(bench.sent())).toEqual([await dataUri()]);
		},
	);

	it('are named where another one was asked for', async () => {
		const items = await combined();
		const { error } = await bench.run(
			{ imageSource: 'field', imageField: 'scan' },
			{ items, settings },
		);
		expect(error?.description).toContain('This item has: photo.');
	});

	it('come out there, too', async () => {
		const items = await combined();
		const result = await bench.run(
			{ imageSource: 'field', imageField: 'photo', includeOtherFields: true },
			{ items, settings },
		);
		const [item] = result.items;
		expect(item?.binary).toBeUndefined();
		expect(item?.json.name).toBe('mug');
		expect((await result.binary(item, 'data')).subarray(1, 4).toString()).toBe('PNG');
	});
});

it('tells of an image outside the recommended size, without refusing it', async () => {
	const tiny =
		'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
	const { hints } = await bench.run({ imageSource: 'base64', imageBase64: tiny });
	expect(hints.map(({ message }) => message).join()).toContain('The image has 1 × 1 pixels');
	expect(bench.bodies()).toHaveLength(1);
});
