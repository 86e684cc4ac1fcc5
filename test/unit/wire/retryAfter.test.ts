import fc from 'fast-check';

import { parseRetryAfter } from '../../../nodes/QwenImageEdit/wire/retryAfter';

describe('parseRetryAfter', () => {
	const now = Date.UTC(2026, 10, 24, 14, 6, 0);

	it.each([
		['3', 3_000],
		[' 3 ', 3_000],
		[3, 3_000],
		['0', 0],
		['0.5', 500],
		['1.2345', 1_235],
		[['2', '5'], 2_000],
		['Tue, 24 Nov 2026 14:06:30 GMT', 30_000],
		['Tuesday, 24-Nov-26 14:06:30 GMT', 30_000],
		['Tue Nov 24 14:06:30 2026', 30_000],
		['Tue, 24 Nov 2026 15:06:30 +0100', 30_000],
		['Tue, 24 Nov 2026 14:05:00 GMT', 0],
	])('reads %j', (header, ms) => {
		expect(parseRetryAfter(header, now)).toBe(ms);
	});

	it.each([
		undefined,
		null,
		'',
		'soon',
		'-3',
		-3,
		NaN,
		Infinity,
		'1e3',
		'0x10',
		'3 seconds',
		'2026-11-24T14:06:30Z',
		'Tue, 99 Nov 2026 14:06:30 GMT',
		[],
		{},
		true,
	])('finds nothing in %j', (header) => {
		expect(parseRetryAfter(header, now)).toBeUndefined();
	});

	it('gives nothing or a finite time that is not negative, for any value', () => {
		fc.assert(
			fc.property(fc.oneof(fc.anything(), fc.string(), fc.date().map(String)), (header) => {
				const ms = parseRetryAfter(header, now);
				if (ms === undefined) return;
				expect(Number.isFinite(ms)).toBe(true);
				expect(ms).toBeGreaterThanOrEqual(0);
			}),
		);
	});
});
