import fc from 'fast-check';
import type { IBinaryData, INodeProperties } from 'n8n-workflow';

import { Failure } from '../../nodes/QwenImageEdit/failure';
import type { ItemReader } from '../../nodes/QwenImageEdit/input/itemReader';
import { panel } from '../../nodes/QwenImageEdit/panel';

/** The failure an action raises; anything else that is thrown, or nothing, fails the test. */
export function failureOf(action: () => unknown): Failure {
	try {
		action();
	} catch (error) {
		if (!(error instanceof Failure)) throw error;
		expectWellSaid(error);
		return error;
	}
	throw new Error('Nothing failed');
}

/** The failure that a promise ends with. */
export async function rejectionOf(promise: Promise<unknown>): Promise<Failure> {
	const [result] = await Promise.allSettled([promise]);
	return failureOf(() => {
		if (result.status === 'rejected') throw result.reason;
	});
}

/** What of a file arrives before its transfer breaks off. */
export function* brokenOff(start: Uint8Array) {
	yield start;
	throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
}

/** Any value a program can hold. */
export const anything = fc.anything({
	withBigInt: true,
	withDate: true,
	withMap: true,
	withSet: true,
	withNullPrototype: true,
	withUnicodeString: true,
} as fc.ObjectConstraints);

/** Words that n8n's guidelines keep out of messages. */
const UNWANTED_WORDS = /\b(error|problem|failure|mistake)s?\b/i;

/** Node's error codes; n8n replaces a message that holds one. */
const ERROR_CODES = /E[A-Z]{4,}/;

/** What every failure shown to a user must be like. */
export function expectWellSaid(failure: Failure): void {
	expect(failure.message).not.toBe('');
	expect(failure.message).not.toMatch(UNWANTED_WORDS);
	expect(failure.message).not.toMatch(ERROR_CODES);
	expect(failure.message.length).toBeLessThan(120);
	expect(failure.description).not.toBe('');
}

/** Names of all fields of the panel, those inside of collections included. */
export function fieldNames(properties: INodeProperties[] = panel): string[] {
	return properties.flatMap((property) => [
		property.name,
		...(property.type === 'collection' ? fieldNames(childrenOf(property)) : []),
	]);
}

/** The fields inside a collection, or of one row of a fixed collection. */
export function childrenOf(property: INodeProperties): INodeProperties[] {
	return (property.options ?? []).flatMap((option): INodeProperties[] => {
		if ('values' in option) return option.values;
		return 'type' in option ? [option] : [];
	});
}

/** An item as the run gives it to the reading of parameters; what is not named has the panel's default. */
export function itemOf(
	values: Record<string, unknown>,
	files: Record<string, IBinaryData> = {},
): ItemReader {
	return {
		parameter: (name, fallback) => (Object.hasOwn(values, name) ? values[name] : fallback),
		file: (value) =>
			typeof value === 'string' && Object.hasOwn(files, value) ? files[value] : undefined,
		fileFields: () => Object.keys(files),
	};
}
