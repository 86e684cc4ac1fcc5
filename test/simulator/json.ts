/** Outside JSON is `unknown` until it went through here. */
export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * A copy of a JSON value in which long strings (images as data URIs) are cut, saying how long they were.
 * The head is copied through a Buffer because V8's substrings keep the whole parent string alive.
 */
export function abridge(value: unknown): unknown {
	if (typeof value === 'string' && value.length > 200) {
		return `${Buffer.from(value.slice(0, 200)).toString()}… (${value.length} characters)`;
	}
	if (Array.isArray(value)) return value.map(abridge);
	if (!isObject(value)) return value;
	return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, abridge(entry)]));
}
