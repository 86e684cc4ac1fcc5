import { drawPicture } from './pictures';
import type { PictureJob } from './pictures';
import { blankPng, paddedPng } from './pictures/png';
import type { PictureMode } from './options';

/** A result link that was given out. */
export interface StoredResult {
	/** Epoch ms at which the link stops working. */
	end: number;
	mode: PictureMode;
	/** What the picture shows; undefined unless it is drawn. */
	job?: PictureJob;
	/** How often the link was asked for. */
	asked: number;
}

/** Bytes of input images that are kept for pictures not drawn yet; the oldest go first. */
const INPUT_BUDGET_BYTES = 512 * 1024 * 1024;

/** The pictures behind the result links; each is drawn when it is first asked for. */
export class ResultStore {
	private readonly results = new Map<string, StoredResult>();
	private readonly drawn = new WeakMap<StoredResult, Promise<Buffer>>();
	private readonly waiting: PictureJob[] = [];
	private waitingBytes = 0;

	add(id: string, result: StoredResult): void {
		this.results.set(id, result);
		if (!result.job) return;
		this.waiting.push(result.job);
		this.waitingBytes += inputBytes(result.job);
		while (this.waitingBytes > INPUT_BUDGET_BYTES) {
			const oldest = this.waiting.shift();
			if (!oldest) break;
			this.waitingBytes -= inputBytes(oldest);
			oldest.inputs = oldest.inputs.map((input) => ({ ...input, bytes: undefined }));
		}
	}

	get(id: string): StoredResult | undefined {
		return this.results.get(id);
	}

	/** The PNG of a result. */
	async png(result: StoredResult): Promise<Buffer> {
		if (result.mode === 'blank') return blankPng();
		if (result.mode !== 'drawn') return paddedPng(result.mode.bytes);
		const known = this.drawn.get(result);
		if (known) return await known;
		if (!result.job) throw new Error('A drawn picture needs to know what it shows');
		const png = drawPicture(result.job);
		this.drawn.set(result, png);
		return await png;
	}
}

function inputBytes(job: PictureJob): number {
	return job.inputs.reduce((sum, { bytes }) => sum + (bytes?.length ?? 0), 0);
}
