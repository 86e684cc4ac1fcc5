/** Places of the process for one kind of task: so many run at once, and those who ask take turns. */
export class Semaphore {
	private running = 0;
	/** Who waits, in the order of their turns, each with its tasks in order. */
	private readonly waiting = new Map<object, Array<() => void>>();

	constructor(private readonly most: number) {}

	/** Runs the task once there is a place. @param asker whose task it is, such as an execution */
	async run<T>(asker: object, task: () => Promise<T>): Promise<T> {
		if (this.running >= this.most) await new Promise<void>((go) => this.queue(asker, go));
		else this.running += 1;
		try {
			return await task();
		} finally {
			// The place goes to the next in line without ever being free, so that nobody slips in between.
			const next = this.next();
			if (next) next();
			else this.running -= 1;
		}
	}

	private queue(asker: object, go: () => void): void {
		const tasks = this.waiting.get(asker);
		if (tasks) tasks.push(go);
		else this.waiting.set(asker, [go]);
	}

	private next(): (() => void) | undefined {
		for (const [asker, tasks] of this.waiting) {
			const go = tasks.shift();
			this.waiting.delete(asker);
			if (tasks.length > 0) this.waiting.set(asker, tasks);
			return go;
		}
		return undefined;
	}
}
