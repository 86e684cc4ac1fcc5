const INTERVAL_MS = 15_000;

export async function withProgress<T>(label: string, work: () => Promise<T>): Promise<T> {
	const startedAt = Date.now();
	const say = (state: string): void => {
		const seconds = Math.round((Date.now() - startedAt) / 1000);
		process.stderr.write(`${label} … ${state}${seconds} s\n`);
	};
	process.stderr.write(`${label} …\n`);
	const timer = setInterval(say, INTERVAL_MS, '');
	try {
		const result = await work();
		say('done in ');
		return result;
	} finally {
		clearInterval(timer);
	}
}
