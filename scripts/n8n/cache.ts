import { mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const LOCK_POLL_MS = 1_000;
const SETTLE_MS = 100;
const HEARTBEAT_MS = 2_000;
const ABANDONED_AFTER_MS = 20_000;

/** The folder outside the clone in which n8n and Node are kept, so that a fresh clone finds them again. */
export function cacheFolder(): string {
	const base = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
	return join(base, 'n8n-nodes-qwen-image-edit');
}

/** The process id in a lock file; NaN when the file is gone or not yet written. */
async function lockOwner(path: string): Promise<number> {
	return Number.parseInt(await readFile(path, 'utf8').catch(() => ''), 10);
}

async function tryLock(path: string): Promise<boolean> {
	try {
		await writeFile(path, String(process.pid), { flag: 'wx' });
		// Two that take over a dead process's lock at once may remove each other's; who is still in it then has it.
		await sleep(SETTLE_MS);
		return (await lockOwner(path)) === process.pid;
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
		throw error;
	}
}

/** Whether the process that made a lock is gone: a living one touches its lock every few seconds. */
async function isAbandoned(path: string): Promise<boolean> {
	const found = await stat(path).catch(() => undefined);
	return found !== undefined && Date.now() - found.mtimeMs > ABANDONED_AFTER_MS;
}

/**
 * Runs `work` while no other process does work under the same name, waiting for its turn.
 * The lock of a process that has died is taken over.
 * @param name of the lock: a file `<name>.lock` in the cache folder
 */
export async function withLock<T>(name: string, work: () => Promise<T>): Promise<T> {
	await mkdir(cacheFolder(), { recursive: true });
	const path = join(cacheFolder(), `${name}.lock`);
	let told = false;
	while (!(await tryLock(path))) {
		if (await isAbandoned(path)) {
			await rm(path, { force: true });
			continue;
		}
		if (!told) {
			process.stderr.write(`Waiting for another process, which holds ${path}\n`);
			told = true;
		}
		await sleep(LOCK_POLL_MS);
	}
	const heartbeat = setInterval(() => {
		const now = new Date();
		void utimes(path, now, now).catch(() => undefined);
	}, HEARTBEAT_MS);
	try {
		return await work();
	} finally {
		clearInterval(heartbeat);
		await rm(path, { force: true });
	}
}
