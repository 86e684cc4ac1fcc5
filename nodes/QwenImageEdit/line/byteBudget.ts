/**
 * Bytes of request bodies that may be in memory at once. Nobody waits in here: the caller asks again when something was
 * released, and decides whose turn it is.
 */
export class ByteBudget {
	private readonly limit: number;
	private taken = 0;

	/** @param limit in bytes */
	constructor(limit: number) {
		this.limit = limit;
	}

	/** Bytes that are taken now. */
	get inUse(): number {
		return this.taken;
	}

	/** Takes so many bytes if there is room. A request that is larger than the whole budget may run alone. */
	tryTake(bytes: number): boolean {
		if (this.taken > 0 && this.taken + bytes > this.limit) return false;
		this.taken += bytes;
		return true;
	}

	/** Gives back what was taken. */
	release(bytes: number): void {
		this.taken = Math.max(0, this.taken - bytes);
	}
}
