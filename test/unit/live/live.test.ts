import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Failure } from '../../../nodes/QwenImageEdit/failure';
import { redact, safeHeaders } from '../../../scripts/live/redact';
import { hold, readLiveAnswer, type LiveAnswer } from '../../../scripts/live/session';
import { describePurchase, purchaseOf } from '../../../scripts/purchase';
import { DOCUMENT_USE_CASES } from '../../fixtures/document';
import type { Simulator } from '../../simulator';
import { startSimulator } from '../../simulator';

const KEY = 'sk-simulator';
const FIXTURES = join(__dirname, '../../fixtures/live');

function answersIn(folder: string): LiveAnswer[] {
	return readdirSync(folder)
		.filter((name) => name.endsWith('.json'))
		.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as LiveAnswer);
}

/** What a saved answer must be to the node: all images it asked for, or a failure with a reason. */
function expectReadable(answer: LiveAnswer): void {
	const read = readLiveAnswer(answer);
	if (answer.status >= 300) {
		expect(read).toBeInstanceOf(Failure);
	} else {
		expect(read).not.toBeInstanceOf(Failure);
		expect((read as Exclude<typeof read, Failure>).images).toHaveLength(answer.requested);
	}
}

describe('a live check against the simulator', () => {
	let simulator: Simulator;
	let folder: string;
	let lines: string[];

	beforeAll(async () => {
		simulator = await startSimulator({ pictures: 'blank', apiKeys: [KEY] });
	});
	afterAll(async () => await simulator.close());
	beforeEach(() => {
		simulator.reset();
		folder = mkdtempSync(join(tmpdir(), 'qwen-image-edit-live-'));
		lines = [];
	});
	afterEach(() => rmSync(folder, { recursive: true }));

	const check = async (key: string) =>
		await hold({
			useCases: DOCUMENT_USE_CASES,
			endpoint: `${simulator.url}/v1/images/generations`,
			key,
			folder,
			waitMs: 1,
			report: (line) => lines.push(line),
		});

	it("posts the document's bodies as they stand and saves answers the node can read", async () => {
		expect(await check(KEY)).toBe(true);
		expect(simulator.edits().map(({ body }) => body)).toEqual(
			DOCUMENT_USE_CASES.map(({ body }) => body),
		);
		const answers = answersIn(folder);
		expect(answers.map(({ useCase }) => useCase).sort()).toEqual(
			DOCUMENT_USE_CASES.map(({ name }) => name).sort(),
		);
		answers.forEach(expectReadable);
		expect(lines).toHaveLength(5);
	});

	it('neither saves nor tells the key or a signature', async () => {
		await check(KEY);
		const saved = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
		const everything = [...saved, ...lines].join('\n');
		expect(everything).toContain('Signature=redacted');
		expect(everything).toMatch(/Expires=\d{10}/);
		expect(everything).not.toContain(KEY);
		expect(everything).not.toMatch(/Signature=(?!redacted)/);
	});

	it('tries again after a 429, keeping both answers', async () => {
		simulator.faultNext('rateQuota');
		expect(await check(KEY)).toBe(true);
		const statuses = answersIn(folder).map(({ status }) => status);
		expect(statuses.sort()).toEqual([200, 200, 200, 200, 200, 429]);
		answersIn(folder).forEach(expectReadable);
	});

	it('saves refusals and goes on', async () => {
		expect(await check('sk-wrong-and-secret')).toBe(false);
		expect(answersIn(folder).map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
		answersIn(folder).forEach(expectReadable);
		expect(JSON.stringify(answersIn(folder))).not.toContain('wrong-and-secret');
	});
});

describe('redact', () => {
	it('keeps the end of a link and replaces everything else in its query', () => {
		const link =
			'https://user:pass@oss.example.com/a.png?Expires=1767840000&OSSAccessKeyId=abc&Signature=x%2Fy%3D';
		expect(redact({ list: [`see ${link} there`], n: 1, none: null }, 'key-1')).toEqual({
			list: [
				'see https://oss.example.com/a.png?Expires=1767840000&OSSAccessKeyId=redacted&Signature=redacted there',
			],
			n: 1,
			none: null,
		});
	});

	it('replaces the key and whatever looks like one, and cuts pictures', () => {
		expect(redact('used my.key and sk-abcdefghijkl', 'my.key')).toBe('used redacted and redacted');
		expect(redact('A'.repeat(5000), 'my.key')).toHaveLength(400);
	});

	it('keeps harmless headers only', () => {
		const headers = { 'content-type': 'application/json', 'set-cookie': 'session=1', date: 'now' };
		expect(safeHeaders(headers, 'my.key')).toEqual({
			'content-type': 'application/json',
			date: 'now',
		});
	});
});

describe('the price', () => {
	it("is told before the document's five requests are sent", () => {
		const purchase = purchaseOf(DOCUMENT_USE_CASES.map(({ body }) => body));
		expect(purchase).toEqual({ requests: 5, images: 8, cny: 4, unpriced: [] });
		expect(describePurchase(purchase, 'https://api.aigc.it')).toMatch(
			/^5 requests to https:\/\/api\.aigc\.it will buy 8 images \(about CNY 4\.00 /,
		);
	});

	it('is not made up for unknown models', () => {
		const purchase = purchaseOf([
			{ model: 'qwen-image-9', input: { messages: [] }, parameters: { n: 3 } },
		]);
		expect(purchase).toEqual({ requests: 1, images: 3, cny: 0, unpriced: ['qwen-image-9'] });
		expect(describePurchase(purchase, 'x')).toContain('plus what qwen-image-9 costs');
	});
});

// Only somebody with a key can make these; where there are some, the node must be able to read them.
if (existsSync(FIXTURES)) {
	describe('answers of the real service', () => {
		it.each(answersIn(FIXTURES).map((answer) => [`${answer.useCase} ${answer.status}`, answer]))(
			'%s can be read',
			(_name, answer) => expectReadable(answer as LiveAnswer),
		);
	});
}
