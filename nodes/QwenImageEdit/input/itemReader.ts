import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';

import { isBinaryData } from './imageSource';
import { record } from './values';

/** Access to one item, given by the run from n8n's helpers. */
export interface ItemReader {
	/** A panel field's resolved value; fields hidden by the panel give the fallback. */
	parameter(name: string, fallback?: unknown): unknown;
	/** The file in an input data field, or undefined where there is none. `value` may also be the file's data itself. */
	file(value: unknown): IBinaryData | undefined;
	/** Names of the item's input data fields. */
	fileFields(): string[];
}

/** Where the items have their files when the workflow's setting puts them into the json. */
const COMBINED_FILES = '_files';

/** Gives the reading of parameters access to one input item, through n8n's helpers. */
export function itemReader(context: IExecuteFunctions, index: number): ItemReader {
	// Even where the value is the file's data itself, n8n's helper must look at it: its binary modes differ.
	const fileAt = (reference: string | IBinaryData) =>
		attempt(() => context.helpers.assertBinaryData(index, reference));
	return {
		parameter: (name, fallback) => context.getNodeParameter(name, index, fallback),
		file: (value) => {
			if (isBinaryData(value)) return fileAt(value);
			const name = String(value);
			// In that mode n8n takes the name for a path in the json, so that the name alone, which the panel asks for, finds nothing.
			return fileAt(name) ?? fileAt(`${COMBINED_FILES}.${name}`);
		},
		fileFields: () => {
			const { binary, json } = record(context.getInputData()[index]);
			return [...Object.keys(record(binary)), ...Object.keys(record(record(json)[COMBINED_FILES]))];
		},
	};
}

function attempt<T>(action: () => T): T | undefined {
	try {
		return action();
	} catch {
		return undefined;
	}
}
