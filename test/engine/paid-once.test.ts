import type { INodeParameters, IRun } from 'n8n-workflow';

import { readInput } from '../simulator';
import { jsonOf, type RunOptions } from './harness/run';
import { itemsOf, model, useSimulator } from './support';

const bench = useSimulator();

const PLUS = { model: model('qwen-image-edit-plus'), download: false };
const PROMPT = '={{ $json.prompt }}';

/** Ten items, of which the fourth is refused for its content. */
const ten = (bad = '[[fault:inputInspectionFailed]]') =>
	itemsOf(
		...Array.from({ length: 10 }, (_, at) => ({ prompt: `product ${at} ${at === 3 ? bad : ''}` })),
	);

async function start(options: Partial<RunOptions> = {}, parameters: INodeParameters = {}) {
	return await bench.run({ ...PLUS, prompt: PROMPT, ...parameters }, { items: ten(), ...options });
}

function ledgerOf(run: IRun): Record<string, unknown> {
	const data = run.data.executionData?.contextData['node:Qwen Image Edit'] ?? {};
	return data;
}

interface Ledger {
	entries: Record<string, Record<string, unknown>>;
}

function paid(): number {
	return bench.simulator.counts.imagesMade;
}

describe('Retry of a failed execution', () => {
	test('pays only for what is missing: ten items, one bad, ten paid in all', async () => {
		const failed = await start();
		expect(failed.error?.message).toContain('[Item 3]');
		expect(failed.error?.description).toContain('Retry pays only for what is missing.');
		const firstPaid = paid();
		const retried = await start({ retryOf: failed.run });
		expect(retried.error?.message).toContain('[Item 3]');
		expect(paid()).toBeLessThanOrEqual(9);
		const again = await start(
			{ retryOf: retried.run },
			{ prompt: '={{ $json.prompt.replace(/\\[\\[.*/, "") }}' },
		);
		expect(again.error).toBeUndefined();
		expect(again.items).toHaveLength(10);
		// The prompts have changed in the last space of the bad one only.
		expect(paid()).toBe(10);
		expect(firstPaid).toBeGreaterThan(0);
		expect(bench.simulator.madeTwice()).toEqual([]);
	});

	test.each(['perImage', 'perRequest'])('hands %s over as it was made', async (output) => {
		const options = { options: { concurrency: 1 }, output };
		const failed = await start({}, options);
		const before = bench.simulator.edits().length;
		const good = await start(
			{ retryOf: failed.run },
			{ ...options, prompt: '={{ $json.prompt.replace(/\\[\\[.*/, "") }}' },
		);
		expect(good.items).toHaveLength(10);
		expect(bench.simulator.edits().length - before).toBe(7);
		const [first] = jsonOf(good.items);
		expect(JSON.stringify(first)).toContain('Expires=');
		expect(first).toMatchObject({ model: 'qwen-image-edit-plus' });
	});

	test.each(['filesystem', 'default'] as const)(
		'downloads the files again where they are wanted (binary mode %s)',
		async (binaryMode) => {
			const failed = await start({ binaryMode }, { options: { concurrency: 1 } });
			const good = await start(
				{ binaryMode, retryOf: failed.run },
				{ download: true, prompt: '={{ $json.prompt.replace(/\\[\\[.*/, "") }}' },
			);
			expect(good.error).toBeUndefined();
			expect(paid()).toBe(10);
			expect((await good.binary(good.items[0], 'data')).length).toBeGreaterThan(50);
		},
	);

	test('sends a changed prompt or setting, and not a changed option', async () => {
		const options = { concurrency: 1 };
		const failed = await start({}, { options });
		expect(paid()).toBe(3);
		await start({ retryOf: failed.run }, { options: { concurrency: 1, timeout: 77 } });
		expect(paid()).toBe(3);
		await start({ retryOf: failed.run }, { options, parameters: { negativePrompt: 'blurry' } });
		expect(paid()).toBe(6);
	});

	test('takes an answer that came as bytes from the store', async () => {
		bench.simulator.set({ shape: 'b64Json' });
		const failed = await start({}, { options: { concurrency: 1 } });
		expect(paid()).toBe(3);
		const good = await start(
			{ retryOf: failed.run },
			{ prompt: '={{ $json.prompt.replace(/\\[\\[.*/, "") }}' },
		);
		expect(good.items).toHaveLength(10);
		expect(paid()).toBe(10);
		expect((await good.binary(good.items[0], 'data')).length).toBeGreaterThan(50);
	});

	test('makes again what is not in the store any more, and says what that costs', async () => {
		bench.simulator.set({ shape: 'b64Json' });
		const failed = await start({}, { options: { concurrency: 1 } });
		const run: IRun = JSON.parse(
			JSON.stringify(failed.run).replace(/"id":"filesystem[^"]*"/g, '"id":"filesystem-v2:gone"'),
		);
		const good = await start(
			{ retryOf: run },
			{ prompt: '={{ $json.prompt.replace(/\\[\\[.*/, "") }}' },
		);
		expect(good.items).toHaveLength(10);
		expect(paid()).toBe(13);
		expect(JSON.stringify(good.hints)).toContain('made and paid again');
		expect((await good.binary(good.items[0], 'data')).length).toBeGreaterThan(50);
	});

	test('makes again what has an ended link, and says what that costs', async () => {
		const failed = await start({}, { options: { concurrency: 1 } });
		const run: IRun = JSON.parse(
			JSON.stringify(failed.run).replace(/"expiresAt":"20\d\d/g, '"expiresAt":"2001'),
		);
		const good = await start(
			{ retryOf: run },
			{ prompt: '={{ $json.prompt.replace(/\\[\\[.*/, "") }}' },
		);
		expect(good.items).toHaveLength(10);
		expect(paid()).toBe(13);
		expect(JSON.stringify(good.hints)).toContain('made and paid again');
	});

	test('does not send again what may have been billed, unless it is asked to', async () => {
		const items = ten('[[fault:requestTimeOut]]');
		const failed = await start({ items }, { options: { concurrency: 1 } });
		const sent = bench.simulator.edits().length;
		expect(failed.error?.description).toContain('Retry When Billing Is Uncertain');
		expect(failed.error?.description).toContain('Retry with currently saved workflow');
		const retried = await start({ items, retryOf: failed.run }, { options: { concurrency: 1 } });
		expect(retried.error?.message).toContain('[Item 3]');
		// The six behind it are made, and it is not sent again, now or later.
		expect(bench.simulator.edits()).toHaveLength(sent + 6);
		const again = await start({ items, retryOf: retried.run }, { options: { concurrency: 1 } });
		expect(again.error?.message).toContain('[Item 3]');
		expect(bench.simulator.edits()).toHaveLength(sent + 6);
		await start(
			{ items, retryOf: retried.run },
			{ options: { concurrency: 1, retryUncertain: true, maxTries: 1 } },
		);
		expect(bench.simulator.edits()).toHaveLength(sent + 7);
	});

	test('nor what waits for its next try when another item ends the run', async () => {
		const items = itemsOf(
			{ prompt: 'lost [[fault:requestTimeOut]]' },
			{ prompt: 'refused [[fault:outputInspectionFailed]]' },
		);
		const failed = await start({ items }, { options: { retryUncertain: true } });
		expect(bench.simulator.edits()).toHaveLength(2);
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

	test('pays again for what a ledger does not say in a form the node knows', async () => {
		const failed = await start({}, { options: { concurrency: 1 } });
		const entries = (change: (entry: Record<string, unknown>) => unknown) => (ledger: Ledger) => ({
			...ledger,
			entries: Object.fromEntries(
				Object.entries(ledger.entries).map(([key, entry]) => [key, change(entry)]),
			),
		});
		for (const change of [
			entries((entry) => ({ ...entry, images: { 0: 'x' } })),
			entries((entry) => ({ ...entry, images: [] })),
			entries((entry) => ({ ...entry, images: [{ url: 'javascript:alert(1)' }] })),
			entries((entry) => ({ ...entry, seed: 'a' })),
			entries(() => null),
			(ledger: Ledger) => ({ ...ledger, entries: 7 }),
			// Another pass of a loop.
			(ledger: Ledger) => ({ ...ledger, pass: 1 }),
			() => 'gone',
		]) {
			const run: IRun = JSON.parse(JSON.stringify(failed.run));
			const own = run.data.executionData?.contextData['node:Qwen Image Edit'] ?? {};
			for (const [name, ledger] of Object.entries(own)) own[name] = change(ledger as Ledger);
			const before = paid();
			const again = await start({ retryOf: run }, { options: { concurrency: 1 } });
			expect(again.error?.message).toContain('[Item 3]');
			expect(paid() - before).toBe(3);
		}
	});
});

describe('the ledger', () => {
	test('is small, and holds neither key nor prompt', async () => {
		const { run } = await start({}, { options: { concurrency: 1 }, numberOfImages: 4 });
		const text = JSON.stringify(ledgerOf(run));
		expect(text.length).toBeGreaterThan(0);
		expect(text.length / 12).toBeLessThanOrEqual(500);
		expect(text).not.toContain('sk-simulator');
		expect(text).not.toContain('product');
	});

	test.each([
		['a run that ends well', ten(''), undefined],
		['a run that continues', ten(), 'continueRegularOutput' as const],
	])('is empty after %s', async (_, items, onError) => {
		const { run, items: out } = await start({ items, onError });
		expect(out).toHaveLength(10);
		expect(ledgerOf(run)).toEqual({});
	});

	test('serves Retry On Fail, then Retry', async () => {
		const retryOnFail = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
		const failed = await start(retryOnFail, { options: { concurrency: 1 } });
		expect(paid()).toBe(3);
		await start({ ...retryOnFail, retryOf: failed.run }, { options: { concurrency: 1 } });
		expect(paid()).toBe(3);
	});

	test('serves Retry On Fail where the workflow continues and the first item fails', async () => {
		const items = itemsOf({ prompt: 'bad [[fault:inputInspectionFailed]]' }, { prompt: 'good' });
		const { items: out } = await start({
			items,
			onError: 'continueRegularOutput',
			retryOnFail: true,
			maxTries: 3,
			waitBetweenTries: 1,
		});
		expect(out).toHaveLength(2);
		expect(paid()).toBe(1);
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
		const retryOnFail = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
		await start({ items, passes: 2, onError: 'continueRegularOutput', ...retryOnFail });
		expect(paid()).toBe(2);
	});

	test('are taken up by Retry in the pass that failed', async () => {
		const prompt = '={{ $runIndex === 1 ? $json.prompt : $json.prompt.replace(/\\[\\[.*/, "") }}';
		const parameters = { prompt, options: { concurrency: 1 } };
		const failed = await start({ passes: 3 }, parameters);
		expect(failed.error?.message).toContain('[Item 3]');
		expect(paid()).toBe(10 + 3);
		const retried = await start({ passes: 3, retryOf: failed.run }, parameters);
		expect(retried.error?.message).toContain('[Item 3]');
		expect(paid()).toBe(10 + 3);
		const good = await start(
			{ passes: 3, retryOf: retried.run },
			{ ...parameters, prompt: '={{ $json.prompt.replace(/\\[\\[.*/, "") }}' },
		);
		expect(good.error).toBeUndefined();
		expect(paid()).toBe(30);
	});
});

describe('Stop', () => {
	/** Presses Stop so many ms after so many requests have arrived. */
	function stopAt(requests: number, laterMs = 0): RunOptions['onStart'] {
		return ({ cancel }) => {
			const looking = setInterval(() => {
				if (bench.simulator.edits().length < requests) return;
				clearInterval(looking);
				setTimeout(cancel, laterMs);
			}, 5);
		};
	}

	test('never looks complete, and its Retry pays only for the rest', async () => {
		bench.simulator.set({ latencyMs: 200 });
		const items = ten('');
		const stopped = await start({ items, onStart: stopAt(6) }, { options: { concurrency: 2 } });
		expect(stopped.items).toEqual([]);
		const warnings = stopped.logs.filter((line) => line.startsWith('warn'));
		expect(warnings).toHaveLength(1);
		expect(warnings[0]).toContain('item 0: http');
		expect(warnings[0]).toMatch(/May be billed: item \d/);
		expect(JSON.stringify(stopped.messages)).toContain('was stopped');
		expect(JSON.stringify(stopped.logs)).not.toContain('sk-simulator');

		const finished = (warnings[0] ?? '').match(/item \d: http/g) ?? [];
		const before = bench.simulator.edits().length;
		const retried = await start({ items, retryOf: stopped.run });
		expect(retried.error?.message).toContain('stopped while the request was under way');
		const again = await start(
			{ items, retryOf: retried.run },
			{ options: { retryUncertain: true } },
		);
		expect(again.error).toBeUndefined();
		expect(again.items).toHaveLength(10);
		expect(bench.simulator.edits().length - before).toBe(10 - finished.length);
	});

	test('tells also what waited for its next try, which its Retry does not send again', async () => {
		bench.simulator.set({ latencyMs: 200 });
		const items = itemsOf(
			{ prompt: 'lost [[latency:0]] [[fault:requestTimeOut]]' },
			{ prompt: 'under way' },
		);
		const options = { retryUncertain: true };
		const { logs, run } = await start({ items, onStart: stopAt(2, 100) }, { options });
		expect(logs.filter((line) => line.startsWith('warn'))).toEqual([
			expect.stringContaining('May be billed: item 0, item 1.'),
		]);
		const sent = bench.simulator.edits().length;
		const { error } = await start({ items, retryOf: run });
		expect(error?.message).toContain('[Item 0]');
		expect(bench.simulator.edits()).toHaveLength(sent);
	});

	test.each([
		['between two tries of Retry On Fail', { concurrency: 1 }, 1500, 4, 500],
		['in a later try', { concurrency: 2 }, 1, 6, 0],
	])(
		'%s tells what an earlier try paid, once',
		async (_, options, waitBetweenTries, requests, laterMs) => {
			bench.simulator.set({ latencyMs: 400 });
			const { logs } = await start(
				{
					items: ten(),
					retryOnFail: true,
					maxTries: 3,
					waitBetweenTries,
					onStart: stopAt(requests, laterMs),
				},
				{ options },
			);
			const warnings = logs.filter((line) => line.startsWith('warn'));
			expect(warnings).toHaveLength(1);
			for (const item of [0, 1, 2]) expect(warnings[0]).toContain(`item ${item}: http`);
		},
	);
});

describe('Max Images per Run', () => {
	test('sends nothing where the items together ask for more', async () => {
		const { error } = await start(
			{ items: ten('') },
			{ numberOfImages: 2, options: { maxImages: 19 } },
		);
		expect(bench.simulator.edits()).toEqual([]);
		expect(error?.message).toBe(
			'[Item 0] This run would make 20 images, but at most 19 are allowed',
		);
		expect(error?.description).toContain('¥4');
		expect(error?.description).toContain('item 0 (2)');
	});

	test('says at each item where the workflow continues what it refused', async () => {
		const items = itemsOf({ prompt: 'one' }, { prompt: 'many' });
		const parameters = {
			numberOfImages: "={{ $json.prompt === 'many' ? 5 : 1 }}",
			options: { maxImages: 3 },
		};
		const going = await start({ items, onError: 'continueRegularOutput' }, parameters);
		const branched = await start({ items, onError: 'continueErrorOutput' }, parameters);
		expect(branched.items).toEqual([]);
		for (const out of [going.items, branched.errorItems]) {
			expect(out).toHaveLength(2);
			jsonOf(out).forEach(({ error }, index) =>
				expect(error).toMatchObject({
					item: index,
					kind: 'input',
					field: 'maxImages',
					mayBeBilled: false,
					message: `[Item ${index}] This run would make 6 images, but at most 3 are allowed`,
					description: expect.stringMatching(/¥1\.2 .*item 1 \(5\), item 0 \(1\)/),
				}),
			);
		}
		expect(bench.simulator.edits()).toEqual([]);
	});

	test('lets through what is not more, and counts only what is still to be sent', async () => {
		const options = { concurrency: 1, maxImages: 10 };
		const failed = await start({}, { options });
		expect(paid()).toBe(3);
		const good = await start(
			{ retryOf: failed.run },
			{
				options: { maxImages: 7 },
				prompt: '={{ $json.prompt.replace(/\\[\\[.*/, "") }}',
			},
		);
		expect(good.error).toBeUndefined();
		expect(paid()).toBe(10);
	});
});

describe('Check Only', () => {
	test('sends nothing and says what would be sent, with an estimate', async () => {
		const { items, hints } = await start(
			{ items: ten('') },
			{ numberOfImages: 2, options: { checkOnly: true } },
		);
		expect(bench.simulator.edits()).toEqual([]);
		expect(items).toHaveLength(10);
		expect(jsonOf(items)[4]).toMatchObject({
			checkOnly: true,
			model: 'qwen-image-edit-plus',
			prompt: 'product 4 ',
			numberOfImages: 2,
			estimatedCost: { amount: 0.4, currency: 'CNY' },
		});
		expect(items[4]?.pairedItem).toEqual({ item: 4 });
		expect(JSON.stringify(hints)).toContain('10 items would make 20 images, cost about ¥4');
	});

	test('says what it saw of a link whose size it needs', async () => {
		const imageUrl = `${bench.simulator.url}/inputs/mug.png`;
		const checked = async (size: string) => {
			const { items } = await start(
				{ items: ten('').slice(0, 1) },
				{ imageUrl, size, options: { checkOnly: true } },
			);
			return jsonOf(items)[0]?.images;
		};
		const size = { width: expect.any(Number), height: expect.any(Number) };
		expect(await checked('auto')).toEqual([{ url: imageUrl }]);
		expect(await checked('match')).toEqual([
			{ url: imageUrl, kind: 'PNG', mimeType: 'image/png', ...size },
		]);
	});

	test('says of an image at hand what it is, and how large', async () => {
		const picture = await readInput('mug.png');
		const imageBase64 = picture?.bytes.toString('base64');
		const { items } = await start(
			{ items: ten('').slice(0, 1) },
			{ imageSource: 'base64', imageBase64, options: { checkOnly: true } },
		);
		expect(jsonOf(items)[0]?.images).toEqual([
			{
				kind: 'PNG',
				mimeType: 'image/png',
				width: expect.any(Number),
				height: expect.any(Number),
				bytes: picture?.bytes.length,
			},
		]);
	});

	test('says, when an execution is retried, what is paid already, and hands over no results', async () => {
		const failed = await start({}, { options: { concurrency: 1 } });
		expect(paid()).toBe(3);
		const heal = { prompt: '={{ $json.prompt.replace(/\\[\\[.*/, "") }}', download: true };
		const check = await start({ retryOf: failed.run }, { ...heal, options: { checkOnly: true } });
		expect(paid()).toBe(3);
		expect(check.items).toHaveLength(10);
		const [first, , , fourth] = jsonOf(check.items);
		expect(first).toMatchObject({
			checkOnly: true,
			alreadyPaid: true,
			estimatedCost: { amount: 0, currency: 'CNY' },
		});
		expect(first).not.toHaveProperty('url');
		expect(fourth).toMatchObject({ checkOnly: true, estimatedCost: { amount: 0.2 } });
		expect(fourth).not.toHaveProperty('alreadyPaid');
		expect(JSON.stringify(check.hints)).toContain(
			'7 items would make 7 images, cost about ¥1.4 at list prices, and take at least 1 minute. 3 more items are already paid.',
		);
	});

	test('says of what may have been billed that a run would not send it again', async () => {
		const items = ten('[[fault:requestTimeOut]]');
		const failed = await start({ items }, { options: { concurrency: 1 } });
		const options = { checkOnly: true };
		const onError = 'continueRegularOutput' as const;
		const check = await start({ items, onError, retryOf: failed.run }, { options });
		expect(jsonOf(check.items)[3]).toMatchObject({ error: { item: 3, mayBeBilled: true } });
		expect(jsonOf(check.items)[4]).toMatchObject({ checkOnly: true });
	});

	test('tells everything that is wrong at once', async () => {
		const items = itemsOf({ prompt: '' }, { prompt: 'fine' }, { prompt: 'x'.repeat(801) });
		const { error } = await start({ items }, { options: { checkOnly: true } });
		expect(error?.message).toContain('[Item 0] Prompt is empty');
		expect(error?.description).toContain('item 2: Prompt has 801 characters');
		const going = await start(
			{ items, onError: 'continueRegularOutput' },
			{ options: { checkOnly: true } },
		);
		expect(going.items.map(({ json }) => 'error' in json)).toEqual([true, false, true]);
		expect(bench.simulator.edits()).toEqual([]);
	});
});
