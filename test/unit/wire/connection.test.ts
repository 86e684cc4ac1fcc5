import fc from 'fast-check';

import { connectionFailure, noAnswerInTime } from '../../../nodes/QwenImageEdit/wire/connection';
import { anything, expectWellSaid } from '../support';

function systemError(code: string, more: Record<string, unknown> = {}): Error {
	return Object.assign(new Error(`${code} 127.0.0.1:443`), { code, ...more });
}

/** n8n and its HTTP client wrap the error of the system in their own. */
function wrapped(error: Error, levels = 2): Error {
	let outer = error;
	for (let level = 0; level < levels; level++) outer = new Error('wrapped', { cause: outer });
	return outer;
}

describe('before anything was sent', () => {
	it.each(['ECONNREFUSED', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])(
		'%s is tried again and was not billed',
		(code) => {
			for (const error of [systemError(code), wrapped(systemError(code))]) {
				const failure = connectionFailure(error);
				expect(failure).toMatchObject({ kind: 'server', repeat: 'wait', mayBeBilled: false, code });
				expect(failure.description).toContain('Nothing was sent or billed');
				expectWellSaid(failure);
			}
		},
	);

	it.each([
		'ENOTFOUND',
		'CERT_HAS_EXPIRED',
		'DEPTH_ZERO_SELF_SIGNED_CERT',
		'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
		'ERR_TLS_CERT_ALTNAME_INVALID',
		'ERR_INVALID_URL',
	])('%s stays as it is', (code) => {
		expect(connectionFailure(systemError(code))).toMatchObject({
			kind: 'server',
			repeat: 'never',
			mayBeBilled: false,
		});
	});

	it('a time-out while connecting is tried again', () => {
		const error = systemError('ETIMEDOUT', { syscall: 'connect' });
		for (const thrown of [error, wrapped(error)]) {
			const expected = { kind: 'server', repeat: 'wait', mayBeBilled: false };
			expect(connectionFailure(thrown)).toMatchObject(expected);
		}
	});

	it('n8n refuses addresses it protects', () => {
		for (const [name, message] of [
			['SsrfBlockedError', 'no'],
			['Error', 'The address is blocked'],
			['Error', 'This domain is not allowed'],
		]) {
			const error = Object.assign(new Error(message), { name });
			const coded = Object.assign(new Error('n8n'), { code: 'NODE', errorResponse: error });
			for (const thrown of [error, wrapped(error), coded]) {
				expect(connectionFailure(thrown)).toMatchObject({ repeat: 'never', mayBeBilled: false });
			}
		}
		const reset = Object.assign(systemError('ECONNRESET'), { name: 'SsrfBlockedError' });
		expect(connectionFailure(reset).mayBeBilled).toBe(true);
	});
});

describe('after the request may have arrived', () => {
	it.each(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ECONNABORTED', 'ERR_BAD_RESPONSE'])(
		'%s may have been billed',
		(code) => {
			const failure = connectionFailure(wrapped(systemError(code)));
			expect(failure).toMatchObject({ kind: 'timeout', repeat: 'uncertain', mayBeBilled: true });
			expect(failure.message).not.toContain(code);
			expect(failure.description).toContain('may have been billed');
			expect(failure.description).toMatch(new RegExp(` ${code}: wrapped$`));
			expectWellSaid(failure);
		},
	);

	it('what nobody knows may have been billed', () => {
		for (const error of [new Error('socket hang up'), 'text', undefined, null, {}]) {
			expect(connectionFailure(error)).toMatchObject({ repeat: 'uncertain', mayBeBilled: true });
		}
	});
});

it('says how long it waited', () => {
	const failure = noAnswerInTime(90_000);
	expect(failure).toMatchObject({ kind: 'timeout', repeat: 'uncertain', mayBeBilled: true });
	expect(failure.message).toBe('No answer within 90 seconds');
	expect(failure.description).toMatch(/may have been billed.*raise the option Timeout/);
	expect(noAnswerInTime(1000).message).toBe('No answer within 1 second');
});

it('makes a failure of whatever is thrown', () => {
	const circular = new Error('round');
	circular.cause = circular;
	expectWellSaid(connectionFailure(circular));
	fc.assert(
		fc.property(anything, (thrown) => {
			const failure = connectionFailure(thrown);
			expectWellSaid(failure);
			// Nothing is repeated by itself unless it surely was not billed.
			if (failure.repeat === 'wait') expect(failure.mayBeBilled).toBe(false);
		}),
	);
});
