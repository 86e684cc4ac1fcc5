/** Every shape in which services of this kind answer, through the real engine. */
import { Container } from '@n8n/di';
import { BinaryDataService } from 'n8n-core';

import { SHAPE_NAMES, type ShapeName, SHAPES } from '../simulator';
import { jsonOf } from './harness/run';
import { isPng, itemsOf, useSimulator } from './support';

const bench = useSimulator();

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
		const { error, items, binary, hints } = await bench.run({ numberOfImages: 3 });
		expect(error).toBeUndefined();
		const count = images === 'all' ? 3 : 2;
		expect(items.map(({ json }) => json.imageIndex)).toEqual([0, 1, 2].slice(0, count));
		expect(items.map(({ json }) => json.imageCount)).toEqual(Array(count).fill(count));
		for (const { json } of items) expect(json).not.toHaveProperty('downloadFailed');
		expect(items.map((item) => item.binary?.data?.fileName)).toEqual(
			['mug-1.png', 'mug-2.png', 'mug-3.png'].slice(0, count),
		);
		const files = await Promise.all(items.map(async (item) => await binary(item, 'data')));
		for (const file of files) expect(await isPng(file)).toBe(true);
		const asked = bench.downloads().map(({ path }) => bench.simulator.url + path);
		const urls = items.flatMap(({ json }) => (json.url === undefined ? [] : [json.url]));
		expect(asked.sort()).toEqual([...urls].sort());
		// Three pictures of one request differ, so each must have arrived.
		expect(new Set(bytes ? files.map(String) : urls).size).toBe(count);
		// Where the answer names no size, it is read from the file.
		const side = WITHOUT_SIZE.includes(name) ? BLANK_SIDE : 1024;
		if (!bytes) expect(items[0]?.json).toMatchObject({ width: side, height: side });
		const fewer = hints.filter(({ message }) => message.includes('2 of 3 images'));
		expect(fewer).toHaveLength(images === 'all' ? 0 : 1);
		const why = name === 'outputResultsPartial' ? 'inference internal error' : '';
		for (const { message } of fewer) expect(message).toContain(why);
		if (images !== 'all') expect(items[0]?.json.imagesRequested).toBe(3);
	});
});

it('gives the pictures in the order in which they were drawn', async () => {
	bench.simulator.set({ pictures: 'drawn' });
	const parameters = { numberOfImages: 3, parameters: { seed: 7 }, size: '512*512' };
	const filesOf = async (shape: ShapeName) => {
		bench.simulator.shapeNext(shape);
		const { items, binary } = await bench.run(parameters);
		const files = await Promise.all(items.map(async (item) => await binary(item, 'data')));
		return files.map((file) => file.toString('base64'));
	};
	// The same seed draws the same pictures, so the order can be compared across shapes.
	const drawn = await filesOf('b64Json');
	expect(new Set(drawn).size).toBe(3);
	// The gateway repeats the last image in `data`; who reads that first has it twice, or alone.
	expect(await filesOf('gateway')).toEqual(drawn);
	expect(await filesOf('metadataSplit')).toEqual(drawn);
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
		requestId: expect.any(String) as string,
	});
	expect(jsonOf(items)[1]?.url).toMatch(/^http/);
});
