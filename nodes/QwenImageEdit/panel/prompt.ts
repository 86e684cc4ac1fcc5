import type { INodeProperties } from 'n8n-workflow';

import { LIMITS } from '../limits';

export const promptFields: INodeProperties[] = [
	{
		displayName: 'Prompt',
		name: 'prompt',
		type: 'string',
		typeOptions: { rows: 4 },
		default: '',
		required: true,
		placeholder: 'e.g. Put the mug of image 1 on a wooden table in morning light',
		description: `What to change or make, in Chinese or English, up to ${LIMITS.promptCharacters} characters`,
	},
];
