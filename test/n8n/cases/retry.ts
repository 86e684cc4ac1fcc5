import type { Execution } from '../../../scripts/n8n/client';
import { recordOf, type JsonRecord } from '../../../scripts/n8n/json';
import type { Whole } from '../../../scripts/n8n/parts';
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
	/** How often the service refuses the third of four items, in a loop the last; it makes the others. */
	readonly refusals?: number;
	/** What is behind the prompt of that item instead. */
	readonly bad?: string;
	readonly parameters?: JsonRecord;
	readonly node?: Partial<NodeSpec>;
	/** Started by this webhook rather than by hand. */
	readonly webhook?: string;
	readonly after?: readonly NodeSpec[];
	/** Sends the items two by two. */
	readonly loop?: boolean;
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
const FAILS_AND_IS_RETRIED: readonly Step[] = [FAILS, ['original', 'success', 4]];

const CASES: readonly Case[] = [
	{
		name: 'Retry twice, of an execution that was started by hand',
		refusals: 2,
		steps: [FAILS, ['original', 'error', 2], ['current', 'success', 4]],
	},
	{
		name: 'Retry of an execution that was started by a webhook',
		webhook: 'retry-of-an-order',
		steps: FAILS_AND_IS_RETRIED,
	},
	{
		name: 'Retry On Fail, then Retry',
		refusals: 3,
		node: { maxTries: 2 },
		steps: FAILS_AND_IS_RETRIED,
	},
	...(['continueRegularOutput', 'continueErrorOutput'] as const).map(
		(onError): Case => ({
			name: `${onError}: Retry goes on behind the node, a new execution is a new order`,
			refusals: 99,
			node: { onError },
			after: [stop],
			steps: [
				['execute', 'error', 3],
				['original', 'error', 3],
				['execute', 'error', 6],
			],
		}),
	),
	{
		name: 'a lost answer',
		bad: '[[fault:requestTimeOut*1]]',
		steps: [
			['execute', 'error', 3],
			['original', 'error', 4],
			['current', 'error', 4],
			['current', 'success', 5, { parameters: { options: { retryUncertain: true } } }],
		],
	},
	{
		name: 'a changed prompt',
		steps: [
			FAILS,
			[
				...(['current', 'success', 5] as const),
				{ parameters: { prompt: "={{ $json.prompt.replace(', 0', ', 0 in red') }}" } },
			],
		],
	},
	{
		name: 'another order of the items',
		steps: [
			FAILS,
			[
				...(['current', 'success', 6] as const),
				{ parameters: { prompt: "={{ $('Prompts').all()[3 - $itemIndex].json.prompt }}" } },
			],
		],
	},
	{
		name: 'another name of the node',
		steps: [
			FAILS,
			['current', 'refused', 2, { node: { name: 'Another Name' } }],
			['original', 'success', 4],
		],
	},
	{
		name: 'two passes of a loop with the same items',
		refusals: 0,
		loop: true,
		steps: [['execute', 'success', 4]],
	},
	{
		name: 'a pass of a loop that fails',
		loop: true,
		steps: [
			['execute', 'error', 3],
			['original', 'success', 4],
		],
	},
];

/** What depends on where n8n keeps files. */
const FILE_CASES: readonly Case[] = [
	{ name: 'files, per image', parameters: {} },
	{ name: 'files, per request', parameters: { output: 'perRequest' } },
	{
		name: 'files that came in the answer',
		parameters: { prompt: '={{ $json.prompt }} [[shape:b64Json]]' },
	},
].map(({ name, parameters }) => ({
	name,
	parameters: { download: true, numberOfImages: 2, ...parameters },
	steps: [
		['execute', 'error', 4],
		['original', 'success', 8],
	],
	files: 8,
}));

/** Retry in n8n's list of executions: what is paid, in all, after each step. */
export function describeRetry(current: () => Environment, release: N8nRelease): void {
	describe('Retry of an execution pays once', () => {
		it.each([...CASES, ...FILE_CASES])('$name', async (one) => await hold(current(), one));

		describe('where files stand in the execution’s data', () => {
			let inData: Whole<Environment> | undefined;

			beforeAll(async () => {
				inData = await startEnvironment(release, {
					environment: { N8N_DEFAULT_BINARY_DATA_MODE: 'default' },
				});
			});

			afterAll(async () => await inData?.close());

			it.each(FILE_CASES)('$name', async (one) => {
				if (!inData) throw new Error('n8n was not started');
				await hold(inData, one, /^undefined$/);
			});
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

/** Four items that are sent one by one; in a loop two by two, and in both passes the same. */
function workflowFor(one: Case, simulatorUrl: string): JsonRecord {
	const { refusals = 1, bad = `[[fault:inputInspectionFailed*${refusals}]]` } = one;
	const behind = refusals === 0 ? '' : ` ${bad}`;
	const prompts = Array.from({ length: 4 }, (_, at) => ({
		prompt: `${one.name}, ${one.loop ? at % 2 : at}${at === (one.loop ? 3 : 2) ? behind : ''}`,
	}));
	const { options, ...parameters } = one.parameters ?? {};
	const node = qwen(
		{
			imageUrl: `${simulatorUrl}/inputs/mug.png`,
			model: PLUS,
			prompt: '={{ $json.prompt }}',
			download: false,
			options: { concurrency: 1, ...recordOf(options ?? {}, 'options') },
			...parameters,
		},
		one.node,
	);
	const loop: NodeSpec = {
		name: 'Loop Over Items',
		type: 'n8n-nodes-base.splitInBatches',
		typeVersion: 3,
		parameters: { batchSize: 2 },
	};
	const workflow = workflowOf(one.name, [
		one.webhook ? webhook(one.webhook) : START,
		items('Prompts', prompts),
		...(one.loop ? [loop] : []),
		node,
		...(one.after ?? []),
	]);
	if (!one.loop) return workflow;
	const to = (name: string): JsonRecord[] => [{ node: name, type: 'main', index: 0 }];
	return {
		...workflow,
		connections: {
			...recordOf(workflow.connections, 'connections'),
			[loop.name]: { main: [[], to(NODE)] },
			[NODE]: { main: [to(loop.name)] },
		},
	};
}

/** Nothing, where n8n refuses to retry; any other error is thrown on. */
function refusal(error: unknown): undefined {
	if (!/deleted or renamed/.test(String(error))) throw error;
}
