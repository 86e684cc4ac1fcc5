/**
 * How long a Retry-After header asks to wait, in ms: seconds or an HTTP date, as HTTP allows. Undefined where there is none or
 * it cannot be read. The caller caps it.
 *
 * @param now epoch ms that a date is relative to
 */
export function parseRetryAfter(header: unknown, now: number): number | undefined {
	const value = Array.isArray(header) ? header[0] : header;
	const text = typeof value === 'number' ? String(value) : value;
	if (typeof text !== 'string') return undefined;
	if (/^\s*\d{1,12}(\.\d+)?\s*$/.test(text)) return Math.ceil(Number(text) * 1000);
	const date = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
	return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
