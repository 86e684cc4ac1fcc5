import { type INode, NodeApiError, NodeOperationError } from 'n8n-workflow';

import { Failure, type FailureDetails } from '../../../nodes/QwenImageEdit/failure';
import { messageFor, runError } from '../../../nodes/QwenImageEdit/output/runError';
import type { ItemResult } from '../../../nodes/QwenImageEdit/output/result';

const NODE: INode = {
	id: '1',
	name: 'Qwen Image Edit',
	type: 'n8n-nodes-qwen-image-edit.qwenImageEdit',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

const FILE = { data: 'x', mimeType: 'image/png', fileName: 'a.png' };

const failure = (more: Partial<FailureDetails> = {}) =>
	new Failure({
		kind: 'moderation',
		message: 'The service refused the content',
		description: 'Change the prompt. The service says: ECONNRESET preexisting',
		...more,
	});

const result = (name: string): ItemResult => ({
	images: [{ url: `https://r.example.com/${name}.png`, expiresAt: '2026-01-09T02:40:00.000Z' }],
	requested: 1,
	model: 'qwen-image-edit-max',
	seed: 7,
	requestId: `r-${name}`,
	missing: [],
});

it('counts items from 0, as n8n does', () => {
	expect(messageFor(0, failure())).toBe('[Item 0] The service refused the content');
});

describe('the error that ends the run', () => {
	it('is an API error where the service answered, with its status', () => {
		const error = runError(
			NODE,
			{ index: 2, tries: 1, failure: failure({ httpStatus: 400, requestId: 'r-9' }) },
			[],
			[],
			3,
		);
		expect(error).toBeInstanceOf(NodeApiError);
		expect(error.message).toBe('[Item 2] The service refused the content');
		expect(error.description).toContain('Change the prompt. The service says: ECONNRESET');
		expect(error.description).toContain('r-9');
		expect(error.context.itemIndex).toBe(2);
		expect(error).toMatchObject({ httpCode: '400' });
	});

	it('is an operation error where nothing was answered', () => {
		const error = runError(NODE, { index: 0, tries: 0, failure: failure() }, [], [], 1);
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error.message).toBe('[Item 0] The service refused the content');
		expect(error.description).toBe(failure().description);
		expect(error.context.itemIndex).toBe(0);
	});

	it('says how often it was tried', () => {
		const say = (tries: number) =>
			runError(NODE, { index: 0, tries, failure: failure() }, [], [], 1).description;
		expect(say(1)).not.toContain('Tried');
		expect(say(5)).toContain('Tried 5 times.');
	});

	it('names the other items that failed, twenty of them at most', () => {
		const failedAt = (index: number) => ({ index, tries: 1, failure: failure() });
		const others = Array.from({ length: 29 }, (_, at) => failedAt(at + 1));
		expect(runError(NODE, failedAt(0), others.slice(0, 2), [], 30).description).toContain(
			'Also: item 1: The service refused the content; item 2: The service refused the content.',
		);
		const { description } = runError(NODE, failedAt(0), others, [], 30);
		expect(description).toContain('item 20: The service refused the content, and 9 more');
		expect(description).not.toContain('item 21');
	});

	it('carries every finished result, so that nothing paid is lost', () => {
		const finished = ['a', 'b'].map((name, index) => ({ index, result: result(name) }));
		const error = runError(NODE, { index: 2, tries: 1, failure: failure() }, [], finished, 3);
		for (const name of ['a', 'b']) {
			expect(error.description).toContain(`https://r.example.com/${name}.png`);
			expect(JSON.stringify(error.context.data)).toContain(`https://r.example.com/${name}.png`);
			expect(JSON.stringify(error.context.data)).toContain(`r-${name}`);
		}
		expect(error.description).toContain('2 of 3 items');
		expect(error.description).toContain('until 2026-01-09');
	});

	it('says in words and as data what may have been billed, and what a file holds', () => {
		const uncertain = failure({ mayBeBilled: true, requestId: 'r-1' });
		const file = { ...result('a'), requestId: undefined, images: [{ file: FILE }, {}] };
		const error = runError(
			NODE,
			{ index: 0, tries: 1, failure: failure({ description: '<b>no</b>' }) },
			[{ index: 1, tries: 1, failure: uncertain }],
			[{ index: 2, result: file }],
			3,
		);
		expect(error.description).toMatch(/^&lt;b&gt;no&lt;\/b&gt;<br>Also: .*Retry When Billing/);
		expect(error.description).toMatch(/<br>Item 2: image 1 \(a file\), image 2 \(a file\)$/);
		const refused = 'The service refused the content';
		expect(error.context.data).toEqual({
			failed: [
				{ item: 0, message: refused, mayBeBilled: false },
				{ item: 1, message: refused, mayBeBilled: true, requestId: 'r-1' },
			],
			finished: [
				{
					...{ item: 2, model: 'qwen-image-edit-max', seed: 7, requestId: null },
					images: [
						{ url: null, expiresAt: null, fileName: 'a.png' },
						{ url: null, expiresAt: null, fileName: null },
					],
				},
			],
		});
	});

	it('links to what was made, whatever the address holds', () => {
		const url = 'https://r.example.com/a.png?x="<b>';
		const made = { ...result('a'), images: [{ url }] };
		const first = { index: 0, tries: 1, failure: failure() };
		expect(runError(NODE, first, [], [{ index: 1, result: made }], 2).description).toContain(
			'Item 1: <a href="https://r.example.com/a.png?x=%22%3Cb%3E" target="_blank">image 1</a>',
		);
	});
});
