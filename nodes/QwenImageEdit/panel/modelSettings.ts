import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { LIMITS, SIZES, sizeText } from '../catalogue/limits';
import { modelsWithout } from '../catalogue/models';

const sizeOptions: INodePropertyOptions[] = [
	{
		name: 'Automatic',
		value: 'auto',
		description: 'The service takes the ratio of the last image, about one megapixel',
	},
	...SIZES.map((size) => ({
		name: `${size.ratio} (${size.width} × ${size.height})`,
		value: sizeText(size),
	})),
	{
		name: 'Match an Input Image',
		value: 'match',
		description: 'As large as one of the input images, or the nearest size of the same ratio',
	},
	{
		name: 'Custom',
		value: 'custom',
		description: `Width and height, ${LIMITS.minSide} to ${LIMITS.maxSide} pixels each`,
	},
];

const withoutSize = modelsWithout((model) => model.size);

function side(displayName: string, name: string): INodeProperties {
	return {
		displayName,
		name,
		type: 'number',
		typeOptions: { minValue: LIMITS.minSide, maxValue: LIMITS.maxSide, numberPrecision: 0 },
		default: 1024,
		description: `In pixels, ${LIMITS.minSide} to ${LIMITS.maxSide}; the service rounds to a multiple of 16`,
		displayOptions: { show: { size: ['custom'] }, hide: { model: withoutSize } },
	};
}

/** The parameters only some models have; each is hidden for the models of the catalogue that lack it. */
export const generationFields: INodeProperties[] = [
	{
		displayName: 'Number of Images',
		name: 'numberOfImages',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 6, numberPrecision: 0 },
		default: 1,
		description: 'How many images to make from one request. Each is paid.',
		displayOptions: { hide: { model: modelsWithout((model) => model.maxImages > 1) } },
	},
	{
		displayName: 'Size',
		name: 'size',
		type: 'options',
		options: sizeOptions,
		default: 'auto',
		description: 'Width and height of the new image in pixels',
		displayOptions: { hide: { model: withoutSize } },
	},
	side('Width', 'width'),
	side('Height', 'height'),
	{
		displayName: 'Image to Match',
		name: 'matchImage',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: LIMITS.images, numberPrecision: 0 },
		default: 1,
		description: 'Number of the input image whose size to take, counted from 1',
		displayOptions: { show: { size: ['match'] }, hide: { model: withoutSize } },
	},
	{
		displayName: 'Rewrite Prompt',
		name: 'promptExtend',
		type: 'boolean',
		default: true,
		description:
			'Whether the service may work out the prompt before drawing. Helps short prompts; switch off to be taken at your word.',
		displayOptions: { hide: { model: modelsWithout((model) => model.promptExtend) } },
	},
];
