import type { INodeProperties } from 'n8n-workflow';

export const operationFields: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Edit Image',
				value: 'edit',
				action: 'Edit an image',
				description: 'Change one image as the prompt says: background, style, objects, text, pose',
			},
			{
				name: 'Fuse Images',
				value: 'fuse',
				action: 'Fuse images',
				description:
					'Make a new image from two or three, such as a person wearing the dress of another image',
			},
		],
		default: 'edit',
	},
];
