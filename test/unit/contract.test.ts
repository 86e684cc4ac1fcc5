import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

import { QwenImageEditApi } from '../../credentials/QwenImageEditApi.credentials';
import { QwenImageEdit } from '../../nodes/QwenImageEdit/QwenImageEdit.node';

/**
 * Saved workflows hold parameter names, option values and rely on defaults. A change of any of them breaks workflows of users,
 * so it has to show up here; texts may change freely.
 */
type Entry = INodeProperties | INodePropertyCollection | INodePropertyOptions;

function contractOf(entry: Entry): unknown {
	if ('values' in entry) return { [entry.name]: entry.values.map(contractOf) };
	if (!('type' in entry)) return entry.value;
	const { name, type, options, modes } = entry;
	return {
		[name]: {
			type,
			default: entry.default,
			...(options && { options: options.map(contractOf) }),
			...(modes && { modes: modes.map((mode) => mode.name) }),
		},
	};
}

test('the node: what saved workflows rely on', () => {
	const { name, version, credentials, inputs, outputs, properties } = new QwenImageEdit()
		.description;
	expect({
		name,
		version,
		credentials,
		inputs,
		outputs,
		properties: properties.filter(({ type }) => type !== 'notice').map(contractOf),
	}).toMatchSnapshot();
});

test('the credential: what saved credentials rely on', () => {
	const { name, properties } = new QwenImageEditApi();
	expect({ name, properties: properties.map(contractOf) }).toMatchSnapshot();
});
