import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { type Download, downloadResult } from './download';
import { Edit, type SharedLimit } from './edit';
import { attempted, Failure } from './failure';
import { dispatch, type Lane } from './gateway/dispatch';
import { Limit } from './gateway/limit';
import { Pace } from './gateway/pace';
import { Transport } from './gateway/transport';
import { addHints } from './hints';
import { ByteBudget } from './images/budget';
import { inputFileName } from './images/fileName';
import { itemReader } from './items';
import { modelEntry } from './models';
import { failedItem, outputItems } from './output';
import { isSettled, requestKey, type Settled, settledRequests } from './paid';
import { type BatchOptions, readBatchOptions } from './parameters';
import { type Prepared, prepare } from './prepare';
import { Progress } from './progress';
import { messageFor, type ReportedFailure, runError } from './report';
import type { EditResult } from './result';

/** Items whose inputs are looked at beside each other. */
const CHECKS_AT_ONCE = 8;
const DOWNLOADS_AT_ONCE = 4;

/** Requests in flight when neither the user nor the service sets a bound. */
const MOST_IN_FLIGHT = 64;

/** Bytes of request bodies in memory at once: six requests of two 8 MB images. */
const BODY_BUDGET_BYTES = 128 * 1024 * 1024;

/** Five of the largest requests there are (three images of 10 MB): what someone who sets a concurrency may count on. */
const ASKED_BUDGET_BYTES = 5 * 42 * 1024 * 1024;

/** An input item and what is known of it so far. */
interface Item {
	index: number;
	input: INodeExecutionData;
	/** Missing where the item's input was refused. */
	prepared?: Prepared;
	key?: string;
	edit?: Edit;
	outcome?: EditResult | Failure;
	downloads: Array<Promise<Download | undefined>>;
}

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
	if (transport instanceof Failure) batch.fail(transport);
	else if (bounds instanceof Failure) batch.fail(bounds);
	else {
		await batch.check(transport);
		await batch.send(transport, bounds);
	}
	return [await batch.output()];
}

/** One try of the node over its input items. */
class Batch {
	readonly items: Item[];
	private readonly continues: boolean;
	private readonly settled: Map<string, Settled>;
	private anyFailed = false;

	constructor(private readonly context: IExecuteFunctions) {
		this.items = context.getInputData().map((input, index) => ({ index, input, downloads: [] }));
		// An agent whose tool throws reads an empty answer, and may well try again and pay again.
		this.continues = context.continueOnFail() || isToolRun(context);
		this.settled = settledRequests(context.getExecuteData());
	}

	/** What is wrong concerns every item, such as the credential. */
	fail(failure: Failure): void {
		for (const item of this.items) this.settle(item, failure);
	}

	/** Checks every item before the first is paid, and takes up what an earlier try of this run has settled. */
	async check(transport: Transport): Promise<void> {
		const limit = new Limit(CHECKS_AT_ONCE);
		const check = async (item: Item) => {
			const reader = itemReader(this.context, item.index);
			const prepared = await attempted(() => prepare(reader, transport));
			if (prepared instanceof Failure) {
				this.settle(item, prepared);
				return;
			}
			item.prepared = prepared;
			// Only a run that n8n may repeat can meet a request again.
			if (this.context.getNode().retryOnFail !== true) return;
			item.key = requestKey(item.index, prepared.request);
			const known = this.settled.get(item.key);
			if (known) this.settle(item, known);
		};
		await Promise.all(this.items.map(async (item) => await limit.run(() => check(item))));
	}

	/** Sends what is not settled yet. Downloads run beside the next requests. */
	async send(transport: Transport, bounds: BatchOptions): Promise<void> {
		const downloads = new Limit(DOWNLOADS_AT_ONCE);
		const progress = new Progress(this.context, this.items.length);
		const lanes = new Map<string, ModelLane>();
		for (const item of this.items) {
			const { index, prepared, outcome } = item;
			if (outcome) this.download(item, transport, downloads);
			else if (prepared) {
				const { model } = prepared.request;
				const lane = lanes.get(model) ?? this.lane(model, bounds);
				lanes.set(model, lane);
				item.edit = new Edit(index, prepared, this.context, transport, lane.limit);
				lane.jobs.push(item.edit);
			}
		}
		await dispatch({
			lanes: [...lanes.values()],
			bounds: lanes.size > 1 ? new Pace(boundsOf(bounds)) : undefined,
			budget: new ByteBudget(
				bounds.concurrency === undefined ? BODY_BUDGET_BYTES : ASKED_BUDGET_BYTES,
			),
			signal: transport.signal,
			halted: () => this.mustStop(),
			waiting: (ms) => progress.waiting(ms),
			attempt: async (edit) => {
				const verdict = await edit.attempt();
				const item = this.items[edit.index];
				if (edit.outcome && item) {
					this.settle(item, edit.outcome);
					this.download(item, transport, downloads);
					progress.ended(!(edit.outcome instanceof Failure));
				}
				return verdict;
			},
		});
		if (transport.signal?.aborted || this.mustStop()) return;
		for (const { jobs, limit } of lanes.values()) {
			for (const { index, outcome } of jobs) {
				const item = this.items[index];
				if (limit.givenUp && !outcome && item) this.settle(item, limit.givenUp);
			}
		}
	}

	/** The output items in the order of the input; where the workflow stops on errors, the first failure is thrown. */
	async output(): Promise<INodeExecutionData[]> {
		const failures: ReportedFailure[] = [];
		const results: Array<{ item: Item; result: EditResult }> = [];
		for (const item of this.items) {
			const { index, outcome } = item;
			if (outcome instanceof Failure) {
				failures.push({ index, failure: outcome, tries: item.edit?.sent ?? 0 });
			} else if (outcome) results.push({ item, result: outcome });
		}
		const stopped = this.context.getExecutionCancelSignal()?.aborted === true;
		if (this.mustStop() && !stopped) {
			const finished = results.map(({ item: { index }, result }) => ({ index, result }));
			throw runError(this.context.getNode(), failures, finished, this.items.length);
		}
		const downloaded = await Promise.all(
			results.map(async ({ item }) => await Promise.all(item.downloads)),
		);
		const outputs = new Map<number, INodeExecutionData[]>();
		results.forEach(({ item: { index, input, prepared }, result }, at) => {
			if (!prepared) return;
			const settings = prepared.request.output;
			const downloads = downloaded[at] ?? [];
			outputs.set(index, outputItems({ index, input, settings, result, downloads }));
		});
		const toErrorOutput = this.context.getNode().onError === 'continueErrorOutput';
		for (const { index, failure, tries } of failures) {
			const input = this.items[index]?.input ?? { json: {} };
			const message = messageFor(index, failure);
			outputs.set(index, [failedItem({ index, input, failure, message, tries }, toErrorOutput)]);
		}
		this.addHints(results, downloaded, failures.length);
		return this.items.flatMap(({ index }) => outputs.get(index) ?? []);
	}

	private addHints(
		results: Array<{ item: Item; result: EditResult }>,
		downloaded: Array<Array<Download | undefined>>,
		failedItems: number,
	): void {
		addHints(this.context, {
			itemHints: this.items.flatMap(({ index, prepared }) =>
				(prepared?.hints ?? []).map((text) => ({ index, text })),
			),
			results: results.map(({ item: { index }, result }) => ({ index, result })),
			failedDownloads: downloaded.flatMap((downloads, at) =>
				downloads.flatMap((download) =>
					download && 'problem' in download
						? [{ index: results[at]?.item.index ?? 0, problem: download.problem }]
						: [],
				),
			),
			failedItems,
			sent: this.items.reduce((sum, { edit }) => sum + (edit?.sent ?? 0), 0),
			linksOnly: results.some(
				({ item: { prepared } }) => prepared?.request.output.download === false,
			),
		});
	}

	private settle(item: Item, outcome: Settled): void {
		item.outcome = outcome;
		const failed = outcome instanceof Failure;
		this.anyFailed ||= failed;
		if (item.key !== undefined && (!failed || isSettled(outcome))) {
			this.settled.set(item.key, outcome);
		}
	}

	private mustStop(): boolean {
		return this.anyFailed && !this.continues;
	}

	/** Starts the downloads of a finished item. An agent's tool gets links only: files do not reach the agent. */
	private download(item: Item, transport: Transport, limit: Limit): void {
		const { outcome, prepared, downloads } = item;
		if (!outcome || outcome instanceof Failure || !prepared) return;
		if (!prepared.request.output.download || isToolRun(this.context)) return;
		const [source] = prepared.request.images;
		const { length: count } = outcome.images;
		outcome.images.forEach(({ url }, at) => {
			if (url === undefined) downloads.push(Promise.resolve(undefined));
			else {
				const name = { input: source && inputFileName(source), index: at, count };
				downloads.push(
					limit.run(async () => await downloadResult(this.context, transport, url, name)),
				);
			}
		});
	}

	/** The requests for one model: the service limits each by itself. */
	private lane(model: string, bounds: BatchOptions): ModelLane {
		const limit: SharedLimit = { takenAt: Date.now() };
		return {
			pace: new Pace(boundsOf(bounds), modelEntry(model)?.allowance),
			jobs: [],
			limit,
			closed: () => limit.givenUp !== undefined,
		};
	}
}

interface ModelLane extends Lane<Edit> {
	limit: SharedLimit;
}

function boundsOf(bounds: BatchOptions): BatchOptions {
	return { ...bounds, concurrency: Math.min(bounds.concurrency ?? Infinity, MOST_IN_FLIGHT) };
}

/** Whether an AI agent calls the node: n8n then runs a copy of its type whose name ends in Tool. */
function isToolRun(context: IExecuteFunctions): boolean {
	if (context.getNode().type.endsWith('Tool')) return true;
	// Where the agent calls the node itself, n8n's context says so; of a run like that of any other node it says no.
	return 'isToolExecution' in context && context.isToolExecution();
}
