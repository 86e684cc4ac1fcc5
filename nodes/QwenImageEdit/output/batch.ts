import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { Failure } from '../failure';
import type { Prepared } from '../input/prepare';
import type { Sending } from '../wire/sending';
import type { Download } from './download';
import { Ledger } from './ledger';
import type { ItemResult } from './result';
import type { ToolCall } from './toolCalls';

/** What became of an item. */
export type Ending = ItemResult | Failure;

/** A request that may be sent, under the name by which the ledger knows it. */
interface Checked extends Prepared {
	key: string;
}

/** An input item and what is known of it so far. */
export interface BatchItem {
	index: number;
	input: INodeExecutionData;
	/** Missing where the item's input was refused. */
	prepared?: Checked;
	sending?: Sending;
	/** As a tool: the call that this item answers, for those who ask for the same. */
	call?: ToolCall;
	/** As a tool: whether it was made, and paid, for an earlier call that asked for the same. */
	repeated?: boolean;
	ending?: Ending;
	/** Set where a check finds that an earlier try, or the retried execution, has paid for it. */
	alreadyPaid?: boolean;
	downloads: Array<Promise<Download | undefined>>;
}

/** An item whose input is fine. */
export type CheckedItem = BatchItem & { prepared: Checked };

/** The items of one try of the node, and what became of each. */
export class Batch {
	readonly items: BatchItem[];
	/** Whether an AI agent calls the node. */
	readonly isTool: boolean;
	readonly ledger: Ledger;
	/** Whether n8n may run the node again where the first item failed although the workflow continues. */
	readonly mayRunAgain: boolean;
	/** Whether the workflow goes on where items fail. */
	readonly continues: boolean;
	private anyFailed = false;

	constructor(private readonly context: IExecuteFunctions) {
		this.items = context.getInputData().map((input, index) => ({ index, input, downloads: [] }));
		this.isTool = isToolRun(context);
		// An agent whose tool throws reads an empty answer, and may well try again and pay again.
		this.continues = context.continueOnFail() || this.isTool;
		const pass = Number(context.getWorkflowDataProxy(0).$runIndex);
		this.ledger = new Ledger(context.getContext('node'), pass);
		this.mayRunAgain = context.getNode().retryOnFail === true;
	}

	end(item: BatchItem, ending: Ending): void {
		item.ending = ending;
		item.call?.end(ending);
		this.anyFailed ||= ending instanceof Failure;
		if (ending instanceof Failure && ending.kind === 'defect') {
			const { cause } = ending;
			this.context.logger.error(
				`Qwen Image Edit, item ${item.index}: ${cause instanceof Error ? cause.stack : String(cause)}`,
			);
		}
		if (item.prepared) this.ledger.keep(item.prepared.key, item.index, ending);
	}

	/** Nothing is sent or handed over: of what is paid already, only that is said. */
	onlyCheck(): void {
		for (const item of this.items) {
			if (!item.ending || item.ending instanceof Failure) continue;
			item.alreadyPaid = true;
			item.ending = undefined;
		}
	}

	/** As a tool: an item that asks for exactly what an earlier call asked for, and gets what came of that. */
	repeat(item: BatchItem, ending: Ending): void {
		item.ending =
			ending instanceof Failure && ending.mayBeBilled
				? ending.withAdvice(
						'The same call was made before and is not sent again for ten minutes, so that nothing is paid twice. To make another image, change the instruction.',
					)
				: ending;
		item.repeated = true;
	}

	/** What is wrong concerns every item that has not ended, such as the credential. */
	endAll(failure: Failure): void {
		for (const item of this.items) if (!item.ending) this.end(item, failure);
	}

	/** Checked items for which nothing was paid yet. */
	get toSend(): CheckedItem[] {
		return this.items.filter(
			(item): item is CheckedItem => item.prepared !== undefined && !item.ending,
		);
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
