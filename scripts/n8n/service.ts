import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CommandOptions } from './process';

export interface ServiceOptions extends CommandOptions {
	readonly name: string;
	readonly program: string;
	readonly args: readonly string[];
	readonly logFile: string;
	/** What it prints when it serves. */
	readonly ready: RegExp;
	/** The signal that asks it to end; SIGTERM by default. */
	readonly endSignal?: NodeJS.Signals;
	/** Gives the start up. */
	readonly signal?: AbortSignal;
}

const START_TIMEOUT_MS = 180_000;
const STOP_TIMEOUT_MS = 10_000;
const POLL_MS = 250;

/** Starts a program and waits until it serves. It ends with this process, whatever ends that, save SIGKILL. */
export async function startService(options: ServiceOptions) {
	const { name, program, args, cwd, env, logFile, endSignal = 'SIGTERM', uid, gid } = options;
	const log = openSync(logFile, 'w');
	// A process group of its own: what it starts ends with it, and Ctrl-C reaches only the caller, who stops it in order.
	const how = { cwd, env, uid, gid, detached: true };
	const child = spawn(program, args, { ...how, stdio: ['ignore', log, log] });
	closeSync(log);

	const signalGroup = (signal: NodeJS.Signals): void => {
		if (child.pid === undefined) return;
		try {
			process.kill(-child.pid, signal);
		} catch {
			// The group has ended already.
		}
	};
	const killNow = (): void => signalGroup('SIGKILL');
	process.once('exit', killNow);
	let running = true;
	const ended = once(child, 'exit')
		// It was not started at all.
		.catch(() => undefined)
		.then(() => {
			running = false;
			process.removeListener('exit', killNow);
		});

	/** Asks it to end, and after ten seconds makes it end, with what it started. */
	const stop = async (): Promise<void> => {
		if (running) {
			signalGroup(endSignal);
			const timer = setTimeout(killNow, STOP_TIMEOUT_MS);
			await ended;
			clearTimeout(timer);
		}
		// What it started and left behind.
		killNow();
	};
	const readLog = async (): Promise<string> => await readFile(logFile, 'utf8').catch(() => '');

	const deadline = Date.now() + START_TIMEOUT_MS;
	while (!options.ready.test(await readLog())) {
		if (options.signal?.aborted) {
			await stop();
			throw new Error(`The start of ${name} was interrupted`);
		}
		if (!running || Date.now() > deadline) {
			await stop();
			throw new Error(
				`${name} did not start. The end of ${logFile}:\n${(await readLog()).slice(-3_000)}`,
			);
		}
		await sleep(POLL_MS);
	}
	return {
		pid: child.pid,
		ended,
		running: () => running,
		/** Sends a signal to the process alone, as a container's runtime does. */
		kill: (signal: NodeJS.Signals) => running && child.kill(signal),
		stop,
		log: readLog,
	};
}
