import type { INodeParameters, IRun } from 'n8n-workflow';

import type * as OutputItems from '../../nodes/QwenImageEdit/output/outputItems';
import { Transport } from '../../nodes/QwenImageEdit/wire/transport';
import { jsonOf, type RunOptions } from './harness/run';
import { itemsOf, model, mug, MUG_URL, RETRY_ON_FAIL, useSimulator, warningsIn } from './support';

const bench = useSimulator();

/** The prompts without what makes the simulator refuse one. */
const HEALED = { prompt: '={{ $json.prompt.replace(/\\[\\[.*/, "") }}' };
const GO_ON = { onError: 'continueRegularOutput' } as const;

/** Ten items, of which the fourth is refused for its content. */
const ten = (bad = '[[fault:inputInspectionFailed]]') =>
	itemsOf(
		...Array.from({ length: 10 }, (_, at) => ({ prompt: `product ${at} ${at === 3 ? bad : ''}` })),
	);

/** Runs the ten, or the given items, one after the other unless told. */
async function start(
	more: Partial<RunOptions> = {},
	{ options = {}, ...parameters }: INodeParameters & { options?: object } = {},
) {
	return await bench.run(
		{
			model: model('qwen-image-edit-plus'),
			download: false,
			prompt: '={{ $json.prompt }}',
			...parameters,
			options: { concurrency: 1, ...options },
		},
		{ items: ten(), ...more },
	);
}

function ledgersOf(run: IRun): Record<string, unknown> {
	return run.data.executionData?.contextData['node:Qwen Image Edit'] ?? {};
}

/** A run as the database gives it back, with what has changed since. */
function stored(run: IRun, what = /$^/g, changed = ''): IRun {
	return JSON.parse(JSON.stringify(run).replace(what, changed)) as IRun;
}

const paid = () => bench.simulator.counts.imagesMade;
const sent = () => bench.simulator.edits().length;

describe('Retry of a failed execution', () => {
	test('pays only for what is missing: ten items, one bad, ten paid in all', async () => {
		const failed = await start({}, { options: { concurrency: 4 } });
		expect(failed.error?.message).toContain('[Item 3]');
		expect(failed.error?.description).toContain('Retry pays only for what is missing.');
		expect(paid()).toBeGreaterThan(0);
		const retried = await start({ retryOf: failed.run });
		expect(retried.error?.message).toContain('[Item 3]');
		expect(paid()).toBeLessThanOrEqual(9);
		const again = await start({ retryOf: retried.run }, HEALED);
		expect(again.error).toBeUndefined();
		expect(again.items).toHaveLength(10);
		// The prompts have changed in the last space of the bad one only.
		expect(paid()).toBe(10);
		expect(bench.simulator.madeTwice()).toEqual([]);
	});

	test.each(['perImage', 'perRequest'])('hands %s over as it was made', async (output) => {
		const failed = await start({}, { output });
		const before = sent();
		const good = await start({ retryOf: failed.run }, { output, ...HEALED });
		expect(good.items).toHaveLength(10);
		expect(sent() - before).toBe(7);
		// It costs what this run made.
		expect(JSON.stringify(good.hints)).toContain('10 images made from 10 items, about ¥1.40 at');
		const [first] = jsonOf(good.items);
		expect(JSON.stringify(first)).toContain('Expires=');
		expect(first).toMatchObject({ model: 'qwen-image-edit-plus' });
	});

	test.each([
		['filesystem', 'dashscope', true],
		['default', 'dashscope', true],
		// An answer that came as bytes.
		['filesystem', 'b64Json', false],
	] as const)(
		'has the files where they are wanted (binary mode %s, shape %s)',
		async (binaryMode, shape, download) => {
			bench.simulator.set({ shape });
			const failed = await start({ binaryMode });
			expect(paid()).toBe(3);
			const good = await start({ binaryMode, retryOf: failed.run }, { download, ...HEALED });
			expect(good.error).toBeUndefined();
			expect(good.items).toHaveLength(10);
			expect(paid()).toBe(10);
			expect((await good.binary(good.items[0], 'data')).length).toBeGreaterThan(50);
		},
	);

	test('sends a changed prompt or setting, and not a changed option', async () => {
		const failed = await start();
		await start({ retryOf: failed.run }, { options: { timeout: 77 } });
		expect(paid()).toBe(3);
		await start({ retryOf: failed.run }, { parameters: { negativePrompt: 'blurry' } });
		expect(paid()).toBe(6);
	});

	test.each([
		[
			'has lost one of its files in the store',
			'b64Json',
			/("images":\[[^\]]*?)"id":"filesystem[^"]*"/g,
			'$1"id":"filesystem-v2:gone"',
			2,
			'2 images will be made and paid for again',
		],
		[
			'has an ended link',
			'dashscope',
			/"expiresAt":"20\d\d/g,
			'"expiresAt":"2001',
			1,
			'1 image will be made and paid for again',
		],
	] as const)(
		'makes again what %s, and says what that costs',
		async (_, shape, what, changed, numberOfImages, said) => {
			bench.simulator.set({ shape });
			const failed = await start({}, { numberOfImages });
			const retryOf = stored(failed.run, what, changed);
			const good = await start({ retryOf }, { numberOfImages, download: true, ...HEALED });
			expect(good.items).toHaveLength(10 * numberOfImages);
			expect(paid()).toBe(13 * numberOfImages);
			expect(JSON.stringify(good.hints)).toContain(said);
			expect((await good.binary(good.items[0], 'data')).length).toBeGreaterThan(50);
		},
	);

	test('does not send again what may have been billed, unless it is asked to', async () => {
		const items = ten('[[fault:requestTimeOut]]');
		const failed = await start({ items });
		const before = sent();
		expect(failed.error?.description).toContain('Retry When Billing Is Uncertain');
		expect(failed.error?.description).toContain('Retry with currently saved workflow');
		let { run } = failed;
		for (const time of ['now', 'later']) {
			const retried = await start({ items, retryOf: run });
			expect([time, retried.error?.message]).toEqual([time, expect.stringContaining('[Item 3]')]);
			// The six behind it are made, and it is not sent again.
			expect(sent()).toBe(before + 6);
			({ run } = retried);
		}
		await start({ items, retryOf: run }, { options: { retryUncertain: true, maxTries: 1 } });
		expect(sent()).toBe(before + 7);
	});

	test('nor what a defect of the node came upon, which n8n’s log tells with its stack', async () => {
		const defect = jest.spyOn(Transport.prototype, 'redact').mockImplementationOnce(() => {
			throw new Error('it broke');
		});
		const items = itemsOf({ prompt: 'one' }, { prompt: 'two' });
		const { items: out, logs } = await start({ items, ...GO_ON, ...RETRY_ON_FAIL });
		defect.mockRestore();
		const description = expect.stringMatching(/report this.*The error says: it broke$/) as string;
		expect(out[0]?.json.error).toMatchObject({ kind: 'defect', mayBeBilled: true, description });
		expect(logs.join()).toMatch(/error: Qwen Image Edit, item 0: Error: it broke\n +at /);
		expect(out[1]?.json).toHaveProperty('url');
		expect(sent()).toBe(2);
	});

	test('nor what waits for its next try when another item ends the run', async () => {
		const items = itemsOf(
			{ prompt: 'lost [[fault:requestTimeOut]]' },
			{ prompt: 'refused [[fault:outputInspectionFailed]]' },
		);
		const failed = await start({ items }, { options: { retryUncertain: true, concurrency: 2 } });
		expect(sent()).toBe(2);
		expect(failed.error?.message).toContain('[Item 0]');
		expect(failed.error?.description).toContain('may have been billed');
		expect(failed.error?.context.data).toMatchObject({
			failed: [
				{ item: 0, mayBeBilled: true },
				{ item: 1, mayBeBilled: false },
			],
		});
		const retried = await start({ items, retryOf: failed.run });
		expect(retried.error?.message).toContain('[Item 0]');
		expect(bench.simulator.edits().map(({ prompt }) => prompt?.split(' ')[0])).toEqual([
			...['lost', 'refused', 'refused'],
		]);
	});

	test('pays nothing anew where the node broke after all was paid, as it made the output items', async () => {
		const made = jest.requireActual<typeof OutputItems>(
			'../../nodes/QwenImageEdit/output/outputItems',
		);
		const defect = jest.spyOn(made, 'outputItems').mockImplementationOnce(() => {
			throw new Error('it broke');
		});
		const items = itemsOf({ prompt: 'one' }, { prompt: 'two' });
		const failed = await start({ items });
		defect.mockRestore();
		expect(failed.error?.message).toContain('it broke');
		expect(sent()).toBe(2);
		const retried = await start({ items, retryOf: failed.run });
		expect(jsonOf(retried.items)).toEqual(
			[0, 1].map(() => expect.objectContaining({ url: expect.any(String) as string }) as object),
		);
		expect(sent()).toBe(2);
	});

	type Entry = Record<string, unknown>;
	const each = (change: (entry: Entry) => unknown) => (ledger: { entries: Entry }) => ({
		...ledger,
		entries: Object.fromEntries(
			Object.entries(ledger.entries).map(([key, entry]) => [key, change(entry as Entry)]),
		),
	});

	test.each([
		['images that are no list', each((entry) => ({ ...entry, images: { 0: 'x' } }))],
		['no images', each((entry) => ({ ...entry, images: [] }))],
		[
			'an address of another kind',
			each((entry) => ({ ...entry, images: [{ url: 'javascript:alert(1)' }] })),
		],
		['a seed that is no number', each((entry) => ({ ...entry, seed: 'a' }))],
		['nothing', each(() => null)],
		['entries that are none', (ledger: object) => ({ ...ledger, entries: 7 })],
		['another pass of a loop', (ledger: object) => ({ ...ledger, pass: 1 })],
		['a text', () => 'gone'],
	])('pays again for what the ledger tells of in %s', async (_, change) => {
		const run = stored((await start()).run);
		const own = ledgersOf(run);
		for (const [name, ledger] of Object.entries(own)) {
			own[name] = change(ledger as { entries: Entry });
		}
		const again = await start({ retryOf: run });
		expect(again.error?.message).toContain('[Item 3]');
		// The three before the bad one, twice.
		expect(paid()).toBe(6);
	});
});

describe('the ledger', () => {
	test('is small, and holds neither key nor prompt', async () => {
		const { run } = await start({}, { numberOfImages: 4 });
		const text = JSON.stringify(ledgersOf(run));
		expect(text.length).toBeGreaterThan(0);
		expect(text.length / 12).toBeLessThanOrEqual(500);
		expect(text).not.toContain('sk-simulator');
		expect(text).not.toContain('product');
	});

	test.each([
		['a run that ends well', { items: ten('') }],
		['a run that n8n would have run again', { items: ten(''), ...RETRY_ON_FAIL }],
		['a run that continues', GO_ON],
		['a run that continues behind its first item', { items: ten('').reverse(), ...GO_ON }],
	])('is empty after %s', async (_, more) => {
		const { run, items } = await start(more);
		expect(items).toHaveLength(10);
		expect(ledgersOf(run)).toEqual({});
	});

	test('serves Retry On Fail, then Retry', async () => {
		const failed = await start(RETRY_ON_FAIL);
		expect(paid()).toBe(3);
		await start({ ...RETRY_ON_FAIL, retryOf: failed.run });
		expect(paid()).toBe(3);
	});
});

describe('the passes of a loop', () => {
	test('with the same items are orders of their own', async () => {
		const { run } = await start({ items: itemsOf({ prompt: 'same' }), passes: 3 });
		expect(run.data.resultData.runData['Qwen Image Edit']).toHaveLength(3);
		expect(paid()).toBe(3);
	});

	test('are so also where a pass keeps its ledger for Retry On Fail', async () => {
		const items = itemsOf({ prompt: 'bad [[fault:inputInspectionFailed]]' }, { prompt: 'good' });
		await start({ items, passes: 2, ...GO_ON, ...RETRY_ON_FAIL });
		expect(paid()).toBe(2);
	});

	test('are taken up by Retry in the pass that failed', async () => {
		const prompt = '={{ $runIndex === 1 ? $json.prompt : $json.prompt.replace(/\\[\\[.*/, "") }}';
		const failed = await start({ passes: 3 }, { prompt });
		expect(failed.error?.message).toContain('[Item 3]');
		expect(paid()).toBe(10 + 3);
		const good = await start({ passes: 3, retryOf: failed.run }, HEALED);
		expect(good.error).toBeUndefined();
		expect(paid()).toBe(30);
	});
});

describe('Stop', () => {
	test('never looks complete, and its Retry pays only for the rest', async () => {
		bench.simulator.set({ latencyMs: 200 });
		const items = ten('');
		const stopped = await start(
			{ items, onStart: bench.stopAt(6) },
			{ options: { concurrency: 2 } },
		);
		expect(stopped.items).toEqual([]);
		expect(stopped.error?.description).toContain('n8n’s log lists what was finished and paid');
		const warnings = warningsIn(stopped.logs);
		expect(warnings).toHaveLength(1);
		expect(warnings[0]).toContain('item 0: http');
		expect(warnings[0]).toMatch(/May be billed: item \d/);
		expect(warnings[0]).toContain(stopped.messages.join());
		expect(warnings[0]).toMatch(/\(until 20\d\d-.*Z\)/);
		expect(JSON.stringify(stopped.logs)).not.toContain('sk-simulator');

		const finished = (warnings[0] ?? '').match(/item \d: http/g) ?? [];
		const before = sent();
		const retried = await start({ items, retryOf: stopped.run });
		expect(retried.error?.message).toContain('stopped before the request was answered');
		const options = { retryUncertain: true };
		const again = await start({ items, retryOf: retried.run }, { options });
		expect(again.error).toBeUndefined();
		expect(again.items).toHaveLength(10);
		expect(sent() - before).toBe(10 - finished.length);
	});

	test('tells also what waited for its next try, which its Retry does not send again', async () => {
		bench.simulator.set({ latencyMs: 200 });
		const items = itemsOf(
			{ prompt: 'lost [[latency:0]] [[fault:requestTimeOut]]' },
			{ prompt: 'under way' },
		);
		const options = { retryUncertain: true, concurrency: 2 };
		const { logs, run } = await start({ items, onStart: bench.stopAt(2, 100) }, { options });
		expect(warningsIn(logs)).toEqual([expect.stringContaining('May be billed: item 0, item 1.')]);
		const before = sent();
		const { error } = await start({ items, retryOf: run });
		expect(error?.message).toContain('[Item 0]');
		expect(sent()).toBe(before);
	});

	test.each([
		['between two tries of Retry On Fail', { concurrency: 1 }, 1500, 4, 500, 'dashscope', 'http'],
		['in a later try', { concurrency: 2 }, 1, 6, 0, 'b64Json', 'a file \\(filesystem'],
	] as const)(
		'%s tells what an earlier try paid, once',
		async (_, options, waitBetweenTries, requests, laterMs, shape, what) => {
			bench.simulator.set({ latencyMs: 400, shape });
			const onStart = bench.stopAt(requests, laterMs);
			const { logs } = await start({ ...RETRY_ON_FAIL, waitBetweenTries, onStart }, { options });
			const warnings = warningsIn(logs);
			expect(warnings).toHaveLength(1);
			for (const item of [0, 1, 2])
				expect(warnings[0]).toMatch(new RegExp(`item ${item}: ${what}`));
		},
	);
});

describe('as the tool of an AI agent', () => {
	const call = async (prompt: string) =>
		await start({ items: itemsOf({ prompt }), isTool: true }, { download: true });

	test('the same call gets the link that was made for the first, and is told so', async () => {
		const [first] = jsonOf((await call('a cup')).items);
		const [second] = jsonOf((await call('a cup')).items);
		expect(second).toEqual({
			...first,
			note: expect.stringContaining('not made or paid for again') as string,
		});
		expect(first).not.toHaveProperty('note');
		expect(paid()).toBe(1);
		// Files do not reach an agent.
		expect(bench.downloads()).toEqual([]);
	});

	test('a call that may be paid is not made again, and the agent reads why', async () => {
		const prompt = 'a cup [[fault:requestTimeOut]]';
		await call(prompt);
		const { error, items } = await call(prompt);
		expect(error).toBeUndefined();
		const description = expect.stringContaining('not sent again for ten minutes') as string;
		expect(items[0]?.json.error).toMatchObject({ mayBeBilled: true, description });
		expect(sent()).toBe(1);
	});

	test('a call that waits for one under way, which is refused for nothing, reads only why', async () => {
		const prompt = 'a cup [[fault:inputInspectionFailed]]';
		const both = await Promise.all([call(prompt), call(prompt)]);
		const [first, second] = both.map(({ items }) => items[0]?.json.error);
		expect(first).toMatchObject({ mayBeBilled: false });
		expect(second).toEqual({ ...(first as object), tries: 0 });
		expect(sent()).toBe(1);
	});
});

describe('Max Images per Run', () => {
	test('sends nothing where the items together ask for more', async () => {
		const parameters = { numberOfImages: 2, options: { maxImages: 19 } };
		const { error } = await start({ items: ten('') }, parameters);
		expect(sent()).toBe(0);
		expect(error?.message).toBe(
			'[Item 0] This run would make 20 images, but at most 19 are allowed',
		);
		expect(error?.description).toContain('¥4.00');
		expect(error?.description).toMatch(/: item 0 \(2\), .*, item 4 \(2\)\. Raise/);
	});

	test.each([
		[
			'They would cost about ¥0.40 at list prices, without the models whose price is not known. ',
			2,
		],
		['', 1],
	])('says what is known of the cost: “%s”', async (cost, count) => {
		const ids = ['qwen-image-next', 'qwen-image-edit-plus'].slice(0, count);
		const parameters = { model: model('={{ $json.id }}', 'id'), prompt: 'Make it blue' };
		const { error } = await start(
			{ items: itemsOf(...ids.map((id) => ({ id }))) },
			{ ...parameters, numberOfImages: 2, options: { maxImages: 1 } },
		);
		expect(error?.description).toContain(`Nothing was sent. ${cost}The items with`);
	});

	test('says at each item where the workflow continues what it refused', async () => {
		const items = itemsOf({ prompt: 'one' }, { prompt: 'many' }, { prompt: '' });
		const parameters = {
			numberOfImages: "={{ $json.prompt === 'many' ? 5 : 1 }}",
			options: { maxImages: 3 },
		};
		const going = await start({ items, ...GO_ON }, parameters);
		const branched = await start({ items, onError: 'continueErrorOutput' }, parameters);
		expect(branched.items).toEqual([]);
		for (const out of [going.items, branched.errorItems]) {
			const [empty, ...refused] = jsonOf(out).reverse();
			expect(empty?.error).toMatchObject({ message: '[Item 2] Prompt is empty' });
			expect(refused).toHaveLength(2);
			refused.reverse().forEach(({ error }, index) =>
				expect(error).toMatchObject({
					item: index,
					kind: 'input',
					field: 'maxImages',
					mayBeBilled: false,
					message: `[Item ${index}] This run would make 6 images, but at most 3 are allowed`,
					description: expect.stringMatching(/¥1\.20 .*item 1 \(5\), item 0 \(1\)/),
				}),
			);
		}
		expect(sent()).toBe(0);
	});

	test('lets through what is not more, and counts only what is still to be sent', async () => {
		const failed = await start({}, { options: { maxImages: 10 } });
		expect(paid()).toBe(3);
		const good = await start({ retryOf: failed.run }, { ...HEALED, options: { maxImages: 7 } });
		expect(good.error).toBeUndefined();
		expect(paid()).toBe(10);
	});
});

describe('Check Only', () => {
	const check = async (more: Partial<RunOptions>, parameters: INodeParameters = {}) => {
		const before = sent();
		const result = await start(more, { ...parameters, options: { checkOnly: true } });
		expect(sent()).toBe(before);
		return { ...result, json: jsonOf(result.items) };
	};

	test('sends nothing and says what would be sent, with an estimate', async () => {
		const parameters = { numberOfImages: 2, includeOtherFields: true, prompt: 'Make it blue' };
		const { items, json, hints } = await check(
			{ items: itemsOf(...Array.from({ length: 10 }, (_, sku) => ({ sku }))) },
			{ ...parameters, model: model('qwen-image-edit-max'), size: '1536*1024' },
		);
		expect(items).toHaveLength(10);
		expect(json[4]).toEqual({
			sku: 4,
			checkOnly: true,
			model: 'qwen-image-edit-max',
			prompt: 'Make it blue',
			images: [{ url: MUG_URL }],
			numberOfImages: 2,
			size: '1536*1024',
			estimatedCost: expect.objectContaining({ amount: 1, currency: 'CNY' }) as object,
		});
		expect(items[4]?.pairedItem).toEqual({ item: 4 });
		expect(hints.at(-1)?.message).toBe(
			'Check Only: nothing was sent. 10 items would make 20 images and cost about ¥10.00 at list prices. This takes at least 4 minutes.',
		);
	});

	test('says of an image what it saw: of a link whose size it needs, of one at hand', async () => {
		const imageUrl = `${bench.simulator.url}/inputs/mug.png`;
		const picture = await mug();
		const size = { width: expect.any(Number), height: expect.any(Number) };
		const seen = { kind: 'PNG', mimeType: 'image/png', ...size };
		const imageBase64 = picture.toString('base64');
		// A model that the node does not know has no price.
		const unknown = { model: model('qwen-image-next', 'id') };
		const cost = ' and cost about ¥0.20 at list prices';
		for (const [parameters, image, said] of [
			[{ imageUrl }, { url: imageUrl }, cost],
			[{ imageUrl, size: 'match' }, { url: imageUrl, ...seen }, cost],
			[{ imageUrl, size: 'match', ...unknown }, { url: imageUrl, ...seen }, ''],
			[{ imageSource: 'base64', imageBase64, ...unknown }, { ...seen, bytes: picture.length }, ''],
		] as const) {
			const items = itemsOf({ prompt: 'one', sku: 'M-1' });
			const { json, hints } = await check({ items }, parameters);
			expect(json[0]).not.toHaveProperty('sku');
			expect(json[0]?.images).toEqual([image]);
			expect(json[0]?.size).toMatch('size' in parameters ? /^\d+\*\d+$/ : /^automatic$/);
			expect(hints.map(({ message }) => message)).toEqual([
				`Check Only: nothing was sent. 1 item would make 1 image${said}.`,
			]);
		}
	});

	test('says, when an execution is retried, what is paid already, and hands over no results', async () => {
		const { run } = await start();
		const { json, hints } = await check({ retryOf: run }, { ...HEALED, download: true });
		expect(json).toHaveLength(10);
		const [first, , , fourth] = json;
		expect(first).toMatchObject({
			checkOnly: true,
			alreadyPaid: true,
			estimatedCost: { amount: 0, currency: 'CNY', basis: 'Already paid for' },
		});
		expect(first).not.toHaveProperty('url');
		expect(fourth).toMatchObject({ checkOnly: true, estimatedCost: { amount: 0.2 } });
		expect(fourth).not.toHaveProperty('alreadyPaid');
		expect(JSON.stringify(hints)).toContain(
			'7 items would make 7 images and cost about ¥1.40 at list prices. This takes at least 1 minute. 3 more items are already paid for.',
		);
	});

	test('says of what may have been billed that a run would not send it again', async () => {
		const items = itemsOf(
			...['one', 'lost [[fault:requestTimeOut]]', 'three'].map((prompt) => ({ prompt })),
		);
		const { run } = await start({ items });
		const { json, hints } = await check({ items, ...GO_ON, retryOf: run });
		expect(json[1]).toMatchObject({ error: { item: 1, mayBeBilled: true } });
		expect(json[2]).toMatchObject({ checkOnly: true });
		expect(JSON.stringify(hints)).toContain(' 1 more item is already paid for.');
	});

	test('tells everything that is wrong at once', async () => {
		const items = itemsOf({ prompt: '' }, { prompt: 'fine' }, { prompt: 'x'.repeat(801) });
		const { error } = await check({ items });
		expect(error?.message).toContain('[Item 0] Prompt is empty');
		expect(error?.description).toContain('item 2: Prompt has 801 characters');
		const { json, hints } = await check({ items, ...GO_ON });
		expect(json.map((item) => 'error' in item)).toEqual([true, false, true]);
		// What is wrong with an item stands in the item.
		expect(hints).toHaveLength(1);
	});
});
