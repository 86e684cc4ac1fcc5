import type { IExecuteFunctions } from 'n8n-workflow';

import { Failure } from '../failure';
import { Semaphore } from '../line/semaphore';
import type { Transport } from '../wire/transport';
import type { Batch, BatchItem } from './batch';
import { downloadResult } from './download';
import { nameSource } from './fileName';

/** Downloads beside each other, of all executions of the process. */
const PLACES = new Semaphore(4);

/** The downloads of a run: they go on beside the next requests. */
export class Downloads {
	constructor(
		private readonly context: IExecuteFunctions,
		private readonly transport: Transport,
		private readonly batch: Batch,
	) {}

	/** Starts the downloads of a finished item. An agent's tool gets links only: files do not reach the agent. */
	start({ ending, prepared, downloads }: BatchItem): void {
		if (!ending || ending instanceof Failure || !prepared) return;
		if (!prepared.request.output.download || this.batch.isTool) return;
		const after = nameSource(prepared.request);
		const { length: count } = ending.images;
		ending.images.forEach(({ url }, at) => {
			if (url === undefined) downloads.push(Promise.resolve(undefined));
			else {
				const name = { after, index: at, count };
				downloads.push(
					PLACES.run(
						this.batch,
						async () => await downloadResult(this.context, this.transport, url, name),
					),
				);
			}
		});
	}
}
