/** Bodies below this size come and go without being noticed. */
const LEAST_BYTES = 1024 * 1024;

/** A buffer serves bodies down to this share of its size, so that small ones do not hold large ones. */
const LEAST_SHARE = 0.6;

/** Most bytes kept for later. */
const MOST_FREE_BYTES = 64 * 1024 * 1024;

/**
 * Memory of large request bodies, used again for the next ones of the process. With the garbage collector alone, as many sent
 * bodies would stay in memory as there are requests in flight. When nobody uses the pool any more, it keeps nothing.
 */
export class BodyPool {
	private free: Buffer[] = [];
	private users = 0;

	/** An execution begins to use it. */
	enter(): void {
		this.users += 1;
	}

	/** An execution ends. */
	leave(): void {
		this.users -= 1;
		if (this.users === 0) this.free = [];
	}

	/** A buffer of exactly so many bytes, with anything in it. */
	take(bytes: number): Buffer {
		const fitting = this.free
			.filter(({ length }) => length >= bytes && bytes >= length * LEAST_SHARE)
			.sort((one, other) => one.length - other.length)[0];
		if (!fitting) return Buffer.allocUnsafe(bytes);
		this.free = this.free.filter((buffer) => buffer !== fitting);
		return fitting.subarray(0, bytes);
	}

	/** Takes a body back that nobody reads or sends any more. */
	giveBack(body: Buffer): void {
		const whole = Buffer.from(body.buffer, 0, body.buffer.byteLength);
		if (whole.length < LEAST_BYTES) return;
		// The latest are kept: they fit what is being sent now.
		this.free = [whole, ...this.free.filter(({ buffer }) => buffer !== whole.buffer)];
		let kept = 0;
		this.free = this.free.filter(({ length }) => (kept += length) <= MOST_FREE_BYTES);
	}
}
