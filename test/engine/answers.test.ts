/** Every shape in which services of this kind answer, through the real engine. */
import { SHAPE_NAMES, type ShapeName, SHAPES } from '../simulator';
import { Container } from '@n8n/di';
import { BinaryDataService } from 'n8n-core';

import { jsonOf } from './harness/run';
import { imagesIn, itemsOf, model, useSimulator } from './support';

const bench = useSimulator();

/** The links the simulator made, in their order: what must arrive, whatever the answer looks like. */
const downloadsAsked = () =>
	bench.simulator.requests.filter(({ route }) => route === 'result').map(({ path }) => path);

/** Pixels of a side of the simulator's blank picture. */
const BLANK_SIDE = 8;
const WITHOUT_SIZE: ShapeName[] = ['allInData', 'dataWithoutMetadata', 'noUsage'];

describe.each(SHAPE_NAMES)('the shape %s', (name) => {
	const { images, bytes, task, taskId } = SHAPES[name];

	beforeEach(() => bench.simulator.set({ shape: name, pictures: bytes ? 'drawn' : 'blank' }));

	if (images === 'none') {
		it('is a failure that may have been billed', async () => {
			const { error, items } = await bench.run({ numberOfImages: 3 });
			expect(items).toEqual([]);
			expect(error?.message).toMatch(task ? /task/ : /without an image/);
			if (taskId !== undefined) expect(error?.description).toContain(taskId);
		});
		return;
	}

	it('gives all images, in order, each with its file', async () => {
		const numberOfImages = 3;
		const { error, items, binary, hints } = await bench.run({ numberOfImages });
		expect(error).toBeUndefined();
		const count = images === 'all' ? 3 : 2;
		expect(items).toHaveLength(count);
		expect(items.map(({ json }) => json.imageIndex)).toEqual([0, 1, 2].slice(0, count));
		expect(items.map(({ json }) => json.imageCount)).toEqual(Array(count).fill(count));
		const files = await Promise.all(items.map(async (item) => await binary(item, 'data')));
		for (const file of files) expect(file.subarray(1, 4).toString()).toBe('PNG');
		if (bytes) {
			// Three pictures of one request differ, so each must have arrived.
			expect(new Set(files.map(String)).size).toBe(count);
			expect(items.every(({ json }) => json.url === undefined)).toBe(true);
			expect(downloadsAsked()).toEqual([]);
		} else {
			const paths = items.map(({ json }) => String(json.url).replace(bench.simulator.url, ''));
			expect(new Set(paths).size).toBe(count);
			expect(downloadsAsked().sort()).toEqual([...paths].sort());
		}
		// Where the answer names no size, it is read from the file.
		const side = WITHOUT_SIZE.includes(name) ? BLANK_SIDE : 1024;
		if (!bytes) expect(items[0]?.json).toMatchObject({ width: side, height: side });
		const fewer = hints.filter(({ message }) => message.includes('2 of 3 images'));
		expect(fewer).toHaveLength(images === 'all' ? 0 : 1);
		if (images !== 'all') expect(items[0]?.json.imagesRequested).toBe(3);
	});
});

it('keeps the order in which the service lists the images', async () => {
	// The gateway repeats the last image in `data`; who reads that first has it twice, or alone.
	bench.simulator.shapeNext('gateway', 'allInData', 'dashscope');
	const runs = [];
	for (let run = 0; run < 3; run++) {
		const { items } = await bench.run({ numberOfImages: 4, parameters: { seed: 7 } });
		runs.push(items.map(({ json }) => String(json.url)));
	}
	for (const urls of runs) expect(new Set(urls).size).toBe(4);
	expect(imagesIn(bench.bodies()[0])).toHaveLength(1);
});

it('gives the pictures in the order in which they were drawn', async () => {
	bench.simulator.set({ pictures: 'drawn' });
	const parameters = { numberOfImages: 3, parameters: { seed: 7 }, size: '512*512' };
	const filesOf = async (shape: 'gateway' | 'metadataSplit' | 'b64Json') => {
		bench.simulator.shapeNext(shape);
		const { items, binary } = await bench.run(parameters);
		const files = await Promise.all(items.map(async (item) => await binary(item, 'data')));
		return files.map((file) => file.toString('base64'));
	};
	// The same seed draws the same pictures, so the order can be compared across shapes.
	const drawn = await filesOf('b64Json');
	expect(new Set(drawn).size).toBe(3);
	expect(await filesOf('gateway')).toEqual(drawn);
	expect(await filesOf('metadataSplit')).toEqual(drawn);
});

it('is understood from every documented model', async () => {
	for (const id of ['qwen-image-edit-max', 'qwen-image-edit-plus', 'qwen-image-edit']) {
		const { items, error } = await bench.run({ model: model(id) });
		expect(error).toBeUndefined();
		expect(jsonOf(items)[0]?.model).toBe(id);
	}
});

it('says that a picture is paid when n8n cannot store its bytes, and keeps the other items', async () => {
	bench.simulator.shapeNext('b64Json');
	const full = jest
		.spyOn(Container.get(BinaryDataService), 'store')
		.mockRejectedValueOnce(new Error('ENOSPC: no space left on device'));
	const { error, items } = await bench.run(
		{ options: { concurrency: 1 } },
		{ items: itemsOf({ n: 1 }, { n: 2 }), onError: 'continueRegularOutput' },
	);
	full.mockRestore();
	expect(error).toBeUndefined();
	expect(jsonOf(items)[0]?.error).toMatchObject({
		message: '[Item 0] An image was made but n8n could not store it',
		description: expect.stringContaining('no space left on device') as string,
		mayBeBilled: true,
	});
	expect(jsonOf(items)[1]?.url).toMatch(/^http/);
});
