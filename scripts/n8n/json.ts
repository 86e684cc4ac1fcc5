/** A JSON object whose values have not been looked at yet. */
export type JsonRecord = Record<string, unknown>;

/** Whether a value is a plain JSON object: no array, not null. */
export function isRecord(value: unknown): value is JsonRecord {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function recordOf(value: unknown, what: string): JsonRecord {
	if (!isRecord(value)) throw new Error(`The ${what} is no object: ${JSON.stringify(value)}`);
	return value;
}

/** The JSON objects of a list; none where the value is no list. */
export function recordsIn(value: unknown): JsonRecord[] {
	return Array.isArray(value) ? value.filter(isRecord) : [];
}

export function stringOf(value: unknown, what: string): string {
	if (typeof value !== 'string' || value === '') {
		throw new Error(`The ${what} is no text: ${JSON.stringify(value)}`);
	}
	return value;
}
