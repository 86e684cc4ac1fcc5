import {
	type IExecuteFunctions,
	type ILoadOptionsFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	NodeConnectionTypes,
} from 'n8n-workflow';

import { panel } from './panel';
import { searchModels } from './panel/model';
import { run } from './run';

/** The Qwen Image Edit node: one request to the service for each input item. */
export class QwenImageEdit implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Qwen Image Edit',
		name: 'qwenImageEdit',
		icon: { light: 'file:qwenImageEdit.svg', dark: 'file:qwenImageEdit.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] === "fuse" ? "Fuse Images" : "Edit Image" }}',
		description: 'Edit an image or fuse up to three with Qwen image-edit models',
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
				return searchModels(filter);
			},
		},
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await run(this);
	}
}
