import type { INodeListSearchResult, INodeProperties } from 'n8n-workflow';

import { FIELDS, joined } from '../catalogue/fields';
import {
	canDo,
	DEFAULT_MODEL,
	type ModelEntry,
	MODELS,
	OLDER_REGIONS,
	type Operation,
} from '../catalogue/models';
import { placesOf } from '../catalogue/providers';
import { priceText } from '../catalogue/price';

export const modelFields: INodeProperties[] = [
	{
		displayName: FIELDS.model.label,
		name: FIELDS.model.name,
		type: 'resourceLocator',
		default: { mode: 'list', value: DEFAULT_MODEL, cachedResultName: DEFAULT_MODEL },
		required: true,
		description: `Which model makes the image. The list shows what each model is good at, Alibaba’s price for one image, and how many requests per minute it accepts. A gateway has its own prices and may not have every model. Alibaba sells some models only in ${joined(placesOf(OLDER_REGIONS))}. Fields the model cannot use are hidden.`,
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				typeOptions: { searchListMethod: 'searchModels', searchable: true },
			},
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. qwen-image-3.0-pro',
			},
		],
	},
];

/** Entries of the model list: the models that can do the operation, filtered by what the user typed. */
export function searchModels(operation: Operation, filter?: string): INodeListSearchResult {
	const wanted = filter?.trim().toLowerCase() ?? '';
	const found = MODELS.filter(
		(model) =>
			canDo(model, operation) &&
			`${model.id} ${model.short} ${model.advice}`.toLowerCase().includes(wanted),
	);
	return {
		results: found.map((model) => ({ name: listName(model), value: model.id })),
	};
}

function listName({ id, short, price, allowance, snapshot }: ModelEntry): string {
	if (snapshot) return `${id} (${short})`;
	const perMinute = (allowance.count * 60_000) / allowance.windowMs;
	return `${id} (${short}, ${priceText(price.mainland)}, ${perMinute}/min)`;
}

/** The operation a stored value names; the list of models is complete where it is an expression. */
export function operationOf(value: unknown): Operation {
	return value === 'generate' || value === 'fuse' ? value : 'edit';
}
