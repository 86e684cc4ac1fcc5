import type { INodeProperties } from 'n8n-workflow';

import { LIMITS } from '../catalogue/limits';

export const parametersFields: INodeProperties[] = [
	{
		displayName: 'Parameters',
		name: 'parameters',
		type: 'collection',
		placeholder: 'Add Parameter',
		default: {},
		options: [
			{
				displayName: 'Negative Prompt',
				name: 'negativePrompt',
				type: 'string',
				typeOptions: { rows: 2 },
				default: '',
				placeholder: 'e.g. blurry, extra fingers, text',
				description: `What must not be in the image, up to ${LIMITS.negativePromptCharacters} characters`,
			},
			{
				displayName: 'Seed',
				name: 'seed',
				type: 'number',
				typeOptions: { minValue: 0, maxValue: LIMITS.maxSeed, numberPrecision: 0 },
				default: 0,
				description:
					'The same seed gives a similar image. Without one the node draws a number and returns it.',
			},
			{
				displayName: 'Watermark',
				name: 'watermark',
				type: 'boolean',
				default: false,
				description: 'Whether to write “Qwen-Image” into the bottom right corner',
			},
		],
	},
];
