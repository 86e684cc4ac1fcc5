import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { modelEntry } from './catalogue/models';
import { attempted, Failure } from './failure';
import { type BatchOptions, readBatchOptions } from './input/itemRequest';
import { itemReader } from './input/itemReader';
import { prepare } from './input/prepare';
import { ByteBudget } from './line/byteBudget';
import { dispatch, type Lane } from './line/dispatch';
import { Pace } from './line/pace/pace';
import { Semaphore } from './line/semaphore';
import { Batch, type BatchItem } from './output/batch';
import { Downloads } from './output/downloads';
import { handOver } from './output/handOver';
import { requestKey } from './output/paid';
import { Progress } from './output/progress';
import { type LineState, Sending } from './wire/sending';
import { Transport } from './wire/transport';

/** Items whose inputs are looked at beside each other. */
const CHECKS_AT_ONCE = 8;

/** Requests in flight when neither the user nor the service sets a bound. */
const MOST_IN_FLIGHT = 64;

/** Bytes of request bodies in memory at once: six requests of two 8 MB images. */
const BODY_BUDGET_BYTES = 128 * 1024 * 1024;

/** Five of the largest requests there are (three images of 10 MB): what someone who sets a concurrency may count on. */
const ASKED_BUDGET_BYTES = 5 * 42 * 1024 * 1024;

/**
 * Takes all input items through the pipeline: everything is checked first, then sent at the pace the service allows, and the
 * results are handed over in the order of the input.
 *
 * @throws NodeApiError or NodeOperationError for the first item that failed, with all finished results in it, unless the
 * workflow continues on errors
 */
export async function run(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const batch = new Batch(context);
	if (batch.items.length === 0) return [[]];
	const transport = await Transport.open(context);
	const bounds = await attempted(() => readBatchOptions(itemReader(context, 0)));
	if (transport instanceof Failure) batch.endAll(transport);
	else if (bounds instanceof Failure) batch.endAll(bounds);
	else {
		await check(context, batch, transport);
		await send(context, batch, transport, bounds);
	}
	return [await handOver(context, batch)];
}

/** Checks every item before the first is paid, and takes up what an earlier try of this run has settled. */
async function check(
	context: IExecuteFunctions,
	batch: Batch,
	transport: Transport,
): Promise<void> {
	const places = new Semaphore(CHECKS_AT_ONCE);
	const checkItem = async (item: BatchItem) => {
		const reader = itemReader(context, item.index);
		const prepared = await attempted(() => prepare(reader, transport));
		if (prepared instanceof Failure) {
			batch.end(item, prepared);
			return;
		}
		item.prepared = prepared;
		// Only a run that n8n may repeat can meet a request again.
		if (context.getNode().retryOnFail !== true) return;
		item.key = requestKey(item.index, prepared.request);
		const known = batch.settled.get(item.key);
		if (known) batch.end(item, known);
	};
	await Promise.all(batch.items.map(async (item) => await places.run(() => checkItem(item))));
}

/** Sends what is not settled yet. Downloads run beside the next requests. */
async function send(
	context: IExecuteFunctions,
	batch: Batch,
	transport: Transport,
	bounds: BatchOptions,
): Promise<void> {
	const downloads = new Downloads(context, transport, batch);
	const progress = new Progress(context, batch.items.length);
	const lanes = new Map<string, ModelLane>();
	for (const item of batch.items) {
		const { index, prepared, ending } = item;
		if (ending) downloads.start(item);
		else if (prepared) {
			const { model } = prepared.request;
			const lane = lanes.get(model) ?? newLane(model, bounds);
			lanes.set(model, lane);
			item.sending = new Sending(index, prepared, context, transport, lane.state);
			lane.jobs.push(item.sending);
		}
	}
	await dispatch({
		lanes: [...lanes.values()],
		bounds: lanes.size > 1 ? new Pace(boundsOf(bounds)) : undefined,
		budget: new ByteBudget(
			bounds.concurrency === undefined ? BODY_BUDGET_BYTES : ASKED_BUDGET_BYTES,
		),
		signal: transport.signal,
		halted: () => batch.mustStop,
		waiting: (ms) => progress.waiting(ms),
		attempt: async (sending) => {
			const verdict = await sending.attempt();
			const item = batch.items[sending.index];
			if (sending.ending && item) {
				batch.end(item, sending.ending);
				downloads.start(item);
				progress.ended(!(sending.ending instanceof Failure));
			}
			return verdict;
		},
	});
	if (transport.signal?.aborted || batch.mustStop) return;
	for (const { jobs, state } of lanes.values()) {
		for (const { index, ending } of jobs) {
			const item = batch.items[index];
			if (state.givenUp && !ending && item) batch.end(item, state.givenUp);
		}
	}
}

/** The requests for one model: the service limits each by itself. */
interface ModelLane extends Lane<Sending> {
	state: LineState;
}

function newLane(model: string, bounds: BatchOptions): ModelLane {
	const state: LineState = { takenAt: Date.now() };
	return {
		pace: new Pace(boundsOf(bounds), modelEntry(model)?.allowance),
		jobs: [],
		state,
		closed: () => state.givenUp !== undefined,
	};
}

function boundsOf(bounds: BatchOptions): BatchOptions {
	return { ...bounds, concurrency: Math.min(bounds.concurrency ?? Infinity, MOST_IN_FLIGHT) };
}
