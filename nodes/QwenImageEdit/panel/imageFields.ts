import type { INodeProperties } from 'n8n-workflow';

import { CHOICES, FIELDS } from '../catalogue/fields';
import { ACCEPTED_FORMATS, MAX_IMAGE_MB, RECOMMENDED_SIDE } from '../catalogue/imageLimits';

/** Names of the four fields that say where one image comes from; they differ between the single image and a row of the list. */
export interface ImageFieldNames {
	source: string;
	url: string;
	field: string;
	base64: string;
}

/**
 * The fields of one image: from where, and the field that goes with it.
 * `operations` limits them to an operation; a row of a list needs no limit of its own.
 */
export function imageFields(names: ImageFieldNames, operations?: string[]): INodeProperties[] {
	const limit = operations ? { operation: operations } : {};
	return [
		{
			displayName: FIELDS.imageSource.label,
			name: names.source,
			type: 'options',
			options: [
				{
					name: 'Base64',
					value: 'base64',
					description: 'Base64 text, with or without a data URI prefix',
				},
				{
					name: CHOICES.inputDataField,
					value: 'field',
					description: 'A file that a previous step put into the item',
				},
				{ name: 'URL', value: 'url', description: 'A public link to the image' },
			],
			default: 'url',
			displayOptions: { show: { ...limit } },
		},
		{
			displayName: FIELDS.imageUrl.label,
			name: names.url,
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://shop.example.com/mug.jpg',
			description: `Link to an image of at most ${MAX_IMAGE_MB} MB, ${RECOMMENDED_SIDE.min} to ${RECOMMENDED_SIDE.max} pixels a side (${ACCEPTED_FORMATS})`,
			displayOptions: { show: { ...limit, [names.source]: ['url'] } },
		},
		{
			displayName: FIELDS.imageField.label,
			name: names.field,
			type: 'string',
			default: 'data',
			required: true,
			placeholder: 'e.g. data',
			hint: 'The name of the input field that contains the image file',
			displayOptions: { show: { ...limit, [names.source]: ['field'] } },
		},
		{
			displayName: FIELDS.imageBase64.label,
			name: names.base64,
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. data:image/png;base64,iVBORw0KGgo…',
			description: 'The image as Base64 text, with or without a data URI prefix',
			displayOptions: { show: { ...limit, [names.source]: ['base64'] } },
		},
	];
}
