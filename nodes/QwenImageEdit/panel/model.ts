import type { INodeListSearchResult, INodeProperties } from 'n8n-workflow';

import { DEFAULT_MODEL, MODELS } from '../catalogue/models';

export const modelFields: INodeProperties[] = [
	{
		displayName: 'Model',
		name: 'model',
		type: 'resourceLocator',
		default: { mode: 'list', value: DEFAULT_MODEL, cachedResultName: DEFAULT_MODEL },
		required: true,
		description:
			'Which model makes the image: “max” is the best and takes two requests a minute, “plus” is faster and costs less. Fields the model cannot use are hidden.',
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
				placeholder: 'e.g. qwen-image-edit-plus',
			},
		],
	},
];

/** Entries of the model list: the catalogue, each with what it is good at, filtered by what the user typed. */
export function searchModels(filter?: string): INodeListSearchResult {
	const wanted = filter?.trim().toLowerCase() ?? '';
	const found = MODELS.filter(({ id, short, advice }) =>
		`${id} ${short} ${advice}`.toLowerCase().includes(wanted),
	);
	return { results: found.map(({ id, short }) => ({ name: `${id} (${short})`, value: id })) };
}
