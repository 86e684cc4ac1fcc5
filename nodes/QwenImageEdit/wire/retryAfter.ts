/** Dates as HTTP writes them: all three forms begin with the name of a day. */
const HTTP_DATE = /^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? /i;
const ZONE = /(?:gmt|utc|[+-]\d{4})$/i;
const SECONDS = /^\d{1,12}(?:\.\d+)?$/;

/**
 * How long a Retry-After header asks to wait, in ms: seconds or an HTTP date, as HTTP allows (fractions of seconds too, which
 * some gateways send). Undefined where there is none or it cannot be read; 0 for a date that has passed. The caller caps it.
 *
 * @param header the header's value as it came; of several values the first counts
 * @param now epoch ms that a date is relative to
 */
export function parseRetryAfter(header: unknown, now: number): number | undefined {
	const value: unknown = Array.isArray(header) ? header[0] : header;
	if (typeof value !== 'string' && typeof value !== 'number') return undefined;
	const text = String(value).trim();
	if (SECONDS.test(text)) return Math.ceil(Number(text) * 1000);
	if (!HTTP_DATE.test(text)) return undefined;
	// The oldest form names no zone and means GMT; without it the machine's own zone would be taken.
	const date = Date.parse(ZONE.test(text) ? text : `${text} GMT`);
	return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
