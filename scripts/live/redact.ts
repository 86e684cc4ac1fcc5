/** Query parameters of result links that say when a link ends; everything else in a query is a secret. */
const HARMLESS =
	/^(expires|x-oss-date|x-oss-expires|x-amz-date|x-amz-expires|x-tos-date|x-tos-expires)$/i;

/** Longest string that is kept whole, in characters; Base64 of whole pictures has no place in a fixture. */
const LONGEST = 2000;
const KEPT_OF_LONG = 400;

const REDACTED = 'redacted';

/** A JSON value without secrets: the key, other keys, and the signatures of links are replaced, long strings are cut. */
export function redact(value: unknown, key: string): unknown {
	const text = JSON.stringify(value, (_, entry: unknown) =>
		typeof entry === 'string' ? redactText(entry, key) : entry,
	);
	return JSON.parse(text.replaceAll(key, REDACTED));
}

function redactText(text: string, key: string): string {
	const short = text.length > LONGEST ? text.slice(0, KEPT_OF_LONG) : text;
	return short
		.replaceAll(key, REDACTED)
		.replace(/\bsk-[\w-]{8,}/g, REDACTED)
		.replace(/https?:\/\/[^\s"'<>\\]+/gi, redactLink);
}

function redactLink(link: string): string {
	return link
		.replace(/^(https?:\/\/)[^/@]*@/i, '$1')
		.replace(/([?&])([^=&#]*)=([^&#]*)/g, (whole, mark: string, name: string) =>
			HARMLESS.test(name) ? whole : `${mark}${name}=${REDACTED}`,
		);
}

/** Headers that help to understand an answer and tell nothing about the account. */
const SAFE_HEADERS = [
	'content-type',
	'date',
	'retry-after',
	'server',
	'x-dashscope-request-id',
	'x-oneapi-request-id',
	'x-request-id',
];

export function safeHeaders(headers: Record<string, unknown>, key: string): Record<string, string> {
	return Object.fromEntries(
		SAFE_HEADERS.flatMap((name) => {
			const value = headers[name];
			return typeof value === 'string' ? [[name, redactText(value, key)]] : [];
		}),
	);
}
