import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { N8nInstallation } from './install';
import { nodeEnvironment } from './node';

export interface N8nServerOptions {
	readonly installation: N8nInstallation;
	/** The folder in which n8n keeps its `.n8n` folder: database, encryption key, community packages. */
	readonly userFolder: string;
	/** The port to listen on; a free one by default. */
	readonly port?: number;
	/** Added to n8n's environment. */
	readonly environment?: Readonly<Record<string, string>>;
	/** Gives the start up. */
	readonly signal?: AbortSignal;
}

/** A running n8n. */
export interface N8nServer {
	/** Its address, without a slash at the end. */
	readonly url: string;
	/** The file that holds what it printed. */
	readonly logFile: string;
	/** Resolves when the process ends, for whatever reason. */
	readonly ended: Promise<void>;
	/** Asks it to end, and after ten seconds makes it end. */
	stop(): Promise<void>;
}

const START_TIMEOUT_MS = 180_000;
const STOP_TIMEOUT_MS = 10_000;
const POLL_MS = 250;
const LOG_TAIL_CHARACTERS = 3_000;

/**
 * Finds a free port on the loopback interface.
 * @param preferred is taken when nothing listens there; otherwise the next free one after it
 */
export async function freePort(preferred = 0): Promise<number> {
	const tried = await new Promise<number | undefined>((resolve, reject) => {
		const probe = createServer();
		probe.once('error', () => resolve(undefined));
		probe.listen(preferred, '127.0.0.1', () => {
			const address = probe.address();
			probe.close(() => {
				if (address === null || typeof address === 'string') reject(new Error('No port'));
				else resolve(address.port);
			});
		});
	});
	return tried ?? (await freePort(preferred + 1));
}

/** Settings that keep n8n on loopback, silent towards the internet and the same on every machine. */
async function quietEnvironment(userFolder: string, port: number): Promise<NodeJS.ProcessEnv> {
	return {
		N8N_USER_FOLDER: userFolder,
		N8N_HOST: '127.0.0.1',
		N8N_PORT: String(port),
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_RUNNERS_BROKER_PORT: String(await freePort()),
		N8N_SECURE_COOKIE: 'false',
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS: 'true',
		GENERIC_TIMEZONE: 'UTC',
		NO_PROXY: '127.0.0.1,localhost',
	};
}

async function isReady(url: string): Promise<boolean> {
	try {
		const response = await fetch(`${url}/rest/settings`, { signal: AbortSignal.timeout(2_000) });
		return (response.headers.get('content-type') ?? '').includes('application/json');
	} catch {
		return false;
	}
}

/**
 * Starts n8n and waits until its REST interface answers.
 * @throws Error with the end of n8n's log when it ends early or is not ready in three minutes
 */
export async function startN8n(options: N8nServerOptions): Promise<N8nServer> {
	const { installation, userFolder } = options;
	const { node, script, release } = installation;
	await mkdir(userFolder, { recursive: true });
	const port = options.port ?? (await freePort());
	const url = `http://127.0.0.1:${port}`;
	const logFile = join(userFolder, 'n8n.log');
	const child = spawn(node.program, [script, 'start'], {
		cwd: userFolder,
		env: {
			...nodeEnvironment(node),
			...(await quietEnvironment(userFolder, port)),
			...release.environment,
			...options.environment,
		},
		stdio: ['ignore', 'pipe', 'pipe'],
		// A process group of its own: n8n's task runner ends with it, and Ctrl-C reaches only the caller, who stops it in order.
		detached: true,
	});
	const log = createWriteStream(logFile);
	child.stdout.pipe(log, { end: false });
	child.stderr.pipe(log, { end: false });

	const signal = (name: NodeJS.Signals): void => {
		if (child.pid === undefined) return;
		try {
			process.kill(-child.pid, name);
		} catch {
			// The group has ended already.
		}
	};
	const killNow = (): void => signal('SIGKILL');
	process.once('exit', killNow);
	let running = true;
	const ended = new Promise<void>((resolve) => {
		const finish = (): void => {
			running = false;
			process.removeListener('exit', killNow);
			log.end();
			resolve();
		};
		child.once('error', finish);
		child.once('exit', finish);
	});

	const stop = async (): Promise<void> => {
		if (running) {
			signal('SIGTERM');
			const timer = setTimeout(killNow, STOP_TIMEOUT_MS);
			await ended;
			clearTimeout(timer);
		}
		// What n8n started and left behind.
		killNow();
	};

	const deadline = Date.now() + START_TIMEOUT_MS;
	while (!(await isReady(url))) {
		if (options.signal?.aborted) {
			await stop();
			throw new Error('The start of n8n was interrupted');
		}
		if (!running || Date.now() > deadline) {
			await stop();
			const tail = (await readFile(logFile, 'utf8').catch(() => '')).slice(-LOG_TAIL_CHARACTERS);
			throw new Error(`n8n ${release.version} did not start. The end of ${logFile}:\n${tail}`);
		}
		await sleep(POLL_MS);
	}
	return { url, logFile, ended, stop };
}
