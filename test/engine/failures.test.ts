/** Every way a request ends badly, through the real engine: the right kind, the right words, no key anywhere. */
import { FAILURE_TABLE } from '../../nodes/QwenImageEdit/wire/failureTable';
import { FAULT_NAMES, FAULTS } from '../simulator';
import { jsonOf, type RunOptions } from './harness/run';
import { SIMULATOR_KEY, simulatorCredentials } from './harness/simulator';
import { serve } from './harness/stub';
import { model, useSimulator } from './support';

const bench = useSimulator({ trickleMs: 20, slowMs: 200 });

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

			const { message, description } = error ?? {};
			const row = FAILURE_TABLE.find((candidate) => candidate.kind === kind);
			if (row && answer.how !== 'connection') {
				expect(message).toBe(`[Item 0] ${row.title}`);
				expect(description).toContain(row.remedy);
			}
			expect(message).toMatch(/^\[Item 0\] [A-Z]/);
			expect(message).not.toMatch(NODE_ERROR_CODES);
			expect(message).not.toMatch(/\b(error|problem|failure|mistake)\b/i);
			expect(/may have been (made|billed)|billed/.test(description ?? '')).toBe(
				mayBeBilled || /not billed/.test(description ?? ''),
			);
			expect(/Alibaba offers this model in/.test(description ?? '')).toBe(kind === 'model');
			if (answer.how === 'error') {
				const words = answer.message.split(/https?:/)[0]?.trim() ?? '';
				expect(description).toContain(words);
				expect(message).not.toContain(words);
				// The gateway's id of this very request, in its header and in its message.
				expect(description).toMatch(/[0-9a-f]{8}-[0-9a-f-]{27}/);
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

it.each([
	['is sold elsewhere', 'qwen-image-2.0', 'Alibaba offers this model in Beijing, Singapore'],
	['nobody knows', 'qwen-image-next', 'Choose another model'],
])('a model that %s is said to be so', async (_, id, said) => {
	bench.simulator.faultNext('modelNotFound');
	const { error } = await bench.run({ model: model(id, 'id') });
	expect(error?.message).toBe('[Item 0] The service does not offer this model');
	expect(error?.description).toContain(said);
});

it('an answer that is slow is no failure', async () => {
	bench.simulator.faultNext('slow');
	const { error, items } = await bench.run({});
	expect(error).toBeUndefined();
	expect(items).toHaveLength(1);
});

/** Assembled, since n8n's linter takes a text like this for a real key. */
const KEY = ['sk', '7f3e9a', 'very', 'hidden'].join('-');

/** Runs the node against a server that answers every request so. */
async function playing(status: number, body: unknown, onError?: RunOptions['onError']) {
	const server = await serve((_, response) => {
		response.writeHead(status, { 'content-type': 'application/json', 'x-request-id': `h-${KEY}` });
		response.end(typeof body === 'string' ? body : JSON.stringify(body));
	});
	const result = await bench.run(
		{ numberOfImages: 2, download: false, options: { maxTries: 1 } },
		{ credentials: simulatorCredentials(server, KEY), onError },
	);
	await server.close();
	// It was sent, so a test can find it.
	expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
	return result;
}

it('the code of Alibaba’s own endpoint is kept', async () => {
	// The endpoint is the provider's, so the answer is played by a server of this test.
	const body = { request_id: 'r-1', code: 'DataInspectionFailed', message: 'no' };
	const { items } = await playing(400, body, 'continueRegularOutput');
	expect(items[0]?.json.error).toMatchObject({
		kind: 'moderation',
		code: 'DataInspectionFailed',
		requestId: 'r-1',
		httpStatus: 400,
	});
});

const told = { code: 'X', message: KEY };

it.each([
	['a refusal', 401, { error: { message: `Incorrect API key provided: ${KEY}`, code: KEY } }],
	['a request id', 400, { request_id: `r-${KEY}`, code: 'InvalidParameter', message: 'no' }],
	['a text', 500, `Bearer ${KEY} was refused`],
	['a page', 502, `<html><body>Authorization: Bearer ${KEY}</body></html>`],
	['an answer without images', 200, { output: { results: [told] } }],
	['a task', 200, { output: { task_id: KEY, task_status: 'PENDING' } }],
	['a missing image', 200, { output: { results: [told, { url: 'https://r.example.com/a.png' }] } }],
])('the API key never shows, even when %s of the service repeats it', async (_, status, body) => {
	for (const onError of [undefined, 'continueRegularOutput', 'continueErrorOutput'] as const) {
		const { error, items, errorItems, hints, logs, messages, run } = await playing(
			status,
			body,
			onError,
		);
		const { message, description, context, stack } = error ?? {};
		const notes = error && 'messages' in error ? error.messages : [];
		const shown = [message, description, notes, context, stack, items, errorItems, hints];
		expect(JSON.stringify([...shown, logs, messages])).not.toContain(KEY);
		expect(JSON.stringify(run.data.resultData)).not.toContain(KEY);
	}
});
