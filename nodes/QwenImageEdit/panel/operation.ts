import type { INodeProperties } from 'n8n-workflow';

import { CHOICES, FIELDS } from '../catalogue/fields';
import { MOST_INPUT_IMAGES } from '../catalogue/models';

export const operationFields: INodeProperties[] = [
	{
		displayName: FIELDS.operation.label,
		name: FIELDS.operation.name,
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: CHOICES.edit,
				value: 'edit',
				action: 'Edit an image',
				description: 'Change one image as the prompt says: background, style, objects, text, pose',
			},
			{
				name: CHOICES.fuse,
				value: 'fuse',
				action: 'Fuse images',
				description: `Make one new image from several (up to ${MOST_INPUT_IMAGES}, depending on the model), such as a person wearing the dress from another image`,
			},
			{
				name: CHOICES.generate,
				value: 'generate',
				action: 'Generate an image',
				description: 'Make an image from words alone',
			},
		],
		default: 'edit',
	},
];
