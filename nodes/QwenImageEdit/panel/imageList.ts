import type { INodeProperties } from 'n8n-workflow';

import { FIELDS, joined } from '../catalogue/fields';
import { LIMITS } from '../catalogue/limits';
import { INPUT_IMAGE_LIMITS } from '../catalogue/models';
import { imageFields } from './imageFields';

/** How many images the models take: "3 or 10". */
const MOST = joined(INPUT_IMAGE_LIMITS, ' or ');

/** The images of Fuse Images. A list of more rows than the model takes is refused at run time, with a message that names the limit. */
export const imagesFields: INodeProperties[] = [
	{
		displayName: FIELDS.imagesFrom.label,
		name: FIELDS.imagesFrom.name,
		type: 'options',
		options: [
			{
				name: 'Expression',
				value: 'expression',
				description: 'One expression that returns all images',
			},
			{ name: 'List', value: 'list', description: 'One row for each image' },
		],
		default: 'list',
		displayOptions: { show: { operation: ['fuse'] } },
	},
	{
		displayName: FIELDS.images.label,
		name: FIELDS.images.name,
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Image', sortable: true },
		default: {
			image: [
				{ source: 'url', url: '' },
				{ source: 'url', url: '' },
			],
		},
		placeholder: 'Add Image',
		description: `${LIMITS.leastToFuse} images or more, up to ${MOST} depending on the model. The order matters: in the prompt they are image 1, image 2 and so on.`,
		displayOptions: { show: { operation: ['fuse'], imagesFrom: ['list'] } },
		options: [
			{
				displayName: 'Image',
				name: 'image',
				values: [
					...imageFields({ source: 'source', url: 'url', field: 'field', base64: 'base64' }),
					{
						displayName: FIELDS.referenceName.label,
						name: FIELDS.referenceName.name,
						type: 'string',
						default: '',
						placeholder: 'e.g. dress',
						description:
							'Optional. If you call an image “dress”, you can write {dress} in the prompt instead of its number, and change the order of the rows.',
					},
				],
			},
		],
	},
	{
		displayName: FIELDS.imageList.label,
		name: FIELDS.imageList.name,
		type: 'string',
		typeOptions: { rows: 3 },
		default: '',
		required: true,
		placeholder: 'e.g. {{ [$json.person, $json.dress] }}',
		description: `An array, or text with one image per line: URLs, data URIs or names of input data fields. Up to ${MOST} images, depending on the model.`,
		displayOptions: { show: { operation: ['fuse'], imagesFrom: ['expression'] } },
	},
];
