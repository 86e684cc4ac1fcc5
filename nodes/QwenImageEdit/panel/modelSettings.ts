import type { IDisplayOptions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { CHOICES, FIELDS, joined } from '../catalogue/fields';
import {
	type ModelCapabilities,
	MODELS,
	modelsWithout,
	MOST_IMAGES,
	MOST_PIXELS,
	sideBounds,
} from '../catalogue/models';
import { priceText } from '../catalogue/price';
import { SIZES, type SizeOption, sizeText, thousands } from '../catalogue/sizes';

const withoutSize = modelsWithout(({ size }) => size.kind !== 'none');

/** A size that is not recommended for every model is left out of the list for the others. */
function shownFor(option: SizeOption): { displayOptions?: IDisplayOptions } {
	const fits = ({ size }: ModelCapabilities) => option.for.some((kind) => kind === size.kind);
	const others = modelsWithout(fits).filter((id) => !withoutSize.includes(id));
	return others.length === 0 ? {} : { displayOptions: { hide: { '/model': others } } };
}

const sizeOptions: INodePropertyOptions[] = [
	{
		name: 'Automatic',
		value: 'auto',
		description:
			'The service chooses; if there are input images, it takes the ratio of the last one',
	},
	...SIZES.map((option) => ({
		name: `${option.ratio} (${option.width} × ${option.height})`,
		value: sizeText(option),
		...shownFor(option),
	})),
	{
		name: CHOICES.matchSize,
		value: 'match',
		description: 'The size of one of the input images, or the nearest size of the same ratio',
		displayOptions: { hide: { '/operation': ['generate'] } },
	},
	{
		name: 'Custom',
		value: 'custom',
		description: 'Width and height in pixels',
	},
];

/** What each kind of model takes, in a few words. */
const CUSTOM_BOUNDS = `Some models accept ${joined(sideBounds('to'), ' or ')} per side. Others limit width × height: at most ${thousands(MOST_PIXELS)} pixels, for example 2560 × 1024`;

/** Notices for the models whose automatic size is larger than users may expect, and in some cases dearer. */
const automaticNotices = MODELS.filter(({ automaticSize }) => automaticSize === '2K').map(
	({ id, price: { mainland } }, index): INodeProperties => ({
		displayName: `With this model, an automatic size is 2K, about four megapixels${
			mainland.large
				? `, at ${priceText({ image: mainland.large.image })} instead of ${priceText({ image: mainland.image })}`
				: ''
		}. To get a smaller image, choose a size.`,
		name: `automaticSizeNotice${index + 1}`,
		type: 'notice',
		default: '',
		displayOptions: { show: { size: ['auto'], model: [id] } },
	}),
);

function side({ label, name }: { label: string; name: string }): INodeProperties {
	return {
		displayName: label,
		name,
		type: 'number',
		typeOptions: { minValue: 1, numberPrecision: 0 },
		default: 1024,
		description: `In pixels. ${CUSTOM_BOUNDS}.`,
		displayOptions: { show: { size: ['custom'] }, hide: { model: withoutSize } },
	};
}

/** The parameters only some models have; each is hidden for the models of the catalogue that lack it. */
export const generationFields: INodeProperties[] = [
	{
		displayName: FIELDS.numberOfImages.label,
		name: FIELDS.numberOfImages.name,
		type: 'number',
		typeOptions: { minValue: 1, numberPrecision: 0 },
		default: 1,
		description: `How many images to make with one request, up to ${MOST_IMAGES}. You pay for each.`,
		displayOptions: { hide: { model: modelsWithout((model) => model.maxImages > 1) } },
	},
	{
		displayName: FIELDS.size.label,
		name: FIELDS.size.name,
		type: 'options',
		options: sizeOptions,
		default: 'auto',
		description: 'Width and height of the new image in pixels',
		displayOptions: { hide: { model: withoutSize } },
	},
	...automaticNotices,
	side(FIELDS.width),
	side(FIELDS.height),
	{
		displayName: FIELDS.matchImage.label,
		name: FIELDS.matchImage.name,
		type: 'number',
		typeOptions: { minValue: 1, numberPrecision: 0 },
		default: 1,
		description: 'Which input image to take the size from; 1 is the first',
		displayOptions: {
			show: { size: ['match'], operation: ['edit', 'fuse'] },
			hide: { model: withoutSize },
		},
	},
	{
		displayName: FIELDS.promptExtend.label,
		name: FIELDS.promptExtend.name,
		type: 'boolean',
		default: true,
		description:
			'Whether the service may add detail to the prompt before it draws. Helps short prompts; switch it off to have the prompt used word for word.',
		displayOptions: { hide: { model: modelsWithout((model) => model.promptExtend) } },
	},
];
