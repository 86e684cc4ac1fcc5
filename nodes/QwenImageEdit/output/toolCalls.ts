import { Failure } from '../failure';
import type { ItemResult } from './result';

/** How long a finished call is remembered, ms: who was cut off asks again within minutes. */
const KEPT_MS = 10 * 60 * 1000;

/** A call to the node as a tool, for whose image this run pays. */
export interface ToolCall {
	/** What came of it, for whoever asks for the same; nothing where the next one has to send it himself. */
	end(ending: ItemResult | Failure | undefined): void;
}

/** What came, or is to come, of a call that somebody else makes or made. */
type Made = Promise<ItemResult | Failure | undefined>;

/**
 * The calls of this process to the node as a tool. An assistant that stops waiting, or whose connection breaks, goes without a
 * word, and its image is made and paid all the same; when it asks again for exactly the same, it gets that one.
 */
export class ToolCalls {
	private readonly calls = new Map<string, { made: Made; until: number; failed: boolean }>();

	/**
	 * Joins the call of this name that is under way or has ended within ten minutes, or else begins it.
	 *
	 * @param key names the tool and exactly what is asked of it
	 * @param now epoch ms
	 * @param retryUncertain whether a call that ended without an image, and may be paid, is made again
	 */
	join(key: string, now: number, retryUncertain: boolean): { made: Made } | { begun: ToolCall } {
		for (const [name, { until }] of this.calls) if (until <= now) this.calls.delete(name);
		const known = this.calls.get(key);
		if (known && !(known.failed && retryUncertain)) return { made: known.made };
		let resolve: (ending: ItemResult | Failure | undefined) => void = () => {};
		const call = {
			made: new Promise<ItemResult | Failure | undefined>((settle) => {
				resolve = settle;
			}),
			until: Infinity,
			failed: false,
		};
		this.calls.set(key, call);
		return {
			begun: {
				end: (ending) => {
					resolve(ending);
					if (call.until < Infinity) return;
					call.until = keptUntil(ending);
					call.failed = ending instanceof Failure;
					if (call.until === 0) this.calls.delete(key);
				},
			},
		};
	}
}

/** Only what is paid, or may be, is remembered, and a link no longer than it works; epoch ms, 0 for not at all. */
function keptUntil(ending: ItemResult | Failure | undefined): number {
	if (!ending || (ending instanceof Failure && !ending.mayBeBilled)) return 0;
	const ends = ending instanceof Failure ? [] : ending.images.map(({ expiresAt }) => expiresAt);
	return Math.min(Date.now() + KEPT_MS, ...ends.map((time) => (time ? Date.parse(time) : 0)));
}
