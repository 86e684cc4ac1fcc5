/** The ways to send a batch; a program that sends batches, kept for several, as a server would be. */
import '../../engine/harness/environment';

import { setTimeout as sleep } from 'node:timers/promises';
import axios from 'axios';
import type { INodeExecutionData, IRun } from 'n8n-workflow';
import pLimit from 'p-limit';
import { runNode } from '../../engine/harness/run';
import { SIMULATOR_KEY, simulatorCredentials } from '../../engine/harness/simulator';
import { onTask } from '../support/child';
import { loadOwnNodes, type OwnNodes } from '../support/n8n-nodes';
import { httpRequestParameters, outputOf, runSteps, type Step } from '../support/workflows';
import { promptOf } from './workloads';

export type Contestant =
	| { kind: 'node'; concurrency?: number }
	/** HTTP Request with all its defaults. */
	| { kind: 'allAtOnce' }
	/** HTTP Request with batches, and Retry On Fail at its defaults. */
	| { kind: 'batches'; size: number; everyMs: number; retry: boolean }
	/** HTTP Request in Loop Over Items, one by one, with Retry On Fail. */
	| { kind: 'loop' }
	/** No n8n: a script that knows how many requests may run at once. */
	| { kind: 'bare'; atOnce: number };

export interface Task {
	contestant: Contestant;
	url: string;
	latencies: number[];
	/** Presses Stop so many ms after the start. */
	stopAfterMs?: number;
	/** The service refuses one of the items so often, and each time Retry of the execution is pressed. */
	retries?: number;
}

export interface Outcome {
	wallMs: number;
	/** Items whose result reached the next step. */
	delivered: number;
	stoppedAt?: number;
	error?: string;
}

let loaded: OwnNodes | undefined;

/** Sends a batch the given way; a failing workflow is an outcome, too. */
onTask(async (task: Task): Promise<Outcome> => {
	const { contestant } = task;
	if (contestant.kind === 'bare') return await bare(task, contestant.atOnce);
	if (contestant.kind === 'node') return await ours(task, contestant.concurrency);
	const nodes = (loaded ??= loadOwnNodes());
	const steps = contestant.kind === 'loop' ? loop(task, nodes) : [request(task, nodes, contestant)];
	return await timed(task, async (onStart) => {
		const { run, error } = await retried(task, async (retryOf) => {
			const done = await runSteps(itemsOf(task), steps, { onStart, retryOf });
			return { run: done, error: done.data.resultData.error };
		});
		// The first step of a loop hands over what came of all passes.
		const delivered = error ? [] : outputOf(run, steps[0]?.name ?? '');
		return { delivered: delivered.filter(hasImage).length, error };
	});
});

async function ours(task: Task, concurrency?: number): Promise<Outcome> {
	return await timed(task, async (onStart) => {
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
					credentials: simulatorCredentials(task),
					mode: 'trigger',
					onStart,
					retryOf,
				}),
		);
		const delivered = items.filter(({ json }) => typeof json.url === 'string').length;
		return { delivered, error };
	});
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

function loop(task: Task, nodes: OwnNodes): Step[] {
	const name = 'Loop Over Items';
	const step = request(task, nodes, { kind: 'loop' });
	const parameters = { batchSize: 1, options: {} };
	return [
		{ name, type: nodes.loopOverItems, typeVersion: 3, parameters, next: [[], [step.name]] },
		{ ...step, next: [[name]] },
	];
}

function request(task: Task, { httpRequest }: OwnNodes, contestant: Contestant): Step {
	const content = `[{ image: '${task.url}/inputs/mug.png' }, { text: $json.prompt }]`;
	const batched = contestant.kind === 'batches' ? contestant : undefined;
	const batch = batched && { batchSize: batched.size, batchInterval: batched.everyMs };
	return {
		name: 'HTTP Request',
		type: httpRequest,
		typeVersion: 4.5,
		parameters: httpRequestParameters(task.url, content, batch && { batching: { batch } }),
		// n8n's own defaults, which its editor fills in.
		settings:
			contestant.kind === 'loop' || batched?.retry
				? { retryOnFail: true, maxTries: 3, waitBetweenTries: 1000 }
				: {},
	};
}

async function bare({ url, latencies }: Task, atOnce: number): Promise<Outcome> {
	const limit = pLimit(atOnce);
	const startedAt = performance.now();
	const send = async (text: string) => {
		const content = [{ image: `${url}/inputs/mug.png` }, { text }];
		const body = {
			model: 'qwen-image-edit-plus',
			input: { messages: [{ role: 'user', content }] },
			parameters: { n: 1, watermark: false, prompt_extend: true },
		};
		const headers = { Authorization: `Bearer ${SIMULATOR_KEY}` };
		await axios.post(`${url}/v1/images/generations`, body, { headers });
	};
	const answers = await Promise.allSettled(
		latencies.map((latency, index) => limit(send, promptOf(index, latency))),
	);
	const wallMs = performance.now() - startedAt;
	return { wallMs, delivered: answers.filter(({ status }) => status === 'fulfilled').length };
}

async function timed(
	{ stopAfterMs }: Task,
	work: (
		onStart: (handle: { cancel(): void }) => void,
	) => Promise<{ delivered: number; error?: { message: string } }>,
): Promise<Outcome> {
	let stoppedAt: number | undefined;
	const startedAt = performance.now();
	const { delivered, error } = await work(({ cancel }) => {
		if (stopAfterMs === undefined) return;
		void sleep(stopAfterMs).then(() => {
			stoppedAt = Date.now();
			cancel();
		});
	});
	return { wallMs: performance.now() - startedAt, delivered, stoppedAt, error: error?.message };
}

/** Where the service refuses an item for a while, it is the fourth. */
const REFUSED_ITEM = 3;

function itemsOf({ latencies, retries }: Task): INodeExecutionData[] {
	return latencies.map((latency, index) => {
		const refused = retries !== undefined && index === REFUSED_ITEM;
		const fault = refused ? ` [[fault:inputInspectionFailed*${retries}]]` : '';
		return { json: { prompt: `${promptOf(index, latency)}${fault}` } };
	});
}

/** Whether an answer holds a picture, in the shape in which the gateway answers. */
function hasImage({ json }: INodeExecutionData): boolean {
	return Array.isArray(json.data) && json.data.length > 0;
}
