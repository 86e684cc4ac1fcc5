import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { modelEntry } from './catalogue/models';
import { attempted, Failure } from './failure';
import { type BatchOptions, readBatchOptions } from './input/itemRequest';
import { itemReader } from './input/itemReader';
import { prepare } from './input/prepare';
import { dispatch } from './line/dispatch';
import type { Line } from './line/line';
import { Lines } from './line/lines';
import { Semaphore } from './line/semaphore';
import { wait } from './line/wait';
import { Batch, type BatchItem } from './output/batch';
import { Downloads } from './output/downloads';
import { handOver } from './output/handOver';
import { endIfStopped, storeAfterMain } from './output/stop';
import { requestKey } from './output/ledger';
import { Progress } from './output/progress';
import { spendingFailure } from './output/spending';
import { takeUp } from './output/takeUp';
import { ToolCalls } from './output/toolCalls';
import { type LineState, Sending } from './wire/sending';
import { Transport } from './wire/transport';

/** Items whose inputs are looked at beside each other, of all executions of the process. */
const CHECKS = new Semaphore(8);

/** The lines of this process. */
const LINES = new Lines();

/** The calls of this process to the node as a tool. */
const TOOL_CALLS = new ToolCalls();

/**
 * Takes all input items through the pipeline: everything is checked first, then sent at the pace the service allows, and the
 * results are handed over in the order of the input.
 *
 * @throws NodeApiError or NodeOperationError for the first item that failed, with all finished results in it, unless the
 * workflow continues on errors
 */
export async function run(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const batch = new Batch(context);
	// n8n makes the remaining tries of Retry On Fail also after Stop, which may have come between two of them.
	endIfStopped(context, batch);
	if (batch.items.length === 0) return [[]];
	const endWatch = storeAfterMain(context, batch.ledger);
	try {
		await work(context, batch);
		return [await handOver(context, batch)];
	} finally {
		endWatch();
	}
}

async function work(context: IExecuteFunctions, batch: Batch): Promise<void> {
	const transport = await Transport.open(context);
	if (transport instanceof Failure) {
		batch.endAll(transport);
		return;
	}
	try {
		await checkAndSend(context, batch, transport);
	} finally {
		transport.close();
	}
}

async function checkAndSend(
	context: IExecuteFunctions,
	batch: Batch,
	transport: Transport,
): Promise<void> {
	const bounds = await attempted(() => readBatchOptions(itemReader(context, 0)));
	if (bounds instanceof Failure) {
		batch.endAll(bounds);
		return;
	}
	await check(context, batch, transport);
	if (bounds.checkOnly) batch.onlyCheck();
	if (bounds.checkOnly || batch.mustStop) return;
	try {
		if (batch.isTool) await joinCalls(context, batch, transport);
		const refused = spendingFailure(batch.toSend, bounds.maxImages ?? Infinity);
		if (refused) batch.endAll(refused);
		else await send(context, batch, transport, bounds);
	} finally {
		for (const { call } of batch.items) call?.end(undefined);
	}
}

/** As a tool: takes up what is being made, or was made, for the same call, and tells who asks for the same from now on. */
async function joinCalls(
	context: IExecuteFunctions,
	batch: Batch,
	{ account, signal }: Transport,
): Promise<void> {
	const tool = [account, context.getWorkflow().id, context.getNode().id];
	for (const item of batch.toSend) {
		while (!item.ending && !item.call && !signal?.aborted) {
			const key = JSON.stringify([...tool, item.prepared.key]);
			const retryUncertain = item.prepared.request.sending.retryUncertain;
			const joined = TOOL_CALLS.join(key, Date.now(), retryUncertain);
			if ('begun' in joined) item.call = joined.begun;
			else if (await wait(Infinity, signal, joined.made)) {
				const ending = await joined.made;
				if (ending) batch.repeat(item, ending);
			}
		}
	}
}

/** Checks every item before the first is paid, and takes up what an earlier try or the retried execution has paid for. */
async function check(
	context: IExecuteFunctions,
	batch: Batch,
	transport: Transport,
): Promise<void> {
	const checkItem = async (item: BatchItem) => {
		if (transport.signal?.aborted) return;
		const reader = itemReader(context, item.index);
		const prepared = await attempted(() => prepare(reader, transport));
		if (prepared instanceof Failure) {
			batch.end(item, prepared);
			return;
		}
		const key = requestKey(item.index, prepared.request);
		item.prepared = { ...prepared, key };
		const known = batch.ledger.find(key, prepared.request, Date.now());
		if (known) await takeUp(item, known, prepared, transport);
	};
	await Promise.all(
		batch.items.map(async (item) => await CHECKS.run(batch, () => checkItem(item))),
	);
}

/** Sends what is not paid yet. Downloads run beside the next requests. */
async function send(
	context: IExecuteFunctions,
	batch: Batch,
	transport: Transport,
	bounds: BatchOptions,
): Promise<void> {
	const downloads = new Downloads(context, transport, batch);
	const progress = new Progress(context, batch.items.length);
	const states = new Map<string, LineState>();
	const jobs: Array<{ job: Sending; line: Line }> = [];
	for (const item of batch.items) {
		const { index, prepared, ending } = item;
		if (ending) downloads.start(item);
		else if (prepared) {
			const { model } = prepared.request;
			const state = states.get(model) ?? lineState(transport.account, model);
			states.set(model, state);
			item.sending = new Sending(index, prepared, context, transport, state);
			jobs.push({ job: item.sending, line: state.line });
		}
	}
	await dispatch({
		jobs,
		bounds,
		signal: transport.signal,
		halted: () => batch.mustStop,
		waiting: (ms, behind) => progress.waiting(ms, behind),
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
	const endsEarly = transport.signal?.aborted || batch.mustStop;
	for (const item of batch.items) {
		const { prepared, sending } = item;
		if (!prepared || !sending || item.ending) continue;
		const givenUp = states.get(prepared.request.model)?.givenUp;
		// What waits for its next try when the run ends early may be paid by an earlier one.
		const ending = endsEarly ? sending.uncertain : givenUp && sending.endingOf(givenUp);
		if (ending) batch.end(item, ending);
	}
}

function lineState(account: string, model: string): LineState {
	const joinedAt = Date.now();
	return { line: LINES.of(account, model, modelEntry(model)?.allowance, joinedAt), joinedAt };
}
