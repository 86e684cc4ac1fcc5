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
	return readdirSync(folder).map(
		(name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as LiveAnswer,
	);
}

/** What a saved answer must be to the node: all images it asked for, or a failure with a reason. */
function expectReadable(answer: LiveAnswer): void {
	const read = readLiveAnswer(answer);
	expect(read instanceof Failure).toBe(answer.status >= 300);
	if (!(read instanceof Failure)) expect(read.images).toHaveLength(answer.requested);
}

describe('a live check against the simulator', () => {
	let simulator: Simulator;
	let folder: string;
	let lines: string[];

	beforeEach(async () => {
		simulator = await startSimulator({ pictures: 'blank', apiKeys: [KEY] });
		folder = mkdtempSync(join(tmpdir(), 'qwen-image-edit-live-'));
		lines = [];
	});
	afterEach(async () => {
		await simulator.close();
		rmSync(folder, { recursive: true });
	});

	/** Holds it, and gives the statuses of the answers that were saved. */
	async function check(key: string, isFine: boolean): Promise<number[]> {
		const endpoint = `${simulator.url}/v1/images/generations`;
		const report = (line: string) => lines.push(line);
		const session = { useCases: DOCUMENT_USE_CASES, endpoint, key, folder, waitMs: 1, report };
		expect(await hold(session)).toBe(isFine);
		const answers = answersIn(folder);
		answers.forEach(expectReadable);
		return answers.map(({ status }) => status).sort();
	}

	it("posts the document's bodies as they stand, and neither saves nor tells the key or a signature", async () => {
		expect(await check(KEY, true)).toEqual([200, 200, 200, 200, 200]);
		const sent = simulator.edits().map(({ body }) => body);
		expect(sent).toEqual(DOCUMENT_USE_CASES.map(({ body }) => body));
		expect(lines).toHaveLength(5);
		const everything = JSON.stringify([...answersIn(folder), ...lines]);
		expect(everything).toContain('Signature=redacted');
		expect(everything).toMatch(/Expires=\d{10}/);
		expect(everything).not.toContain(KEY);
		expect(everything).not.toMatch(/Signature=(?!redacted)/);
	});

	it('tries again after a 429, keeping both answers', async () => {
		simulator.faultNext('rateQuota');
		expect(await check(KEY, true)).toEqual([200, 200, 200, 200, 200, 429]);
	});

	it('saves refusals and goes on', async () => {
		expect(await check('sk-wrong-and-secret', false)).toEqual([401, 401, 401, 401, 401]);
		expect(JSON.stringify(answersIn(folder))).not.toContain('wrong-and-secret');
	});
});

it('only what is harmless of an answer and its headers is kept', () => {
	const query = 'Expires=1767840000&OSSAccessKeyId=abc&Signature=x%2Fy%3D';
	const kept = 'Expires=1767840000&OSSAccessKeyId=redacted&Signature=redacted';
	const others = { n: 1, none: null };
	expect(
		redact(
			{
				...{ list: [`see https://user:pass@oss.example.com/a.png?${query} there`], ...others },
				...{ keys: 'used my.key and sk-abcdefghijkl', long: 'A'.repeat(5000) },
			},
			'my.key',
		),
	).toEqual({
		...{ list: [`see https://oss.example.com/a.png?${kept} there`], ...others },
		...{ keys: 'used redacted and redacted', long: 'A'.repeat(400) },
	});
	const headers = { 'set-cookie': 'session=1', date: 'now' };
	expect(safeHeaders(headers, 'my.key')).toEqual({ date: 'now' });
});

it('the price is told before anything is sent, and not made up for unknown models', () => {
	const purchase = purchaseOf(DOCUMENT_USE_CASES.map(({ body }) => body));
	expect(purchase).toEqual({ requests: 5, images: 8, cny: 4, unpriced: [] });
	expect(describePurchase(purchase, 'https://api.aigc.it')).toMatch(
		/^5 requests to https:\/\/api\.aigc\.it will buy 8 images \(about CNY 4\.00 /,
	);
	const unknown = { model: 'qwen-image-9', input: { messages: [] }, parameters: { n: 3 } };
	expect(describePurchase(purchaseOf([unknown]), 'x')).toContain('plus what qwen-image-9 costs');
});

// Only somebody with a key can make these; where there are some, the node must be able to read them.
if (existsSync(FIXTURES)) {
	it('answers of the real service can be read', () => answersIn(FIXTURES).forEach(expectReadable));
}
