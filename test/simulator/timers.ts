/** Waiting that ends with the server: a closed simulator must not hold its process. */
export class Timers {
	private readonly running = new Set<NodeJS.Timeout>();

	/** Resolves after `ms`; never, if the server is closed before. */
	async wait(ms: number): Promise<void> {
		if (ms <= 0) return;
		await new Promise<void>((resolve) => {
			const timer = setTimeout(() => {
				this.running.delete(timer);
				resolve();
			}, ms);
			this.running.add(timer);
		});
	}

	/** Calls `action` every `ms`; returns what ends it. */
	every(ms: number, action: () => void): () => void {
		const timer = setInterval(action, ms);
		this.running.add(timer);
		return () => {
			clearInterval(timer);
			this.running.delete(timer);
		};
	}

	clear(): void {
		for (const timer of this.running) clearTimeout(timer);
		this.running.clear();
	}
}
