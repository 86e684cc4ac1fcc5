import type { INodeProperties } from 'n8n-workflow';

import { FIELDS } from '../catalogue/fields';
import { modelsWithout, SAFE_NEGATIVE_PROMPT } from '../catalogue/models';

export const parametersFields: INodeProperties[] = [
	{
		displayName: FIELDS.parameters.label,
		name: FIELDS.parameters.name,
		type: 'collection',
		placeholder: 'Add Setting',
		default: {},
		options: [
			{
				displayName: FIELDS.negativePrompt.label,
				name: FIELDS.negativePrompt.name,
				type: 'string',
				typeOptions: { rows: 2 },
				default: '',
				placeholder: 'e.g. blurry, extra fingers, text',
				description: `What must not be in the image; up to ${SAFE_NEGATIVE_PROMPT} characters suit every model`,
				displayOptions: {
					hide: { '/model': modelsWithout(({ negativePrompt }) => negativePrompt !== false) },
				},
			},
			{
				displayName: FIELDS.seed.label,
				name: FIELDS.seed.name,
				type: 'number',
				typeOptions: { minValue: 0, numberPrecision: 0 },
				default: 0,
				description:
					'The same seed gives a similar image. Without one, the node picks a random number and returns it.',
			},
			{
				displayName: FIELDS.thinking.label,
				name: FIELDS.thinking.name,
				type: 'boolean',
				default: true,
				description: `Whether the model thinks before it draws: better results, but slower. On unless you switch it off here. Works only while ${FIELDS.promptExtend.label} is on.`,
				displayOptions: {
					hide: { '/model': modelsWithout(({ thinking }) => thinking) },
				},
			},
			{
				displayName: FIELDS.watermark.label,
				name: FIELDS.watermark.name,
				type: 'boolean',
				default: false,
				description: 'Whether to write “Qwen-Image” in the bottom right corner',
			},
		],
	},
];
