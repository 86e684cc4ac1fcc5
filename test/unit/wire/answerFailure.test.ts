import { answerFailure, saysItFailed } from '../../../nodes/QwenImageEdit/wire/answerFailure';
import { FAILURE_TABLE } from '../../../nodes/QwenImageEdit/wire/failureTable';
import { FAULT_NAMES, FAULTS } from '../../simulator';
import { errorBody } from '../../simulator/refusal';
import { expectWellSaid } from '../support';
import { answerOf, refused } from './answers';

/** Every fault that comes as an answer, at each endpoint where it happens. */
const ANSWERED = FAULT_NAMES.flatMap((name) => {
	const { answer, at } = FAULTS[name];
	return answer.how === 'connection'
		? []
		: at.map((style) => ({ ...FAULTS[name], name, style, answer }));
});

/** Title, remedy and words of each are seen in test/engine/failures.test.ts. */
it.each(ANSWERED)('$name at the $style is understood', ({ answer, style, ...fault }) => {
	// JSON is parsed by n8n, an empty body is an empty text.
	const isError = answer.how === 'error';
	const failure = refused(isError ? errorBody(answer, style, 'r-1') : answer.body, answer.status);
	const { kind, repeat, mayBeBilled } = fault;
	expect(failure).toMatchObject({ kind, repeat, mayBeBilled });
	if (isError) expect(failure.requestId).toBe('r-1');
});

describe('what stands anywhere in an answer', () => {
	it.each<[number, unknown, string, string]>([
		[200, { code: 429 }, 'rateLimit', '(429)'],
		[200, { error: { code: '401' } }, 'key', '(401)'],
		[200, { code: 400 }, 'parameter', '(400)'],
		[200, { code: 599 }, 'server', '(599)'],
		[200, { code: 399 }, 'answer', '(399)'],
		[200, { code: 600 }, 'answer', '(600)'],
		[299, {}, 'answer', 'status 299 and no reason'],
		[300, { code: 429 }, 'endpoint', '(429) [status 300]'],
		[399, '', 'endpoint', 'status 399 and no reason'],
		[404, { code: 500 }, 'endpoint', '(500)'],
		[408, {}, 'timeout', 'no reason'],
		[418, 'I am a teapot', 'parameter', 'I am a teapot [status 418]'],
		[499, {}, 'parameter', 'no reason'],
		[599, {}, 'server', 'no reason'],
		[400, { error: 'Throttling' }, 'rateLimit', 'says: Throttling ['],
		[400, { error: { msg: 'no' } }, 'parameter', 'says: no ['],
		[400, { msg: ' no ', output: { message: 'yes' } }, 'parameter', 'says: no ['],
		[400, { output: { message: 'no', code: 'X' } }, 'parameter', 'says: no ['],
		[500, { output: { code: 'InvalidApiKey' } }, 'key', 'says: InvalidApiKey ['],
		[400, { message: 'no  (request id: 7) ' }, 'parameter', 'says: no ['],
		[400, { message: 'no (request id: 7), so' }, 'parameter', 'no (request id: 7), so ['],
		[400, { message: `(request id: 7) ${'x'.repeat(984)}` }, 'parameter', `${'x'.repeat(984)} [`],
		[400, { message: 'x'.repeat(1001) }, 'parameter', `says: ${'x'.repeat(1000)}… [`],
		[502, `<style>\na</style><p>Bad\n\n<b>Gateway</b>`, 'server', 'says: Bad Gateway ['],
		[502, `<script src=a>b</script>${'y'.repeat(400)}`, 'server', `says: ${'y'.repeat(300)} [`],
		// The message and the code that tell more exactly count before general ones.
		[400, { code: 'InvalidParameter', message: 'Model not exist.' }, 'model', '(InvalidParameter)'],
		[400, { code: 'Arrearage', message: 'Throttling' }, 'balance', '(Arrearage)'],
		// A type says something only where the code says nothing.
		[
			500,
			{ error: { code: 'InternalError', type: 'invalid_request_error' } },
			'server',
			'Internal',
		],
		[500, { error: { code: null, type: 'invalid_request_error' } }, 'parameter', '(invalid'],
		[
			500,
			{ error: { code: 'c0de', type: 'invalid_request_error' } },
			'parameter',
			'(c0de, invalid',
		],
		[500, { error: { type: 'rate_limit_exceeded' } }, 'rateLimit', '(rate_limit_exceeded)'],
		[400, { code: 'X', error: { code: 'Y', type: 'X' } }, 'parameter', '(Y, X)'],
		[400, { code: 'ok', error: { type: 'upstream_error' }, msg: 'a' }, 'parameter', 'says: a ['],
	])('%d, %j: %s', (status, body, kind, words) => {
		const failure = answerFailure(answerOf(body, { status }));
		expectWellSaid(failure);
		expect(failure).toMatchObject({ kind, httpStatus: status });
		expect(failure.description).toContain(words);
	});

	it.each<[unknown, boolean]>([
		['', false],
		[' \n', false],
		['no', true],
		[null, false],
		[{}, false],
		[{ success: true, code: 'success', message: '' }, false],
		[{ success: false }, true],
		[{ code: 'X' }, true],
		[{ message: 'no' }, true],
	])('%j tells of a failure: %j', (body, says) => {
		expect(saysItFailed(body)).toBe(says);
	});

	it.each<[unknown, Record<string, unknown>, string | undefined]>([
		[{ request_id: 'a', message: 'no (request id: b)' }, {}, 'a'],
		[{ metadata: { request_id: ' a ' } }, {}, 'a'],
		[{ requestId: 17 }, {}, '17'],
		[{ error: { request_id: 'a' } }, {}, 'a'],
		[{ error: { message: 'no (request id: b)' } }, { 'x-request-id': 'c' }, 'b'],
		[{ message: 'no (request id:b)  ' }, { 'x-oneapi-request-id': 'c' }, 'b'],
		[{ message: 'no (request id: b), sorry' }, { 'x-request-id': 'c' }, 'c'],
		[{ message: 'no' }, { 'x-oneapi-request-id': 'c', 'x-request-id': 'd' }, 'c'],
		['', { 'x-dashscope-request-id': 'c' }, 'c'],
		[{ request_id: ' ' }, {}, undefined],
	])('the request id in %j and the headers %j is %s', (body, headers, id) => {
		expect(answerFailure(answerOf(body, { status: 400, headers })).requestId).toBe(id);
	});

	it('Retry-After counts from when the answer arrived', () => {
		const headers = { 'retry-after': 'Thu, 08 Jan 2026 02:40:10 GMT' };
		expect(answerFailure(answerOf('', { status: 429, headers })).retryAfterMs).toBe(10_000);
	});
});

describe('the table', () => {
	it('has a fault of the simulator for each kind', () => {
		const simulated = new Set(FAULT_NAMES.map((name) => FAULTS[name].kind));
		expect(FAILURE_TABLE.filter(({ kind }) => !simulated.has(kind))).toEqual([]);
	});

	it('has a remedy in both languages for each kind, once', () => {
		const kinds = FAILURE_TABLE.map(({ kind }) => kind);
		expect(new Set(kinds).size).toBe(kinds.length);
		for (const { title, remedy, remedyZh } of FAILURE_TABLE) {
			expect(title).toMatch(/^[A-Z][^.]*$/);
			expect(remedy).toMatch(/^[A-Z].*\.$/);
			expect(remedyZh).toMatch(/\p{Script=Han}.*。$/u);
		}
	});

	it('never repeats by itself what may have been billed', () => {
		for (const { repeat, mayBeBilled } of FAILURE_TABLE) {
			if (mayBeBilled) expect(repeat).not.toBe('wait');
		}
	});
});
