/** After so many others that fit have been let past it, room is kept for a job that does not fit. */
const MOST_PASSED = 8;

/**
 * Bytes of request bodies that may be in memory at once, of all executions of the process. Nobody waits in here: who does not
 * get room is told when some is given back, and asks again in its turn.
 */
export class ByteBudget {
	private taken = 0;
	/** The first that found no room, and how many were let past it since. */
	private passed?: { owner: object; bytes: number; count: number };
	private waiting = new Set<() => void>();

	/** @param most in bytes */
	constructor(private readonly most: number) {}

	/**
	 * Takes so many bytes for `owner` if there is room; else tells `again` when some is given back. A request that is larger
	 * than the whole budget may run alone, and a large one is not passed by small ones for ever.
	 */
	tryTake(bytes: number, owner: object, again: () => void): boolean {
		if (this.taken > 0 && this.taken + this.keptFrom(owner) + bytes > this.most) {
			this.passed ??= { owner, bytes, count: 0 };
			this.waiting.add(again);
			return false;
		}
		if (this.passed?.owner === owner) this.passed = undefined;
		else if (this.passed) this.passed.count += 1;
		this.taken += bytes;
		return true;
	}

	/** Gives back what was taken. */
	release(bytes: number): void {
		this.taken -= bytes;
		this.tell();
	}

	/** The owner does not want room any more. */
	forget(owner: object): void {
		if (this.passed?.owner !== owner) return;
		this.passed = undefined;
		this.tell();
	}

	/** Bytes kept free for one that was passed often enough; its own line or bounds may hold it back, so no more than these. */
	private keptFrom(owner: object): number {
		const { passed } = this;
		if (!passed || passed.owner === owner || passed.count < MOST_PASSED) return 0;
		return Math.min(passed.bytes, this.most);
	}

	private tell(): void {
		const told = this.waiting;
		this.waiting = new Set();
		for (const again of told) again();
	}
}
