import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

import { QwenImageEditApi } from '../../credentials/QwenImageEditApi.credentials';
import { QwenImageEdit } from '../../nodes/QwenImageEdit/QwenImageEdit.node';

/**
 * Saved workflows hold parameter names, option values and rely on defaults. A change of any of them breaks workflows of users,
 * so it has to show up here; texts may change freely.
 */
type Entry = INodeProperties | INodePropertyCollection | INodePropertyOptions;

/** A line for each field, those inside of others with their path: type, default and what can be chosen. */
function contractOf(entry: Entry, path = ''): string[] {
	const name = `${path}${entry.name}`;
	if ('values' in entry) return entry.values.flatMap((field) => contractOf(field, `${name}.`));
	if (!('type' in entry)) return [];
	const { type, options = [], modes = [] } = entry;
	const choices = [
		...options.flatMap((option) => ('value' in option ? [option.value] : [])),
		...modes.map((mode) => mode.name),
	];
	return [
		`${name}: ${type} = ${JSON.stringify(entry.default)}${choices.length > 0 ? ` of ${choices.join(', ')}` : ''}`,
		...options.flatMap((option) => contractOf(option, `${name}.`)),
	];
}

/** Prints texts of many lines as they stand. */
expect.addSnapshotSerializer({ test: (value) => typeof value === 'string', print: String });

test('the node: what saved workflows rely on', () => {
	const { properties, name, version, credentials, inputs, outputs } = new QwenImageEdit()
		.description;
	const fields = properties
		.filter(({ type }) => type !== 'notice')
		.flatMap((field) => contractOf(field));
	const node = JSON.stringify({ name, version, credentials, inputs, outputs });
	expect([node, ...fields].join('\n')).toMatchSnapshot();
});

test('the credential: what saved credentials rely on', () => {
	const { name, properties } = new QwenImageEditApi();
	expect([name, ...properties.flatMap((field) => contractOf(field))].join('\n')).toMatchSnapshot();
});
