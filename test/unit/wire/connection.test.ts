import fc from 'fast-check';

import { connectionFailure, noAnswerInTime } from '../../../nodes/QwenImageEdit/wire/connection';
import { anything, expectWellSaid } from '../support';

const systemError = (code: string, more = {}) =>
	Object.assign(new Error(`${code} 127.0.0.1:443`), { code, ...more });

const named = (name: string, message: string) => Object.assign(new Error(message), { name });

/** Before anything was sent. */
const PASSING = { kind: 'server', repeat: 'wait', mayBeBilled: false };
const REFUSED = { kind: 'server', repeat: 'never', mayBeBilled: false };
/** After the request may have arrived. */
const LOST = { kind: 'timeout', repeat: 'uncertain', mayBeBilled: true };

const CODES: Array<[string, typeof LOST]> = [
	['ECONNREFUSED EAI_AGAIN EHOSTUNREACH ENETUNREACH', PASSING],
	['ENOTFOUND CERT_HAS_EXPIRED DEPTH_ZERO_SELF_SIGNED_CERT ERR_INVALID_URL', REFUSED],
	['UNABLE_TO_VERIFY_LEAF_SIGNATURE ERR_TLS_CERT_ALTNAME_INVALID', REFUSED],
	['ECONNRESET EPIPE ETIMEDOUT ECONNABORTED ERR_BAD_RESPONSE', LOST],
];

it.each<[unknown, typeof LOST]>([
	...CODES.flatMap(([codes, expected]) =>
		codes.split(' ').map((code): [unknown, typeof LOST] => [systemError(code), expected]),
	),
	[systemError('ETIMEDOUT', { syscall: 'connect' }), PASSING],
	// By n8n, which protects some addresses.
	[named('SsrfBlockedError', 'no'), REFUSED],
	[named('Error', 'The address is blocked'), REFUSED],
	[named('Error', 'This domain is not allowed'), REFUSED],
	[systemError('NODE', { errorResponse: named('SsrfBlockedError', 'no') }), REFUSED],
	[systemError('ECONNRESET', { name: 'SsrfBlockedError' }), LOST],
	[new Error('socket hang up'), LOST],
	['text', LOST],
	[undefined, LOST],
	[{}, LOST],
])('%s, plain or wrapped by n8n and its HTTP client, is %j', (error, expected) => {
	const wrapped = new Error('wrapped', { cause: new Error('wrapped', { cause: error }) });
	for (const thrown of [error, wrapped]) {
		const failure = connectionFailure(thrown);
		expectWellSaid(failure);
		expect(failure).toMatchObject(expected);
		expect(failure.description).toContain(
			expected.mayBeBilled ? 'may have been billed' : 'Nothing was sent or billed',
		);
	}
});

it('tells the code and the words, once', () => {
	const failure = connectionFailure(new Error('wrapped', { cause: systemError('EPIPE') }));
	expect(failure.code).toBe('EPIPE');
	expect(failure.message).not.toContain('EPIPE');
	expect(failure.description).toMatch(/ EPIPE: wrapped$/);
});

it('says how long it waited', () => {
	const failure = noAnswerInTime(90_000);
	expect(failure).toMatchObject({ ...LOST, message: 'No answer within 90 seconds' });
	expect(failure.description).toMatch(/may have been billed.*raise the option Timeout/);
	expect(noAnswerInTime(1000).message).toBe('No answer within 1 second');
});

it('makes a failure of whatever is thrown', () => {
	const circular = new Error('round');
	circular.cause = circular;
	expectWellSaid(connectionFailure(circular));
	fc.assert(fc.property(anything, (thrown) => expectWellSaid(connectionFailure(thrown))));
});
