import type { LoadOptionsContext } from 'n8n-core';

/** n8n's logger, as a node's `this.logger`. */
type EngineLogger = LoadOptionsContext['logger'];

const listeners = new Set<(line: string) => void>();
const listened = new WeakSet<EngineLogger>();

/**
 * Collects the lines of n8n's log (level info and above) from now on, as `level: message`; they are not printed.
 * With several runs at once each gets the lines of all.
 */
export function collectLogs(logger: EngineLogger): { lines: string[]; stop(): void } {
	listenTo(logger);
	const lines: string[] = [];
	const listener = (line: string) => lines.push(line);
	listeners.add(listener);
	return { lines, stop: () => listeners.delete(listener) };
}

function listenTo(logger: EngineLogger): void {
	if (listened.has(logger)) return;
	listened.add(logger);
	const internal = logger.getInternalLogger();
	for (const transport of internal.transports) transport.silent = true;
	internal.on('data', ({ level, message }: { level: string; message: unknown }) => {
		for (const listener of listeners) listener(`${level}: ${String(message)}`);
	});
}
