/** How often a running phase says that it is still running, in milliseconds, where output is not a terminal. */
const LINE_INTERVAL_MS = 15_000;
/** The same on a terminal, where one line is written over. */
const TERMINAL_INTERVAL_MS = 1_000;

/**
 * Runs a long piece of work and shows its name and elapsed time meanwhile: one line that is
 * rewritten each second on a terminal, a new line now and then in a log.
 * @param label what is being done, e.g. "n8n 2.41.1: downloading packages"
 * @param work the work; what it throws is passed on
 */
export async function withProgress<T>(label: string, work: () => Promise<T>): Promise<T> {
	const startedAt = Date.now();
	const terminal = process.stderr.isTTY === true;
	const say = (state: string, lineEnd: string): void => {
		const start = terminal ? '\r\x1b[2K' : '';
		const seconds = Math.round((Date.now() - startedAt) / 1000);
		process.stderr.write(`${start}${label} … ${state}${seconds} s${lineEnd}`);
	};
	if (!terminal) process.stderr.write(`${label} …\n`);
	const interval = terminal ? TERMINAL_INTERVAL_MS : LINE_INTERVAL_MS;
	const timer = setInterval(() => say('', terminal ? '' : '\n'), interval);
	let outcome = 'stopped after ';
	try {
		const result = await work();
		outcome = 'done in ';
		return result;
	} finally {
		clearInterval(timer);
		say(outcome, '\n');
	}
}
