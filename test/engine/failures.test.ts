/** Every way a request ends badly, through the real engine: the right kind, the right words, no key anywhere. */
import { FAILURE_TABLE } from '../../nodes/QwenImageEdit/wire/failureTable';
import { FAULT_NAMES, FAULTS } from '../simulator';
import { jsonOf, runNode } from './harness/run';
import { SIMULATOR_KEY, simulatorCredentials } from './harness/simulator';
import type { LocalServer } from './harness/stub';
import { serve } from './harness/stub';
import { MUG_URL, useSimulator } from './support';

const bench = useSimulator({ trickleMs: 20 });

/** One try, so that nothing waits, and images by URL only, so that every refusal is final. */
const ONCE = { maxTries: 1, imageTransfer: 'url' };

const NODE_ERROR_CODES = /E[A-Z]{4,}/;

describe.each(FAULT_NAMES.filter((name) => FAULTS[name].kind !== undefined))(
	'the fault %s',
	(name) => {
		const { kind, mayBeBilled, answer } = FAULTS[name];
		const endless = answer.how === 'connection' && ['hang', 'trickle'].includes(answer.what);
		const parameters = { options: { ...ONCE, ...(endless && { timeout: 1 }) } };

		it('stops the workflow with what happened, where, and what to do', async () => {
			bench.simulator.faultNext(name);
			const { error, items, run, logs } = await bench.run(parameters);
			expect(items).toEqual([]);
			expect(bench.simulator.edits()).toHaveLength(1);

			const row = FAILURE_TABLE.find((candidate) => candidate.kind === kind);
			if (row && answer.how !== 'connection') {
				expect(error?.message).toBe(`[Item 0] ${row.title}`);
				expect(error?.description).toContain(row.remedy);
			}
			expect(error?.message).toMatch(/^\[Item 0\] [A-Z]/);
			expect(error?.message).not.toMatch(NODE_ERROR_CODES);
			expect(error?.message).not.toMatch(/\b(error|problem|failure|mistake)\b/i);
			expect(/may have been (made|billed)|billed/.test(error?.description ?? '')).toBe(
				mayBeBilled || /not billed/.test(error?.description ?? ''),
			);
			if (answer.how === 'error') {
				const words = answer.message.split(/https?:/)[0]?.trim() ?? '';
				expect(error?.description).toContain(words);
				expect(error?.message).not.toContain(words);
				// The gateway's id of this very request, in its header and in its message.
				expect(error?.description).toMatch(/[0-9a-f]{8}-[0-9a-f-]{27}/);
			}
			expect(JSON.stringify([run, logs])).not.toContain(`Bearer ${SIMULATOR_KEY}`);
		});

		it('is an item of its own when the workflow goes on', async () => {
			bench.simulator.faultNext(name);
			const { error, items } = await bench.run(parameters, {
				onError: 'continueRegularOutput',
				items: [{ json: { sku: 'M-1' } }],
			});
			expect(error).toBeUndefined();
			expect(jsonOf(items)).toMatchObject([
				{ sku: 'M-1', error: { kind, mayBeBilled, item: 0, tries: 1 } },
			]);
		});
	},
);

describe('the fault slow', () => {
	it('is no failure', async () => {
		bench.simulator.set({ slowMs: 200 });
		bench.simulator.faultNext('slow');
		const { error, items } = await bench.run({});
		expect(error).toBeUndefined();
		expect(items).toHaveLength(1);
	});
});

describe('at Alibaba’s own endpoint', () => {
	it('the code of the service is kept', async () => {
		// The endpoint is the provider's, so the answer is played by a server of this test.
		const { items } = await playing(
			(key) => ({
				status: 400,
				body: { request_id: 'r-1', code: 'DataInspectionFailed', message: `not ${key}` },
			}),
			'continueRegularOutput',
		);
		expect(items[0]?.json.error).toMatchObject({
			kind: 'moderation',
			code: 'DataInspectionFailed',
			requestId: 'r-1',
			httpStatus: 400,
		});
	});
});

/** Assembled, since n8n's linter takes a text like this for a real key. */
const KEY = ['sk', '7f3e9a', 'very', 'hidden'].join('-');
const servers: LocalServer[] = [];
afterEach(async () => {
	await Promise.all(servers.splice(0).map(async (server) => await server.close()));
});

/** Runs the node against a server that answers every request so. */
async function playing(
	answer: (key: string) => { status: number; body: unknown; headers?: Record<string, string> },
	onError?: 'continueRegularOutput' | 'continueErrorOutput',
) {
	const server = await serve((_, response) => {
		const { status, body, headers } = answer(KEY);
		response.writeHead(status, { 'content-type': 'application/json', ...headers });
		response.end(typeof body === 'string' ? body : JSON.stringify(body));
	});
	servers.push(server);
	return await runNode({
		parameters: {
			imageUrl: MUG_URL,
			prompt: 'Make it blue',
			numberOfImages: 2,
			download: false,
			options: { maxTries: 1 },
		},
		credentials: simulatorCredentials(server, KEY),
		onError,
	});
}

describe('the API key', () => {
	const ECHOES = [
		['a refusal', 401, { error: { message: `Incorrect API key provided: ${KEY}`, code: KEY } }],
		['a request id', 400, { request_id: `r-${KEY}`, code: 'InvalidParameter', message: 'no' }],
		['a text', 500, `Bearer ${KEY} was refused`],
		['a page', 502, `<html><body>Authorization: Bearer ${KEY}</body></html>`],
		['an answer without images', 200, { output: { results: [{ code: 'X', message: KEY }] } }],
		['a task', 200, { output: { task_id: KEY, task_status: 'PENDING' } }],
		[
			'a word on a missing image',
			200,
			{
				output: {
					results: [{ code: 'X', message: KEY }, { url: 'https://r.example.com/a.png' }],
				},
			},
		],
	] as const;

	it.each(ECHOES)(
		'never shows, even when %s of the service repeats it',
		async (_, status, body) => {
			const headers = { 'x-request-id': `h-${KEY}` };
			for (const onError of [undefined, 'continueRegularOutput', 'continueErrorOutput'] as const) {
				const result = await playing(() => ({ status, body, headers }), onError);
				const { error, items, errorItems, hints, logs, messages } = result;
				const shown = {
					error: error && {
						message: error.message,
						description: error.description,
						messages: 'messages' in error ? error.messages : [],
						context: error.context,
						stack: error.stack,
					},
					...{ items, errorItems, hints, logs, messages },
				};
				expect(JSON.stringify(shown)).not.toContain(KEY);
				expect(JSON.stringify(result.run.data.resultData)).not.toContain(KEY);
			}
			// It was sent, so the test could have found it.
			expect(servers[0]?.requests[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
		},
	);
});
