import fc from 'fast-check';

import { Failure } from '../../../nodes/QwenImageEdit/failure';
import { answerFailure, saysItFailed } from '../../../nodes/QwenImageEdit/wire/answerFailure';
import { FAILURE_TABLE } from '../../../nodes/QwenImageEdit/wire/failureTable';
import { readAnswer } from '../../../nodes/QwenImageEdit/wire/response';
import { FAULT_NAMES, FAULTS } from '../../simulator';
import { errorBody, type Style } from '../../simulator/refusal';
import { answerOf, anyAnswer } from './answers';
import { expectWellSaid } from '../support';

const REQUEST_ID = 'e0a1b2c3-0000-4000-8000-000000000001';

/** Every fault that comes as an answer, at each endpoint where it happens. */
const ANSWERED = FAULT_NAMES.flatMap((name) =>
	FAULTS[name].answer.how === 'connection'
		? []
		: FAULTS[name].at.map((style): [string, Style] => [name, style]),
);

/** The answer as n8n hands it over: JSON is parsed, an empty body is an empty text. */
function answerTo(name: string, style: Style) {
	const { answer } = FAULTS[FAULT_NAMES.find((known) => known === name) ?? 'slow'];
	if (answer.how === 'connection') throw new Error(`${name} is no answer`);
	if (answer.how === 'raw') return answerOf(answer.body, { status: answer.status });
	return answerOf(errorBody(answer, style, REQUEST_ID), { status: answer.status });
}

describe('a code and a type that do not agree', () => {
	const said = (status: number, error: Record<string, unknown>) =>
		readAnswer(answerOf({ error: { message: 'Please try again', ...error } }, { status }));

	it('is what the code says', () => {
		const answer = said(500, { code: 'InternalError', type: 'invalid_request_error' });
		expect(answer).toMatchObject({ kind: 'server', repeat: 'wait', mayBeBilled: false });
	});

	it('is what the type says where the code says nothing', () => {
		for (const code of [null, '', 'bad_response_status_code', 'c0de']) {
			const answer = said(500, { code, type: 'invalid_request_error' });
			expect(answer).toMatchObject({ kind: 'parameter', repeat: 'never' });
		}
	});
});

describe.each(ANSWERED)('%s at the %s', (name, style) => {
	const fault = FAULTS[FAULT_NAMES.find((known) => known === name) ?? 'slow'];
	const failure = readAnswer(answerTo(name, style));

	it('is understood', () => {
		expect(failure).toBeInstanceOf(Failure);
		expect(failure).toMatchObject({
			kind: fault.kind,
			repeat: fault.repeat,
			mayBeBilled: fault.mayBeBilled,
		});
	});

	it('has the words of the service in the description only', () => {
		if (!(failure instanceof Failure) || fault.answer.how === 'connection') return;
		expectWellSaid(failure);
		const row = FAILURE_TABLE.find(({ kind }) => kind === failure.kind);
		if (row) {
			expect(failure.message).toBe(row.title);
			expect(failure.description).toContain(row.remedy);
		}
		if (fault.answer.how !== 'error') return;
		const words = fault.answer.message.split(/https?:/)[0]?.trim() ?? '';
		expect(failure.description).toContain(words);
		expect(failure.message).not.toContain(words);
		expect(failure.requestId).toBe(REQUEST_ID);
	});
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
		[418, 'I am a teapot', 'parameter', 'I am a teapot [status 418]'],
		[499, {}, 'parameter', 'no reason'],
		[599, {}, 'server', 'no reason'],
		[400, { error: 'Throttling' }, 'rateLimit', 'says: Throttling ['],
		[400, { error: { msg: 'no' } }, 'parameter', 'says: no ['],
		[400, { msg: ' no ', output: { message: 'yes' } }, 'parameter', 'says: no ['],
		[400, { output: { message: 'no', code: 'X' } }, 'parameter', 'says: no ['],
		[500, { output: { code: 'InvalidApiKey' } }, 'key', 'says: InvalidApiKey ['],
		[400, { code: 'X', error: { code: 'Y', type: 'X' } }, 'parameter', '(Y, X)'],
		[
			400,
			{ code: 'ok', error: { type: 'upstream_error' }, message: 'a' },
			'parameter',
			'a [status',
		],
		[400, { message: 'no  (request id: 7) ' }, 'parameter', 'says: no ['],
		[
			400,
			{ message: 'no (request id: 7), sorry' },
			'parameter',
			'says: no (request id: 7), sorry [',
		],
		[400, { message: `(request id: 7) ${'x'.repeat(984)}` }, 'parameter', `${'x'.repeat(984)} [`],
		[400, { message: 'x'.repeat(1001) }, 'parameter', `${'x'.repeat(1000)}… [`],
		[502, `<style>\na</style><p>Bad\n\n<b>Gateway</b>`, 'server', 'says: Bad Gateway ['],
		[502, `<script src=a>b</script>${'y'.repeat(400)}`, 'server', `says: ${'y'.repeat(300)} [`],
		[400, { code: 'InvalidParameter', message: 'Model not exist.' }, 'model', '(InvalidParameter)'],
		[400, { code: 'Arrearage', message: 'Throttling' }, 'balance', '(Arrearage)'],
		[500, { error: { type: 'rate_limit_exceeded' } }, 'rateLimit', '(rate_limit_exceeded)'],
	])('%d, %j: %s', (status, body, kind, words) => {
		const failure = answerFailure(answerOf(body, { status }));
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

describe('Retry-After', () => {
	const after = (header: string) =>
		answerFailure(answerOf('', { status: 429, headers: { 'retry-after': header } })).retryAfterMs;

	it('is seconds or a date', () => {
		expect(after('3')).toBe(3000);
		expect(after('0.5')).toBe(500);
		expect(after('Thu, 08 Jan 2026 02:40:10 GMT')).toBe(10_000);
		expect(after('Thu, 08 Jan 2026 02:39:00 GMT')).toBe(0);
		expect(after('soon')).toBeUndefined();
	});
});

describe('the request id', () => {
	const idOf = (body: unknown, headers: Record<string, unknown> = {}) =>
		answerFailure(answerOf(body, { status: 400, headers })).requestId;

	it.each([
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
	])('in %j and the headers %j is %s', (body, headers, id) => {
		expect(idOf(body, headers)).toBe(id);
	});
});

it('makes a failure of any answer, without ever throwing', () => {
	fc.assert(
		fc.property(anyAnswer, (answer) => {
			expect(typeof saysItFailed(answer.body)).toBe('boolean');
			const failure = answerFailure(answer);
			expectWellSaid(failure);
			expect(failure.httpStatus).toBe(answer.status);
			if (failure.retryAfterMs !== undefined) {
				expect(failure.retryAfterMs).toBeGreaterThanOrEqual(0);
			}
		}),
		{ numRuns: 3000 },
	);
});
