/** Reading values that come from outside, which are `unknown` until checked. */

export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function get(value: unknown, ...path: string[]): unknown {
	let current = value;
	for (const key of path) {
		if (!isRecord(current)) return undefined;
		current = current[key];
	}
	return current;
}

export function list(value: unknown): unknown[] {
	return Array.isArray(value) ? value : [];
}

/** Non-empty text, trimmed; numbers as text; anything else undefined. */
export function textOf(value: unknown): string | undefined {
	if (typeof value === 'number') return String(value);
	if (typeof value !== 'string') return undefined;
	const trimmed = value.trim();
	return trimmed === '' ? undefined : trimmed;
}

/** A positive whole number, also where it is written as text. */
export function positiveInteger(value: unknown): number | undefined {
	const number = Number(textOf(value));
	return Number.isSafeInteger(number) && number > 0 ? number : undefined;
}
