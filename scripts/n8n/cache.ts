import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const LOCK_POLL_MS = 1_000;

/** The folder outside the clone in which n8n and Node are kept, so that a fresh clone finds them again. */
export function cacheFolder(): string {
	const base = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
	return join(base, 'n8n-nodes-qwen-image-edit');
}

function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		// EPERM: it runs, under another user.
		return error instanceof Error && 'code' in error && error.code === 'EPERM';
	}
}

async function tryLock(path: string): Promise<boolean> {
	try {
		const handle = await open(path, 'wx');
		await handle.writeFile(String(process.pid));
		await handle.close();
		return true;
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
		throw error;
	}
}

/** The process id in a lock file; undefined when the file is gone or not yet written. */
async function lockOwner(path: string): Promise<number | undefined> {
	const text = await readFile(path, 'utf8').catch(() => '');
	const pid = Number.parseInt(text, 10);
	return Number.isInteger(pid) ? pid : undefined;
}

/**
 * Runs `work` while no other process of this machine does work under the same name, waiting for its turn.
 * The lock of a process that has died is taken over.
 * @param name of the lock: a file `<name>.lock` in the cache folder
 */
export async function withLock<T>(name: string, work: () => Promise<T>): Promise<T> {
	await mkdir(cacheFolder(), { recursive: true });
	const path = join(cacheFolder(), `${name}.lock`);
	let told = false;
	let unreadable = 0;
	while (!(await tryLock(path))) {
		const owner = await lockOwner(path);
		unreadable = owner === undefined && existsSync(path) ? unreadable + 1 : 0;
		// A lock without an owner is one being written, unless it stays that way.
		if ((owner !== undefined && !isRunning(owner)) || unreadable > 5) {
			await rm(path, { force: true });
			continue;
		}
		if (!told) {
			process.stderr.write(`Waiting for process ${owner ?? '?'}, which holds ${path}\n`);
			told = true;
		}
		await sleep(LOCK_POLL_MS);
	}
	try {
		return await work();
	} finally {
		await rm(path, { force: true });
	}
}
