import type { INodeProperties } from 'n8n-workflow';

import { imageFields } from './imageFields';

/** The images of Fuse Images. A list of more than three rows is refused at run time, with a message that names the limit. */
export const imagesFields: INodeProperties[] = [
	{
		displayName: 'Images From',
		name: 'imagesFrom',
		type: 'options',
		options: [
			{
				name: 'Expression',
				value: 'expression',
				description: 'One expression that gives all images',
			},
			{ name: 'List', value: 'list', description: 'One row for each image' },
		],
		default: 'list',
		displayOptions: { show: { operation: ['fuse'] } },
	},
	{
		displayName: 'Images',
		name: 'images',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Image', sortable: true },
		default: {
			image: [
				{ source: 'url', url: '' },
				{ source: 'url', url: '' },
			],
		},
		placeholder: 'Add Image',
		description:
			'Two or three images. Their order counts: the prompt calls them image 1, image 2, image 3.',
		displayOptions: { show: { operation: ['fuse'], imagesFrom: ['list'] } },
		options: [
			{
				displayName: 'Image',
				name: 'image',
				values: [
					...imageFields({ source: 'source', url: 'url', field: 'field', base64: 'base64' }),
					{
						displayName: 'Reference Name',
						name: 'name',
						type: 'string',
						default: '',
						placeholder: 'e.g. dress',
						description:
							'Optional. With the name “dress” the prompt may say {dress} instead of the image’s number, so that rows can be re-ordered.',
					},
				],
			},
		],
	},
	{
		displayName: 'Images',
		name: 'imageList',
		type: 'string',
		typeOptions: { rows: 3 },
		default: '',
		required: true,
		placeholder: 'e.g. {{ [$json.person, $json.dress] }}',
		description:
			'One to three images, as an array or one a line: URLs, data URIs or names of input data fields',
		displayOptions: { show: { operation: ['fuse'], imagesFrom: ['expression'] } },
	},
];
