import { inputFailure } from '../failure';
import { counted, type Field } from '../catalogue/fields';
import { isRecord } from '../wire/json';

/** Whether a value counts as left out: a field that was never filled in, or an expression that found nothing. */
export function isAbsent(value: unknown): value is undefined | null | '' {
	return value === undefined || value === null || value === '';
}

/** A value from outside as a short piece of a message. */
export function quoted(value: unknown): string {
	let text: string | undefined;
	try {
		text = typeof value === 'string' ? value : JSON.stringify(value);
	} catch {
		text = undefined;
	}
	text ??= typeof value;
	return text.length > 60 ? `“${text.slice(0, 60)}…”` : `“${text}”`;
}

/**
 * A whole number within bounds. Text of digits counts as a number, since expressions on spreadsheets give text and the
 * service refuses it as a type of its own.
 */
export function integer(
	field: Field,
	value: unknown,
	bounds: { min: number; max?: number },
): number {
	const number =
		typeof value === 'string' && /^\s*[+-]?\d{1,15}\s*$/.test(value) ? Number(value) : value;
	const range =
		bounds.max === undefined ? `${bounds.min} or more` : `${bounds.min} to ${bounds.max}`;
	if (typeof number !== 'number' || !Number.isSafeInteger(number)) {
		throw inputFailure(
			field.name,
			`${field.label} is not a whole number`,
			`It is ${quoted(value)}. Enter a whole number, ${range}.`,
		);
	}
	if (number < bounds.min || (bounds.max !== undefined && number > bounds.max)) {
		throw inputFailure(
			field.name,
			`${field.label} is ${number}, but must be ${range}`,
			`Enter a whole number, ${range}.`,
		);
	}
	return number;
}

/** A yes or no; the texts "true" and "false" count, since expressions on spreadsheets give text. */
export function boolean(field: Field, value: unknown, fallback: boolean): boolean {
	if (isAbsent(value)) return fallback;
	if (typeof value === 'boolean') return value;
	if (typeof value === 'string' && /^\s*true\s*$/i.test(value)) return true;
	if (typeof value === 'string' && /^\s*false\s*$/i.test(value)) return false;
	throw inputFailure(
		field.name,
		`${field.label} is neither true nor false`,
		`It is ${quoted(value)}. Switch the field on or off, or let the expression return true or false.`,
	);
}

/** One of the named choices. */
export function choice<T extends string>(
	field: Field,
	value: unknown,
	choices: readonly T[],
	fallback: T,
): T {
	if (isAbsent(value)) return fallback;
	const found = choices.find((known) => known === value);
	if (found !== undefined) return found;
	throw inputFailure(
		field.name,
		`${field.label} has a value that is not one of its choices`,
		`It is ${quoted(value)}. Choose one of: ${choices.join(', ')}.`,
	);
}

/** Text; numbers count, since a prompt may be one. */
export function text(field: Field, value: unknown): string {
	if (isAbsent(value)) return '';
	if (typeof value === 'string') return value;
	if (typeof value === 'number') return String(value);
	throw inputFailure(
		field.name,
		`${field.label} is not text`,
		`It is ${quoted(value)}. Enter text, or let the expression return text.`,
	);
}

/** The object a collection field holds, or an empty one. */
export function record(value: unknown): Record<string, unknown> {
	return isRecord(value) ? value : {};
}

/** Length in characters as a person counts them: an emoji or a rare Han character is one, not two. */
export function characterCount(value: string): number {
	// Made here, since the first one costs n8n a quarter of the node's loading time, and only long texts are counted.
	const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
	let count = 0;
	// eslint's unused-variable rule has no exception for counting, so the iterator is walked by hand.
	for (const iterator = graphemes.segment(value)[Symbol.iterator](); !iterator.next().done; ) {
		count += 1;
	}
	return count;
}

/** Text of at most so many characters. */
export function limitedText(field: Field, value: unknown, limit: number): string {
	const checked = text(field, value);
	// A text can have no more characters than UTF-16 units, and segmenting is slow on long ones.
	const count = checked.length <= limit ? 0 : characterCount(checked);
	if (count > limit) {
		throw inputFailure(
			field.name,
			`${field.label} has ${count} characters, but at most ${limit} are allowed`,
			`Shorten it by ${counted(count - limit, 'character')}. The service would cut off the rest, so the node does not send it.`,
		);
	}
	return checked;
}
