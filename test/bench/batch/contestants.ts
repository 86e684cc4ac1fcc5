/** A program that sends batches in different ways, kept for several, as a server would be. */
import '../../engine/harness/environment';

import axios from 'axios';
import type { INodeExecutionData, IRun } from 'n8n-workflow';
import pLimit from 'p-limit';
import { runNode, type RunOptions } from '../../engine/harness/run';
import { SIMULATOR_KEY, simulatorCredentials } from '../../engine/harness/simulator';
import { onTask } from '../support/child';
import { loadOwnNodes } from '../support/n8n-nodes';
import { bodyOf, httpRequestParameters, outputOf, runSteps, type Step } from '../support/workflows';
import type { Contestant, Workload } from './workloads';

export interface Task extends Pick<Workload, 'latencies' | 'stopAfterMs' | 'retries'> {
	contestant: Contestant;
	url: string;
	/** This node's key: a new one is an account of which it has learned nothing yet. */
	apiKey: string;
}

interface Sent {
	/** Items whose result reached the next step. */
	delivered: number;
	error?: { message: string };
}

export type Outcome = Sent & { wallMs: number; stoppedAt?: number };

type OnStart = RunOptions['onStart'];

/** Sends a batch the given way; a failing workflow is an outcome, too. */
onTask(async (task: Task): Promise<Outcome> => {
	const { contestant, stopAfterMs } = task;
	let stoppedAt: number | undefined;
	const onStart: OnStart = ({ cancel }) => {
		if (stopAfterMs === undefined) return;
		setTimeout(() => {
			stoppedAt = Date.now();
			cancel();
		}, stopAfterMs);
	};
	if (contestant.kind === 'http') loadOwnNodes();
	const startedAt = performance.now();
	const sent =
		contestant.kind === 'bare'
			? await bare(task, contestant.atOnce)
			: contestant.kind === 'node'
				? await ours(task, contestant.concurrency, onStart)
				: await theirs(task, stepsOf(task, contestant), onStart);
	return { ...sent, wallMs: performance.now() - startedAt, stoppedAt };
});

async function ours(task: Task, concurrency: number | undefined, onStart: OnStart): Promise<Sent> {
	const { items, error } = await retried(
		task,
		async (retryOf) =>
			await runNode({
				parameters: {
					prompt: '={{ $json.prompt }}',
					imageUrl: `${task.url}/inputs/mug.png`,
					download: false,
					options: concurrency === undefined ? {} : { concurrency },
				},
				items: itemsOf(task),
				credentials: simulatorCredentials(task, task.apiKey),
				mode: 'trigger',
				...{ onStart, retryOf },
			}),
	);
	return { delivered: items.filter(({ json }) => typeof json.url === 'string').length, error };
}

async function theirs(task: Task, steps: Step[], onStart: OnStart): Promise<Sent> {
	const { run } = await retried(task, async (retryOf) => ({
		run: await runSteps(itemsOf(task), steps, { onStart, retryOf }),
	}));
	const { error } = run.data.resultData;
	// The first step of a loop hands over what came of all passes.
	const items = error ? [] : outputOf(run, steps[0]?.name ?? '');
	// The shape in which the gateway answers.
	const pictures = items.flatMap(({ json }) => (Array.isArray(json.data) ? json.data[0] : []));
	return { delivered: pictures.length, error };
}

/** Runs a workflow and presses Retry as often as the task says; gives what came of the last time. */
async function retried<T extends { run: IRun }>(
	{ retries = 0 }: Task,
	start: (retryOf?: IRun) => Promise<T>,
): Promise<T> {
	let result = await start();
	for (let again = 0; again < retries; again += 1) result = await start(result.run);
	return result;
}

function stepsOf(
	{ url }: Task,
	{ batch, loop, retryOnFail }: Extract<Contestant, { kind: 'http' }>,
): Step[] {
	const { httpRequest, loopOverItems } = loadOwnNodes();
	const content = `[{ image: '${url}/inputs/mug.png' }, { text: $json.prompt }]`;
	const request: Step = {
		name: 'HTTP Request',
		type: httpRequest,
		typeVersion: 4.5,
		parameters: httpRequestParameters(url, content, batch && { batching: { batch } }),
		// n8n's own defaults, which its editor fills in.
		settings: retryOnFail ? { retryOnFail, maxTries: 3, waitBetweenTries: 1000 } : {},
	};
	if (!loop) return [request];
	const first: Step = {
		...{ name: 'Loop Over Items', type: loopOverItems, typeVersion: 3 },
		parameters: { batchSize: 1, options: {} },
		next: [[], [request.name]],
	};
	return [first, { ...request, next: [[first.name]] }];
}

async function bare({ url, latencies }: Task, atOnce: number): Promise<Sent> {
	const limit = pLimit(atOnce);
	const headers = { Authorization: `Bearer ${SIMULATOR_KEY}` };
	const send = async (text: string) => {
		const body = bodyOf([{ image: `${url}/inputs/mug.png` }, { text }]);
		await axios.post(`${url}/v1/images/generations`, body, { headers });
	};
	const answers = await Promise.allSettled(
		latencies.map((latency, index) => limit(send, promptOf(index, latency))),
	);
	return { delivered: answers.filter(({ status }) => status === 'fulfilled').length };
}

/** The instruction of an item; the simulator takes its working time out of it. */
function promptOf(index: number, latencyMs: number): string {
	return `Item ${index} [[latency:${latencyMs}]]`;
}

/** Where the service refuses an item for a while, it is the fourth. */
function itemsOf({ latencies, retries }: Task): INodeExecutionData[] {
	return latencies.map((latency, index) => {
		const refused = retries !== undefined && index === 3;
		const fault = refused ? ` [[fault:inputInspectionFailed*${retries}]]` : '';
		return { json: { prompt: `${promptOf(index, latency)}${fault}` } };
	});
}
