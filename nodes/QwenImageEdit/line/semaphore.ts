/** Runs tasks beside each other, but at most so many at once; the rest wait in order. */
export class Semaphore {
	private running = 0;
	private readonly waiting: Array<() => void> = [];

	constructor(private readonly most: number) {}

	async run<T>(task: () => Promise<T>): Promise<T> {
		if (this.running >= this.most) {
			await new Promise<void>((resolve) => this.waiting.push(resolve));
		} else {
			this.running += 1;
		}
		try {
			return await task();
		} finally {
			// The place goes to the next in line without ever being free, so that nobody slips in between.
			const next = this.waiting.shift();
			if (next) next();
			else this.running -= 1;
		}
	}
}
