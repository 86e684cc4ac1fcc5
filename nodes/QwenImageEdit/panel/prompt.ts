import type { INodeProperties } from 'n8n-workflow';

import { FIELDS } from '../catalogue/fields';
import { SAFE_PROMPT } from '../catalogue/models';

export const promptFields: INodeProperties[] = [
	{
		displayName:
			'In the prompt, write “image 1”, “image 2” and so on for these rows, or their reference names in braces: {dress}.',
		name: 'imageNumbersNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { operation: ['fuse'], imagesFrom: ['list'] } },
	},
	{
		displayName: FIELDS.prompt.label,
		name: FIELDS.prompt.name,
		type: 'string',
		typeOptions: { rows: 4 },
		default: '',
		required: true,
		placeholder: 'e.g. Put the mug on a wooden table in morning light',
		description: `What to change or make, and what must stay as it is, in Chinese or English. Up to ${SAFE_PROMPT} characters suit every model; many read more.`,
	},
];
