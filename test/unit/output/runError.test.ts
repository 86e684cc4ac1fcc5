import { type INode, NodeApiError, NodeOperationError } from 'n8n-workflow';

import {
	messageFor,
	runError,
	type ReportedFailure,
	type ReportedResult,
} from '../../../nodes/QwenImageEdit/output/runError';
import { failure, file, result } from './made';

const NODE: INode = {
	id: '1',
	name: 'Qwen Image Edit',
	type: 'n8n-nodes-qwen-image-edit.qwenImageEdit',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};
const REFUSED = 'The service refused the content';

const failed = (index: number, more: Partial<ReportedFailure> = {}): ReportedFailure => ({
	...{ index, tries: 1, failure: failure() },
	...more,
});

/** The error of a run of 30 items. */
const errorOf = (
	first = failed(0),
	others: ReportedFailure[] = [],
	finished: ReportedResult[] = [],
) => runError(NODE, first, others, finished, 30);

describe('the error that ends the run', () => {
	it('is an API error where the service answered, with its status; items count from 0', () => {
		const told = failure({ httpStatus: 400, requestId: 'r-9' });
		const error = errorOf(failed(2, { failure: told }));
		expect(error).toBeInstanceOf(NodeApiError);
		expect(error.message).toBe(`[Item 2] ${REFUSED}`);
		expect(messageFor(2, told)).toBe(error.message);
		expect(error.description).toContain('Change the prompt. The service says: ECONNRESET');
		expect(error.description).toContain('r-9');
		expect(error.context.itemIndex).toBe(2);
		expect(error).toMatchObject({ httpCode: '400' });
	});

	it('is an operation error where nothing was answered', () => {
		const error = errorOf(failed(0, { tries: 0 }));
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error.message).toBe(`[Item 0] ${REFUSED}`);
		expect(error.description).toBe(failure().description);
		expect(error.context.itemIndex).toBe(0);
	});

	it('says how often it was tried', () => {
		expect(errorOf().description).not.toContain('Tried');
		expect(errorOf(failed(0, { tries: 5 })).description).toContain('Tried 5 times.');
	});

	it('names the other items that failed, twenty of them at most', () => {
		const others = Array.from({ length: 29 }, (_, at) => failed(at + 1));
		expect(errorOf(failed(0), others.slice(0, 2)).description).toContain(
			`Also: item 1: ${REFUSED}; item 2: ${REFUSED}.`,
		);
		const { description } = errorOf(failed(0), others);
		expect(description).toContain(`item 20: ${REFUSED}, and 9 more`);
		expect(description).not.toContain('item 21');
	});

	it('carries every finished result in words, so that nothing paid is lost', () => {
		const strange = { url: 'https://r.example.com/a.png?x="<b>' };
		const { description } = errorOf(
			failed(2),
			[],
			[
				{ index: 0, result: result(['a', 'b']) },
				{ index: 1, result: result([], { images: [strange, { file: file('a.png') }] }) },
			],
		);
		const link = (url: string, text: string) => `<a href="${url}" target="_blank">${text}</a>`;
		expect(description?.split('<br>').slice(1)).toEqual([
			'Finished and paid: 2 of 30 items. Retry pays only for what is missing.',
			`Item 0: ${link('https://r.example.com/a.png', 'image 1')}, ${link('https://r.example.com/b.png', 'image 2')} (until 2026-01-09 02:40 UTC)`,
			`Item 1: ${link('https://r.example.com/a.png?x=%22%3Cb%3E', 'image 1')}, image 2 (a file)`,
		]);
	});

	it('and as data, with what may have been billed', () => {
		const html = failed(0, { failure: failure({ description: '<b>no</b>' }) });
		const uncertain = failed(1, { failure: failure({ mayBeBilled: true, requestId: 'r-2' }) });
		const { description, context } = errorOf(
			html,
			[uncertain],
			[
				{ index: 2, result: result(['a']) },
				{
					index: 3,
					result: result([], { requestId: undefined, images: [{ file: file('a.png') }, {}] }),
				},
			],
		);
		expect(description).toMatch(/^&lt;b&gt;no&lt;\/b&gt;<br>Also: .*Retry When Billing/);
		const made = { model: 'qwen-image-edit-max', seed: 7 };
		const none = { url: null, expiresAt: null, fileName: null };
		expect(context.data).toEqual({
			failed: [
				{ item: 0, message: REFUSED, mayBeBilled: false },
				{ item: 1, message: REFUSED, mayBeBilled: true, requestId: 'r-2' },
			],
			finished: [
				{
					...{ item: 2, ...made, requestId: 'r-1' },
					images: [
						{
							...{ url: 'https://r.example.com/a.png', expiresAt: '2026-01-09T02:40:00.000Z' },
							fileName: null,
						},
					],
				},
				{
					...{ item: 3, ...made, requestId: null },
					images: [{ ...none, fileName: 'a.png' }, none],
				},
			],
		});
	});
});
