import type { INodeProperties } from 'n8n-workflow';

import { FIELDS } from '../catalogue/fields';

export const outputFields: INodeProperties[] = [
	{
		displayName: FIELDS.output.label,
		name: FIELDS.output.name,
		type: 'options',
		options: [
			{
				name: 'One Item per Image',
				value: 'perImage',
				description: 'Each image becomes an item of its own',
			},
			{
				name: 'One Item per Request',
				value: 'perRequest',
				description: 'All images of a request stay together in one item',
			},
		],
		default: 'perImage',
		description: 'How the next step gets the images',
	},
	{
		displayName: FIELDS.includeOtherFields.label,
		name: FIELDS.includeOtherFields.name,
		type: 'boolean',
		default: false,
		description: 'Whether to add the fields of the input item to the result',
	},
	{
		displayName: FIELDS.download.label,
		name: FIELDS.download.name,
		type: 'boolean',
		default: true,
		description: 'Whether to download each image into the item as a file',
	},
	{
		displayName:
			'The links stop working after 24 hours. To keep the images, download them here or store them in a later step.',
		name: 'linksExpireNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { download: [false] } },
	},
	{
		displayName: FIELDS.outputField.label,
		name: FIELDS.outputField.name,
		type: 'string',
		default: 'data',
		required: true,
		placeholder: 'e.g. data',
		hint: 'The name of the output field to put the file in',
		displayOptions: { show: { download: [true] } },
	},
];
