import { parseRetryAfter } from '../../../nodes/QwenImageEdit/wire/retryAfter';

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
	...['', 'soon', '-3', '1e3', '0x10', '3 seconds'].map((header) => [header, undefined]),
	...['2026-11-24T14:06:30Z', 'Tue, 99 Nov 2026 14:06:30 GMT'].map((date) => [date, undefined]),
	...[undefined, null, -3, NaN, Infinity, [], {}, true].map((value) => [value, undefined]),
])('Retry-After: %j asks to wait %j ms', (header, ms) => {
	expect(parseRetryAfter(header, now)).toBe(ms);
});
