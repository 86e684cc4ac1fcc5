import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { Failure } from '../failure';
import type { Prepared } from '../input/prepare';
import type { Sending } from '../wire/sending';
import type { Download } from './download';
import { isSettled, type Settled, settledRequests } from './paid';
import type { ItemResult } from './result';

/** What became of an item. */
export type Ending = ItemResult | Failure;

/** An input item and what is known of it so far. */
export interface BatchItem {
	index: number;
	input: INodeExecutionData;
	/** Missing where the item's input was refused. */
	prepared?: Prepared;
	key?: string;
	sending?: Sending;
	ending?: Ending;
	downloads: Array<Promise<Download | undefined>>;
}

/** The items of one try of the node, and what became of each. */
export class Batch {
	readonly items: BatchItem[];
	/** Whether an AI agent calls the node. */
	readonly isTool: boolean;
	readonly settled: Map<string, Settled>;
	private readonly continues: boolean;
	private anyFailed = false;

	constructor(context: IExecuteFunctions) {
		this.items = context.getInputData().map((input, index) => ({ index, input, downloads: [] }));
		this.isTool = isToolRun(context);
		// An agent whose tool throws reads an empty answer, and may well try again and pay again.
		this.continues = context.continueOnFail() || this.isTool;
		this.settled = settledRequests(context.getExecuteData());
	}

	end(item: BatchItem, ending: Ending): void {
		item.ending = ending;
		const failed = ending instanceof Failure;
		this.anyFailed ||= failed;
		if (item.key !== undefined && (!failed || isSettled(ending))) {
			this.settled.set(item.key, ending);
		}
	}

	/** What is wrong concerns every item, such as the credential. */
	endAll(failure: Failure): void {
		for (const item of this.items) this.end(item, failure);
	}

	/** Whether an item failed in a workflow that stops on errors. */
	get mustStop(): boolean {
		return this.anyFailed && !this.continues;
	}
}

/** Whether an AI agent calls the node: n8n then runs a copy of its type whose name ends in Tool. */
function isToolRun(context: IExecuteFunctions): boolean {
	if (context.getNode().type.endsWith('Tool')) return true;
	// Where the agent calls the node itself, n8n's context says so; of a run like that of any other node it says no.
	return 'isToolExecution' in context && context.isToolExecution();
}
