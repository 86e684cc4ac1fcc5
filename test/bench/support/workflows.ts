import type { INode, INodeExecutionData, INodeParameters, INodeType, IRun } from 'n8n-workflow';
import { runWorkflow, type WorkflowOptions } from '../../engine/harness/engine';
import { itemSource, nodeOf } from '../../engine/harness/node-types';
import { SIMULATOR_KEY } from '../../engine/harness/simulator';

/** A node of a workflow, and whom it hands its items to. */
export interface Step {
	name: string;
	type: INodeType;
	typeVersion?: number;
	parameters: INodeParameters;
	settings?: Pick<INode, 'retryOnFail' | 'maxTries' | 'waitBetweenTries'>;
	/** Names of the next nodes, one array for each output; by default the next step of the list. */
	next?: string[][];
}

/** Runs steps behind a source of items, in n8n's own engine; failures are in the run. */
export async function runSteps(
	items: INodeExecutionData[],
	steps: readonly Step[],
	options: Pick<WorkflowOptions, 'onStart' | 'retryOf'> = {},
): Promise<IRun> {
	const source: Step = { name: 'Source', type: itemSource(items), parameters: {} };
	const all = [source, ...steps];
	const { run } = await runWorkflow({
		...options,
		startNode: source.name,
		// Nobody watches a batch at night.
		mode: 'trigger',
		types: Object.fromEntries(all.map(({ name, type }) => [name, type])),
		nodes: all.map(({ name, typeVersion = 1, parameters, settings }) => ({
			...nodeOf(name, name, parameters),
			...{ typeVersion, ...settings },
		})),
		connections: Object.fromEntries(
			all.map(({ name, next }, at) => {
				const following = all[at + 1]?.name;
				const outputs = next ?? (following === undefined ? [] : [[following]]);
				const main = outputs.map((names) =>
					names.map((node) => ({ node, type: 'main' as const, index: 0 })),
				);
				return [name, { main }];
			}),
		),
	});
	return run;
}

/** What the last run of a node handed over by its first output. */
export function outputOf(run: IRun, name: string): INodeExecutionData[] {
	return run.data.resultData.runData[name]?.at(-1)?.data?.main?.[0] ?? [];
}

/** The body that the Qwen Image Edit node posts at its defaults. */
export function bodyOf(content: unknown) {
	const parameters = { n: 1, watermark: false, prompt_extend: true };
	const messages = [{ role: 'user', content }];
	return { model: 'qwen-image-edit-plus', input: { messages }, parameters };
}

/** Parameters of n8n's HTTP Request node for the POST that the Qwen Image Edit node does. */
export function httpRequestParameters(
	url: string,
	content: string,
	options: INodeParameters = {},
): INodeParameters {
	// In lines, since two brackets in a row would end the expression.
	const body = JSON.stringify(bodyOf('CONTENT'), null, 1).replace('"CONTENT"', () => content);
	return {
		method: 'POST',
		url: `${url}/v1/images/generations`,
		sendHeaders: true,
		headerParameters: { parameters: [{ name: 'Authorization', value: `Bearer ${SIMULATOR_KEY}` }] },
		sendBody: true,
		specifyBody: 'json',
		jsonBody: `={{ ${body} }}`,
		options,
	};
}
