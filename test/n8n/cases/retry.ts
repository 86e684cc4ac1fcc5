import { setTimeout as sleep } from 'node:timers/promises';
import type { Execution } from '../../../scripts/n8n/client';
import { recordOf, type JsonRecord } from '../../../scripts/n8n/json';
import type { Whole } from '../../../scripts/n8n/parts';
import type { N8nRelease } from '../../../scripts/n8n/versions';
import { withNodes } from '../../../scripts/n8n/workflows';
import { DEFAULT_OPTIONS } from '../../simulator';
import { startEnvironment, type Environment } from '../environment';
import { startByWebhook, webhook } from '../webhook';
import { items, NODE, qwen, START, workflowOf, type NodeSpec } from '../workflowBuilder';

/** What is done after an execution has ended, how it ends, and how many images are paid in all by then. */
interface Step {
	/** Retry of the execution before, with the workflow as it was or as it is saved now; or a new execution. */
	readonly press: 'original' | 'current' | 'execute';
	/** Parameters of the node that are changed, and saved, before. */
	readonly change?: JsonRecord;
	/** The node's new name, saved before. */
	readonly rename?: string;
	/** `refused`: n8n does not begin. */
	readonly ends: 'error' | 'success' | 'refused';
	readonly paid: number;
}

interface Case {
	readonly name: string;
	/** What is behind the prompt of the third of four items, in a loop of the last; the service makes the others. */
	readonly bad?: string;
	readonly parameters?: JsonRecord;
	readonly node?: Partial<NodeSpec>;
	/** Started by this webhook rather than by hand. */
	readonly webhook?: string;
	readonly after?: readonly NodeSpec[];
	/** Sends the items two by two. */
	readonly loop?: boolean;
	/** How long links live. */
	readonly linkLifetimeMs?: number;
	readonly first: Pick<Step, 'ends' | 'paid'>;
	readonly steps: readonly Step[];
	/** Files the last execution hands over, all of which n8n has. */
	readonly files?: number;
	/** What stands in a hint of the last execution. */
	readonly hint?: string;
}

const refused = (times?: number): string =>
	`[[fault:inputInspectionFailed${times === undefined ? '' : `*${times}`}]]`;
const stop: NodeSpec = {
	name: 'Stop and Error',
	type: 'n8n-nodes-base.stopAndError',
	parameters: { errorMessage: 'A later step' },
};
const retried: readonly Step[] = [{ press: 'original', ends: 'success', paid: 4 }];
const files: Pick<Case, 'bad' | 'parameters' | 'first' | 'steps' | 'files'> = {
	bad: refused(1),
	parameters: { download: true, numberOfImages: 2 },
	first: { ends: 'error', paid: 4 },
	steps: [{ press: 'original', ends: 'success', paid: 8 }],
	files: 8,
};

const CASES: readonly Case[] = [
	{
		name: 'an item with a bad setting: nothing is sent',
		parameters: { numberOfImages: "={{ $json.prompt.includes(', 2') ? 99 : 1 }}" },
		first: { ends: 'error', paid: 0 },
		steps: [{ press: 'current', change: { numberOfImages: 1 }, ends: 'success', paid: 4 }],
	},
	{
		name: 'Retry twice, of an execution that was started by hand',
		bad: refused(2),
		first: { ends: 'error', paid: 2 },
		steps: [
			{ press: 'original', ends: 'error', paid: 2 },
			{ press: 'current', ends: 'success', paid: 4 },
		],
	},
	{
		name: 'Retry of an execution that was started by a webhook',
		bad: refused(1),
		webhook: 'retry-of-an-order',
		first: { ends: 'error', paid: 2 },
		steps: retried,
	},
	{
		name: 'Retry On Fail, then Retry',
		bad: refused(3),
		node: { maxTries: 2 },
		first: { ends: 'error', paid: 2 },
		steps: retried,
	},
	...(['continueRegularOutput', 'continueErrorOutput'] as const).map(
		(onError): Case => ({
			name: `${onError}: Retry goes on behind the node, a new execution is a new order`,
			bad: refused(),
			node: { onError },
			after: [stop],
			first: { ends: 'error', paid: 3 },
			steps: [
				{ press: 'original', ends: 'error', paid: 3 },
				{ press: 'execute', ends: 'error', paid: 6 },
			],
		}),
	),
	{
		name: 'a link that has ended',
		bad: refused(1),
		linkLifetimeMs: 1,
		first: { ends: 'error', paid: 2 },
		steps: [{ press: 'original', ends: 'success', paid: 6 }],
		hint: 'made and paid again',
	},
	{
		name: 'a lost answer',
		bad: '[[fault:requestTimeOut*1]]',
		first: { ends: 'error', paid: 3 },
		steps: [
			{ press: 'original', ends: 'error', paid: 4 },
			{ press: 'current', ends: 'error', paid: 4 },
			{
				press: 'current',
				change: { options: { retryUncertain: true } },
				ends: 'success',
				paid: 5,
			},
		],
	},
	{
		name: 'a changed prompt',
		bad: refused(1),
		first: { ends: 'error', paid: 2 },
		steps: [
			{
				press: 'current',
				change: { prompt: "={{ $json.prompt.replace(', 0', ', 0 in red') }}" },
				ends: 'success',
				paid: 5,
			},
		],
	},
	{
		name: 'a changed setting',
		bad: refused(1),
		first: { ends: 'error', paid: 2 },
		steps: [
			{
				press: 'current',
				change: { parameters: { negativePrompt: 'blurry' } },
				ends: 'error',
				paid: 4,
			},
			{ press: 'original', ends: 'success', paid: 6 },
		],
	},
	{
		name: 'another order of the items',
		bad: refused(1),
		first: { ends: 'error', paid: 2 },
		steps: [
			{
				press: 'current',
				change: { prompt: "={{ $('Prompts').all()[3 - $itemIndex].json.prompt }}" },
				ends: 'success',
				paid: 6,
			},
		],
	},
	{
		name: 'another name of the node',
		bad: refused(1),
		first: { ends: 'error', paid: 2 },
		steps: [{ press: 'current', rename: 'Another Name', ends: 'refused', paid: 2 }, ...retried],
	},
	{
		name: 'a changed option and output',
		bad: refused(1),
		first: { ends: 'error', paid: 2 },
		steps: [
			{
				press: 'current',
				change: { output: 'perRequest', download: true, options: { timeout: 77 } },
				ends: 'success',
				paid: 4,
			},
		],
		files: 4,
	},
	{
		name: 'two passes of a loop with the same items',
		bad: '',
		loop: true,
		first: { ends: 'success', paid: 4 },
		steps: [],
	},
	{
		name: 'a pass of a loop that fails',
		bad: refused(1),
		loop: true,
		first: { ends: 'error', paid: 3 },
		steps: retried,
	},
];

/** What depends on where n8n keeps files. */
const FILE_CASES: readonly Case[] = [
	{ name: 'files, per image', ...files },
	{
		name: 'files, per request',
		...files,
		parameters: { ...files.parameters, output: 'perRequest' },
	},
	{
		name: 'files that came in the answer',
		...files,
		bad: `${refused(1)} [[shape:b64Json]]`,
		parameters: { ...files.parameters, prompt: '={{ $json.prompt }} [[shape:b64Json]]' },
	},
];

/** Retry in n8n's list of executions: what is paid, in all, after each step. */
export function describeRetry(current: () => Environment, release: N8nRelease): void {
	describe('Retry of an execution', () => {
		describe('pays once', () => {
			it.each([...CASES, ...FILE_CASES])('$name', async (one) => await hold(current(), one));
		});

		describe('pays once where files stand in the execution’s data', () => {
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
	environment: Environment,
	one: Case,
	fileId: RegExp = /^filesystem/,
): Promise<void> {
	const { client, simulator, add } = environment;
	const id = await add(workflowFor(one, simulator.url));
	const before = simulator.counts.imagesMade;
	const paid = (): number => simulator.counts.imagesMade - before;
	const execute = async (): Promise<Execution> =>
		one.webhook
			? await client.waitForExecution(await startByWebhook(client, id, one.webhook))
			: await client.runWorkflow(id, START.name);

	const { linkLifetimeMs = DEFAULT_OPTIONS.linkLifetimeMs } = one;
	simulator.set({ linkLifetimeMs, pictures: 'blank' });
	let last = await execute();
	if (one.first.paid > 0 && last.runs[NODE]?.some(({ error }) => error)) {
		expect(JSON.stringify(last.error)).toContain('Retry pays only for what is missing.');
	}
	const seen: Step[] = [{ press: 'execute', ends: endOf(last), paid: paid() }];
	simulator.set({ linkLifetimeMs: DEFAULT_OPTIONS.linkLifetimeMs });
	// A link's end is a whole second.
	if (one.linkLifetimeMs !== undefined) await sleep(one.linkLifetimeMs + 1_000);
	for (const { press, change, rename } of one.steps) {
		if (change ?? rename) {
			const stored = await client.call('GET', `/workflows/${id}`);
			await client.updateWorkflow(id, changed(stored, { ...change }, rename));
		}
		const ended =
			press === 'execute'
				? await execute()
				: await client.retryExecution(last.id, press).catch(refusal);
		last = ended ?? last;
		const ends = ended ? endOf(ended) : 'refused';
		seen.push({ press, ...(change && { change }), ...(rename && { rename }), ends, paid: paid() });
	}
	expect(seen).toEqual([{ press: 'execute', ...one.first }, ...one.steps]);

	const runs = last.runs[NODE] ?? [];
	if (one.hint !== undefined) expect(JSON.stringify(runs)).toContain(one.hint);
	simulator.set({ pictures: DEFAULT_OPTIONS.pictures });
	if (one.files === undefined) return;
	const handedOver = runs.flatMap(({ outputs }) => outputs.flat());
	const stored = handedOver.flatMap(({ binary }) => Object.values(binary ?? {}));
	expect(stored).toHaveLength(one.files);
	for (const file of stored) {
		expect(String(file.id)).toMatch(fileId);
		const bytes =
			file.id === undefined
				? Buffer.from(String(file.data), 'base64')
				: await client.downloadFile(file);
		expect(bytes.subarray(1, 4).toString()).toBe('PNG');
	}
}

function endOf({ status }: Execution): Step['ends'] {
	if (status === 'error' || status === 'success') return status;
	throw new Error(`The execution ended as "${status}"`);
}

/** Four items that are sent one by one; in a loop two by two, and in both passes the same. */
function workflowFor(one: Case, simulatorUrl: string): JsonRecord {
	const bad = one.loop ? 3 : 2;
	const prompts = Array.from({ length: 4 }, (_, at) => ({
		prompt: `${one.name}, ${one.loop ? at % 2 : at}${at === bad ? ` ${one.bad ?? ''}` : ''}`.trim(),
	}));
	const options = { concurrency: 1 };
	const parameters = {
		imageUrl: `${simulatorUrl}/inputs/mug.png`,
		model: { __rl: true, mode: 'id', value: 'qwen-image-edit-plus' },
		prompt: '={{ $json.prompt }}',
		download: false,
		options,
		...one.parameters,
	};
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
		qwen(parameters, one.node),
		...(one.after ?? []),
	]);
	if (!one.loop) return workflow;
	const to = (node: string): JsonRecord[] => [{ node, type: 'main', index: 0 }];
	return {
		...workflow,
		connections: {
			...recordOf(workflow.connections, 'connections'),
			[loop.name]: { main: [[], to(NODE)] },
			[NODE]: { main: [to(loop.name)] },
		},
	};
}

/** The nodes of a stored workflow with other parameters, and perhaps another name, of the node under test. */
function changed(stored: unknown, change: JsonRecord, name: string = NODE): JsonRecord {
	const workflow = recordOf(stored, 'workflow');
	const { nodes } = withNodes(workflow, ({ name: node, raw }) => {
		if (node !== NODE) return undefined;
		const { options, ...parameters } = recordOf(raw.parameters, 'parameters');
		const all = { ...recordOf(options, 'options'), ...recordOf(change.options ?? {}, 'options') };
		return { name, parameters: { ...parameters, ...change, options: all } };
	});
	const connections: unknown = JSON.parse(
		JSON.stringify(workflow.connections).replaceAll(`"${NODE}"`, `"${name}"`),
	);
	return { nodes, connections };
}

/** Nothing, where n8n refuses to retry; any other error is thrown on. */
function refusal(error: unknown): undefined {
	if (!/deleted or renamed/.test(String(error))) throw error;
}
