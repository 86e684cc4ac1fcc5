import type { LoadOptionsContext } from 'n8n-core';

/**
 * Collects the lines of n8n's log (level info and above) from now on, as `level: message`; they are not printed.
 * With several runs at once each gets the lines of all.
 */
export function collectLogs(logger: LoadOptionsContext['logger']) {
	const lines: string[] = [];
	const listener = ({ level, message }: { level: string; message: unknown }) =>
		lines.push(`${level}: ${String(message)}`);
	const internal = logger.getInternalLogger();
	for (const transport of internal.transports) transport.silent = true;
	internal.setMaxListeners(0).on('data', listener);
	return { lines, stop: () => internal.off('data', listener) };
}
