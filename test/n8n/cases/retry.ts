import type { Execution } from '../../../scripts/n8n/client';
import { recordOf, type JsonRecord } from '../../../scripts/n8n/json';
import type { N8nRelease } from '../../../scripts/n8n/versions';
import { withCredentials } from '../../../scripts/n8n/workflows';
import { DEFAULT_OPTIONS } from '../../simulator';
import { startEnvironment, type Environment } from '../environment';
import { startByWebhook, webhook } from '../webhook';
import { items, NODE, PLUS, qwen, START, workflowOf, type NodeSpec } from '../workflowBuilder';

/**
 * What is done: a new execution, or Retry of the last one with the workflow as it was or as it is saved now; how that ends
 * (`refused`: n8n does not begin); how many images are paid in all by then; and what of the node is changed and saved before.
 */
type Step = readonly [
	press: 'execute' | 'original' | 'current',
	ends: 'error' | 'success' | 'refused',
	paid: number,
	saved?: Pick<Case, 'parameters' | 'node'>,
];

interface Case {
	readonly name: string;
	/** How often the service refuses the third of four items; it makes the others. */
	readonly refusals?: number;
	readonly parameters?: JsonRecord;
	readonly node?: Partial<NodeSpec>;
	/** Started by this webhook rather than by hand. */
	readonly webhook?: string;
	readonly after?: readonly NodeSpec[];
	readonly steps: readonly Step[];
	/** Files the last execution hands over, all of which n8n has. */
	readonly files?: number;
}

const stop: NodeSpec = {
	name: 'Stop and Error',
	type: 'n8n-nodes-base.stopAndError',
	parameters: { errorMessage: 'A later step' },
};
const FAILS: Step = ['execute', 'error', 2];
const REVERSED = { prompt: "={{ $('Prompts').all()[3 - $itemIndex].json.prompt }}" };

/** What depends on how n8n stores an execution and begins it again; all else of Retry is held in n8n's engine alone. */
const CASES: readonly Case[] = [
	{
		name: 'Retry twice, of an execution that was started by hand',
		refusals: 2,
		steps: [FAILS, ['original', 'error', 2], ['current', 'success', 4]],
	},
	{
		name: 'Retry of an execution that was started by a webhook',
		webhook: 'retry-of-an-order',
		steps: [FAILS, ['original', 'success', 4]],
	},
	{
		name: 'Retry On Fail, then Retry',
		refusals: 3,
		node: { maxTries: 2 },
		steps: [FAILS, ['original', 'success', 4]],
	},
	{
		name: 'Retry goes on behind a node that continued, a new execution is a new order',
		refusals: 99,
		node: { onError: 'continueErrorOutput' },
		after: [stop],
		steps: [
			['execute', 'error', 3],
			['original', 'error', 3],
			['execute', 'error', 6],
		],
	},
	{
		name: 'another order of the items',
		steps: [FAILS, ['current', 'success', 6, { parameters: REVERSED }]],
	},
	{
		name: 'another name of the node',
		steps: [
			FAILS,
			['current', 'refused', 2, { node: { name: 'Another Name' } }],
			['original', 'success', 4],
		],
	},
];

/** What depends on where n8n keeps files. */
const FILE_CASES = [
	['files', {}],
	['files that came in the answer', { prompt: '={{ $json.prompt }} [[shape:b64Json]]' }],
].map(
	([name, parameters]): Case => ({
		name: String(name),
		parameters: { download: true, numberOfImages: 2, ...recordOf(parameters, 'parameters') },
		steps: [
			['execute', 'error', 4],
			['original', 'success', 8],
		],
		files: 8,
	}),
);

/** Retry in n8n's list of executions: what is paid, in all, after each step. */
export function describeRetry(current: () => Environment, release: N8nRelease): void {
	describe('Retry of an execution pays once', () => {
		it.each([...CASES, ...FILE_CASES])('$name', async (one) => await hold(current(), one));

		it('where files stand in the execution’s data', async () => {
			const environment = { N8N_DEFAULT_BINARY_DATA_MODE: 'default' };
			const inData = await startEnvironment(release, { environment });
			try {
				for (const one of FILE_CASES) await hold(inData, one, /^undefined$/);
			} finally {
				await inData.close();
			}
		});
	});
}

/**
 * Goes through the steps of a case.
 * @param fileId how the ids of files begin
 */
async function hold(
	{ client, simulator, credential, add }: Environment,
	one: Case,
	fileId: RegExp = /^filesystem/,
): Promise<void> {
	const id = await add(workflowFor(one, simulator.url));
	const before = simulator.counts.imagesMade;
	const execute = async (): Promise<Execution> =>
		one.webhook
			? await client.waitForExecution(await startByWebhook(client, id, one.webhook))
			: await client.runWorkflow(id, START.name);

	simulator.set({ pictures: 'blank' });
	let last: Execution | undefined;
	const seen: unknown[] = [];
	for (const [press, , , saved] of one.steps) {
		if (saved) {
			const workflow = workflowFor({ ...one, ...saved }, simulator.url);
			const { nodes, connections } = withCredentials(workflow, [credential]);
			await client.call('PATCH', `/workflows/${id}`, { nodes, connections });
		}
		const ended =
			press === 'execute'
				? await execute()
				: await client.retryExecution(last?.id ?? '', press).catch(refusal);
		if (press === 'execute' && ended?.runs[NODE]?.some(({ error }) => error)) {
			expect(JSON.stringify(ended.error)).toContain('Retry pays only for what is missing.');
		}
		last = ended ?? last;
		const paid = simulator.counts.imagesMade - before;
		seen.push([press, ended?.status ?? 'refused', paid, ...(saved ? [saved] : [])]);
	}
	expect(seen).toEqual(one.steps);

	simulator.set({ pictures: DEFAULT_OPTIONS.pictures });
	if (one.files === undefined) return;
	const handedOver = last?.runs[NODE]?.flatMap(({ outputs }) => outputs.flat()) ?? [];
	const files = handedOver.flatMap(({ binary }) => Object.values(binary ?? {}));
	expect(files).toHaveLength(one.files);
	for (const file of files) {
		expect(String(file.id)).toMatch(fileId);
		const bytes =
			file.id === undefined
				? Buffer.from(String(file.data), 'base64')
				: await client.downloadFile(file);
		expect(bytes.subarray(1, 4).toString()).toBe('PNG');
	}
}

/** Four items that are sent one by one. */
function workflowFor(one: Case, simulatorUrl: string): JsonRecord {
	const fault = ` [[fault:inputInspectionFailed*${one.refusals ?? 1}]]`;
	const prompts = [0, 1, 2, 3].map((at) => ({
		prompt: `${one.name}, ${at}${at === 2 ? fault : ''}`,
	}));
	const parameters = {
		imageUrl: `${simulatorUrl}/inputs/mug.png`,
		model: PLUS,
		prompt: '={{ $json.prompt }}',
		download: false,
		options: { concurrency: 1 },
		...one.parameters,
	};
	return workflowOf(one.name, [
		one.webhook ? webhook(one.webhook) : START,
		items('Prompts', prompts),
		qwen(parameters, one.node),
		...(one.after ?? []),
	]);
}

/** Nothing, where n8n refuses to retry; any other error is thrown on. */
function refusal(error: unknown): undefined {
	if (!/deleted or renamed/.test(String(error))) throw error;
}
