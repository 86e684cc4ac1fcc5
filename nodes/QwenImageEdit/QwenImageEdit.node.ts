import {
	type IExecuteFunctions,
	type ILoadOptionsFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	NodeConnectionTypes,
} from 'n8n-workflow';

import { OPERATIONS } from './catalogue/fields';
import { panel } from './panel';
import { operationOf, searchModels } from './panel/model';

/** The Qwen Image Edit node: one request to the service for each input item. */
export class QwenImageEdit implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Qwen Image Edit',
		name: 'qwenImageEdit',
		icon: { light: 'file:qwenImageEdit.svg', dark: 'file:qwenImageEdit.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: `={{ ${JSON.stringify(OPERATIONS)}[$parameter["operation"]] }}`,
		description: 'Edit, fuse and generate images with Qwen image models',
		defaults: { name: 'Qwen Image Edit' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'qwenImageEditApi', required: true }],
		properties: panel,
	};

	methods = {
		listSearch: {
			async searchModels(this: ILoadOptionsFunctions, filter?: string) {
				return searchModels(operationOf(this.getCurrentNodeParameter('operation')), filter);
			},
		},
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		// n8n loads this file at every start, in every process; what only an execution needs is loaded with the first.
		const { run } = await import('./run');
		return await run(this);
	}
}
