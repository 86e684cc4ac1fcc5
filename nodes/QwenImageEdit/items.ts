import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';

import type { ItemReader } from './parameters';

/** Gives the reading of parameters access to one input item, through n8n's helpers. */
export function itemReader(context: IExecuteFunctions, index: number): ItemReader {
	const binary = context.getInputData()[index]?.binary ?? {};
	return {
		parameter: (name, fallback) => context.getNodeParameter(name, index, fallback),
		// Even where the value is the file's data itself, n8n's helper must look at it: its binary modes differ.
		file: (value) => attempt(() => context.helpers.assertBinaryData(index, fileReference(value))),
		fileFields: () => Object.keys(binary),
	};
}

function fileReference(value: unknown): string | IBinaryData {
	return isBinaryData(value) ? value : String(value);
}

function isBinaryData(value: unknown): value is IBinaryData {
	return typeof value === 'object' && value !== null && 'mimeType' in value && 'data' in value;
}

function attempt<T>(action: () => T): T | undefined {
	try {
		return action();
	} catch {
		return undefined;
	}
}
