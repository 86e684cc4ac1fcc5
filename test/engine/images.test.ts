/** Images from every source and in every format reach the wire as they are, in the order given. */
import type { IBinaryData } from 'n8n-workflow';

import { storeBinary } from './harness/binary';
import {
	dataUri,
	fuse,
	imagesIn,
	isPng,
	itemsOf,
	model,
	mug,
	MUG_URL,
	row,
	TINY_PNG,
	useSimulator,
} from './support';

const bench = useSimulator();

async function stored(
	extension = 'png',
	store: 'filesystem' | 'default' = 'filesystem',
): Promise<IBinaryData> {
	const file = { fileName: `photo.${extension}`, mimeType: `image/${extension}` };
	return await storeBinary(await mug(extension), file, store);
}

/** What was sent for images, by the one request that did not fail. */
async function sentFor(...run: Parameters<typeof bench.run>): Promise<string[]> {
	bench.simulator.reset();
	const { error } = await bench.run(...run);
	expect(error).toBeUndefined();
	return imagesIn(bench.sent());
}

describe.each(['png', 'jpg', 'webp', 'gif', 'tiff', 'bmp'])('a %s picture', (extension) => {
	const type = `image/${extension.replace('jpg', 'jpeg')}`;

	it.each(['filesystem', 'default'] as const)(
		'from a data field, in the %s store, goes inline byte for byte',
		async (binaryMode) => {
			const items = [{ json: {}, binary: { data: await stored(extension, binaryMode) } }];
			const sent = await sentFor({ imageSource: 'field' }, { items, binaryMode });
			expect(sent).toEqual([await dataUri(extension, type)]);
		},
	);

	it('as Base64, however written, goes inline under its true type', async () => {
		const base64 = (await mug(extension)).toString('base64');
		for (const imageBase64 of [
			base64,
			`data:image/x-other;base64,${base64}`,
			base64.replace(/(.{76})/g, '$1\r\n'),
			base64.replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, ''),
		]) {
			const sent = await sentFor({ imageSource: 'base64', imageBase64 });
			expect(sent).toEqual([await dataUri(extension, type)]);
		}
	});
});

describe('an image by URL', () => {
	const urlOf = (name: string) => `${bench.simulator.url}/inputs/${name}`;
	const fetched = () => bench.simulator.requests.filter(({ route }) => route === 'input');

	it('is passed on character for character', async () => {
		const imageUrl = 'https://cdn.example.com/a%20b/图.png?sig=a%2Bb/c==&x=[1]&é';
		expect(await sentFor({ imageUrl })).toEqual([imageUrl]);
		expect(fetched()).toEqual([]);
	});

	it('goes inline at once if chosen, and is fetched without the key', async () => {
		const options = { imageTransfer: 'inline' };
		const sent = await sentFor({ imageUrl: urlOf('mug.webp'), options });
		expect(sent).toEqual([await dataUri('webp')]);
		expect(fetched()).toHaveLength(1);
		expect(fetched()[0]?.headers).not.toHaveProperty('authorization');
		expect(bench.simulator.counts.keyLeaks).toBe(0);
	});

	it('goes inline once where the service cannot download it', async () => {
		const imageUrl = urlOf('mug.png');
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
		bench.simulator.set({ unreachable: ['127.0.0.1'] });
		const options = { imageTransfer: 'url' };
		const { error } = await bench.run({ imageUrl: urlOf('mug.png'), options });
		expect(error?.message).toBe('[Item 0] The service could not download an image');
		expect(error?.description).toContain('Send Inline');
		expect(bench.bodies()).toHaveLength(1);
	});

	it.each([
		['was inside already', { imageSource: 'base64', imageBase64: TINY_PNG }, 1],
		['has gone inline once', {}, 2],
	])('that %s is not sent again where the service still asks for it', async (_, source, times) => {
		bench.simulator.faultNext('downloadImageFailed', 'downloadImageFailed');
		const { error } = await bench.run({ imageUrl: urlOf('mug.png'), ...source });
		expect(error?.message).toBe('[Item 0] The service could not download an image');
		expect(bench.bodies()).toHaveLength(times);
	});

	it('that is not there fails with its status, and nothing is paid', async () => {
		const { error } = await bench.run({ imageUrl: urlOf('missing.png') });
		expect(error?.message).toContain('its server answered with status 404');
		expect(error?.description).toContain('missing.png');
		expect(bench.simulator.counts.imagesMade).toBe(0);
	});
});

describe('several images', () => {
	it('from all sources keep the order of the rows', async () => {
		const items = [{ json: {}, binary: { photo: await stored('jpg') } }];
		const webp = await dataUri('webp');
		const all = [
			[{ source: 'base64', base64: webp }, webp],
			[{ source: 'field', field: 'photo' }, await dataUri('jpg', 'image/jpeg')],
			[row(), MUG_URL],
		] as const;
		const [one, two, three] = all;
		for (const order of [all, [three, one, two], [two, three, one]]) {
			const sent = await sentFor(fuse(...order.map(([panel]) => panel)), { items });
			expect(sent).toEqual(order.map(([, wire]) => wire));
		}
	});

	it.each([
		['an array', '={{ [$json.a, "photo", $json.b] }}'],
		['an array as JSON text', '={{ JSON.stringify([$json.a, "photo", $json.b]) }}'],
		['lines', '={{ $json.a }}\nphoto\n{{ $json.b }}\n'],
	])('come from an expression that gives %s', async (_, imageList) => {
		const json = { a: MUG_URL, b: await dataUri('gif') };
		const items = [{ json, binary: { photo: await stored('bmp') } }];
		const parameters = { operation: 'fuse', imagesFrom: 'expression', imageList };
		const sent = await sentFor(parameters, { items });
		expect(sent).toEqual([MUG_URL, await dataUri('bmp'), await dataUri('gif')]);
	});

	it('that are to go inside the request go by their address where they do not fit beside the others', async () => {
		// Two results of 9 MiB each serve as inputs; a request takes 16 MiB of them.
		bench.simulator.set({ pictures: { bytes: 9 * 1024 * 1024 } });
		const { items } = await bench.run({ numberOfImages: 2 });
		const urls = items.map(({ json }) => String(json.url));
		for (const one of [row(urls[0]), { source: 'field', field: 'data' }]) {
			const [first, second] = await sentFor(
				{
					...fuse(one, row(urls[1])),
					model: model('qwen-image-3.0'),
					options: { imageTransfer: 'inline' },
					download: false,
				},
				{ items: items.slice(0, 1) },
			);
			expect(first).toMatch(/^data:image\/png;base64,/);
			expect(second).toBe(urls[1]);
		}
	});

	it('differ from item to item', async () => {
		const items = itemsOf(
			...['a', 'b', 'c'].map((name) => ({ url: `https://shop.example.com/${name}.png` })),
		);
		await bench.run({ imageUrl: '={{ $json.url }}', prompt: '={{ $json.url }}' }, { items });
		const sent = bench.bodies().map((body) => imagesIn(body)[0]);
		expect(sent.sort()).toEqual(items.map(({ json }) => json.url));
	});
});

describe('files where the workflow keeps them in json', () => {
	const settings = { binaryMode: 'combined' } as const;
	const combined = async () => [
		{ json: { name: 'mug', _files: { photo: { ...(await stored('png')) } } as never } },
	];

	it.each(['photo', '_files.photo', '={{ $json._files.photo }}'])(
		'are found as %s',
		async (imageField) => {
			const items = await combined();
			const sent = await sentFor({ imageSource: 'field', imageField }, { items, settings });
			expect(sent).toEqual([await dataUri()]);
		},
	);

	it('are named where another one was asked for', async () => {
		const items = await combined();
		const parameters = { imageSource: 'field', imageField: 'scan' };
		const { error } = await bench.run(parameters, { items, settings });
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
		expect(await isPng(result.binary(item, 'data'))).toBe(true);
	});
});

it('tells of an image outside the recommended size, without refusing it', async () => {
	const { hints } = await bench.run({ imageSource: 'base64', imageBase64: TINY_PNG });
	expect(hints.map(({ message }) => message).join()).toContain('The image is 1 × 1 pixels');
	expect(bench.bodies()).toHaveLength(1);
});
