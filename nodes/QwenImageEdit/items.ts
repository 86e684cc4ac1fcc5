import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';

/** Access to one item, given by the run from n8n's helpers. */
export interface ItemReader {
	/** A panel field's resolved value; fields hidden by the panel give the fallback. */
	parameter(name: string, fallback?: unknown): unknown;
	/** The file in an input data field, or undefined where there is none. `value` may also be the file's data itself. */
	file(value: unknown): IBinaryData | undefined;
	/** Names of the item's input data fields. */
	fileFields(): string[];
}

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
