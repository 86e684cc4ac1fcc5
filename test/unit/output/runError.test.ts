import { type INode, NodeApiError, NodeOperationError } from 'n8n-workflow';

import {
	messageFor,
	runError,
	type ReportedFailure,
} from '../../../nodes/QwenImageEdit/output/runError';
import { EXPIRES, failure, file, result } from './made';

const NODE: INode = {
	id: '1',
	name: 'Qwen Image Edit',
	type: 'n8n-nodes-qwen-image-edit.qwenImageEdit',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};
const REFUSED = 'The service refused the content';

const link = (url: string, text: string) => `<a href="${url}" target="_blank">${text}</a>`;

const failed = (index: number, told = failure(), tries = 1): ReportedFailure => ({
	...{ index, tries, failure: told },
});

/** The error of a run of 30 items. */
const errorOf = (first: ReportedFailure, ...others: ReportedFailure[]) =>
	runError(NODE, first, others, [], 30);

describe('the error that ends the run', () => {
	it('is an operation error where nothing was answered', () => {
		const error = errorOf(failed(0));
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error.message).toBe(`[Item 0] ${REFUSED}`);
		expect(error.description).toBe(failure().description);
		expect(error.context.itemIndex).toBe(0);
	});

	it('names the other items that failed, twenty of them at most', () => {
		const others = Array.from({ length: 29 }, (_, at) => failed(at + 1));
		const { description } = errorOf(failed(0), ...others);
		expect(description).toContain(`<br>Also: item 1: ${REFUSED}; item 2: ${REFUSED};`);
		expect(description).toMatch(/item 20: The service refused the content, and 9 more\.$/);
	});

	it('carries every finished result in words and as data, so that nothing paid is lost', () => {
		const answered = failure({
			httpStatus: 400,
			requestId: 'r-9',
			description: '<b>ECONNRESET</b>',
		});
		const uncertain = failed(1, failure({ mayBeBilled: true, requestId: 'r-2' }));
		const strange = { url: 'https://r.example.com/a.png?x="<b>' };
		const finished = [
			result(['a', 'b']),
			result([], { requestId: undefined, images: [strange, { file: file('a.png') }] }),
		].map((each, at) => ({ index: at + 2, result: each }));
		const error = runError(NODE, failed(0, answered, 5), [uncertain], finished, 4);

		expect(error).toBeInstanceOf(NodeApiError);
		expect(error.message).toBe(`[Item 0] ${REFUSED}`);
		expect(messageFor(0, answered)).toBe(error.message);
		expect(error).toMatchObject({ httpCode: '400', context: { itemIndex: 0 } });
		expect(error.description?.split('<br>')).toEqual([
			'&lt;b&gt;ECONNRESET&lt;/b&gt;',
			'Tried 5 times.',
			'Request ID: r-9.',
			`Also: item 1: ${REFUSED}.`,
			expect.stringContaining('switch on the option Retry When Billing Is Uncertain'),
			'Finished and paid for: 2 of 4 items. Retry pays only for what is missing.',
			`Item 2: ${link('https://r.example.com/a.png', 'image 1')}, ${link('https://r.example.com/b.png', 'image 2')} (until 2026-01-09 02:40 UTC)`,
			`Item 3: ${link('https://r.example.com/a.png?x=%22%3Cb%3E', 'image 1')}, image 2 (a file)`,
		]);
		const made = { model: 'qwen-image-edit-max', seed: 7 };
		const none = { url: null, expiresAt: null, fileName: null };
		const linked = (name: string) => ({
			...{ url: `https://r.example.com/${name}.png`, expiresAt: EXPIRES, fileName: null },
		});
		expect(error.context.data).toEqual({
			failed: [
				{ item: 0, message: REFUSED, mayBeBilled: false, requestId: 'r-9' },
				{ item: 1, message: REFUSED, mayBeBilled: true, requestId: 'r-2' },
			],
			finished: [
				{ item: 2, ...made, requestId: 'r-1', images: [linked('a'), linked('b')] },
				{
					...{ item: 3, ...made, requestId: null },
					images: [
						{ ...none, ...strange },
						{ ...none, fileName: 'a.png' },
					],
				},
			],
		});
	});
});
