import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

/** Takes all input items through the pipeline. */
export async function run(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return [context.getInputData()];
}
