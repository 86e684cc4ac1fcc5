import type { IBinaryKeyData, IDataObject, INodeExecutionData } from 'n8n-workflow';

import { isRecord, type JsonRecord } from '../../../scripts/n8n/json';
import { nodesOf } from '../../../scripts/n8n/workflows';

/**
 * The items an example's first steps make out of what is written in them: a list as JSON, a CSV text, fields, or a picture as
 * Base64. On a real server n8n's own nodes do this; here it lets the node under test run with the example's own data.
 */
export function exampleItems(workflow: JsonRecord): INodeExecutionData[] {
	const written = nodesOf(workflow)
		.filter(({ type, raw }) => type === 'n8n-nodes-base.set' && !readsInput(raw))
		.map(({ raw }) => fieldsOf(isRecord(raw.parameters) ? raw.parameters : {}));
	const [fields] = written;
	if (!fields) return [{ json: {} }];
	const products = written[1]?.products;
	if (typeof fields.instruction === 'string' && Array.isArray(products)) {
		return sceneItems(products.filter(isRecord), fields.instruction);
	}
	if (typeof fields.csv === 'string') return csvRows(fields.csv).map((json) => ({ json }));
	if (typeof fields.image === 'string' && !fields.image.startsWith('http'))
		return [{ json: {}, binary: pictureOf(fields.image) }];
	const list = Object.entries(fields)
		.filter(([, value]) => Array.isArray(value))
		.at(-1);
	if (!list || !Array.isArray(list[1])) return [{ json: fields }];
	const [name, entries] = list;
	// Of a list before the one that is split, such as the topics before the formats, a day has one entry.
	const others: IDataObject = Object.assign(
		{},
		...Object.entries(fields)
			.filter(([key]) => key !== name)
			.map(([key, value]): unknown => (Array.isArray(value) ? value[0] : { [key]: value })),
	);
	return entries.map((entry: unknown) => ({
		json: isRecord(entry) ? (entry as IDataObject) : { ...others, format: String(entry) },
	}));
}

/** The sample products of a shop, each in each of its scenes, as its steps make them of the rows of a Data Table. */
function sceneItems(products: JsonRecord[], instruction: string): INodeExecutionData[] {
	return products.flatMap(({ photo, scenes }) =>
		String(scenes)
			.split('; ')
			.map((scene) => ({
				json: { photo: String(photo), prompt: instruction.replace('{scene}', scene) },
			})),
	);
}

/** Steps behind the node speak of what it made; those before it only of what is written in them. */
function readsInput(node: JsonRecord): boolean {
	return /\$json|\$\('/.test(JSON.stringify(node.parameters));
}

function fieldsOf(parameters: JsonRecord): IDataObject {
	if (parameters.mode === 'raw') return objectOf(String(parameters.jsonOutput));
	const { assignments } = isRecord(parameters.assignments) ? parameters.assignments : {};
	const list = Array.isArray(assignments) ? assignments.filter(isRecord) : [];
	return Object.fromEntries(
		list.map(({ name, value }) => [String(name), literalOf(String(value))] as const),
	);
}

/** A value as it stands, an array written as `=[…]`, or the code of an expression. */
function literalOf(value: string): string | string[] {
	if (!value.startsWith('=[')) return value;
	const parsed: unknown = JSON.parse(value.slice(1));
	return Array.isArray(parsed) ? parsed.map(String) : value;
}

function objectOf(text: string): IDataObject {
	const parsed: unknown = JSON.parse(text);
	if (!isRecord(parsed)) throw new Error('The example’s list is not an object');
	return parsed as IDataObject;
}

function csvRows(text: string): IDataObject[] {
	const [head = '', ...lines] = text.trim().split('\n');
	const names = head.split(',');
	return lines.map((line) => {
		const values = line.split(',');
		return Object.fromEntries(names.map((name, column) => [name, values[column] ?? '']));
	});
}

function pictureOf(base64: string): IBinaryKeyData {
	return {
		image: { data: base64, mimeType: 'image/png', fileName: 'mug.png', fileExtension: 'png' },
	};
}
