import { once } from 'node:events';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Listened to while something is installed: whatever ends a process frees its port. */
const LOCK_PORT = 28_731;
const LOCK_POLL_MS = 1_000;

/** The folder outside the clone in which n8n and Node are kept, so that a fresh clone finds them again. */
export function cacheFolder(): string {
	const base = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
	return join(base, 'n8n-nodes-qwen-image-edit');
}

/** Installs something, while no other process does: `work` is called when `isThere` says that it still is to be done. */
export async function installOnce(
	isThere: () => Promise<boolean> | boolean,
	work: () => Promise<void>,
): Promise<void> {
	const lock = createServer();
	for (let told = false; !(await isThere()); told = true) {
		try {
			await once(lock.listen(LOCK_PORT, '127.0.0.1'), 'listening');
		} catch {
			if (!told) console.error('Waiting for another process, which installs n8n …');
			await sleep(LOCK_POLL_MS);
			continue;
		}
		try {
			if (!(await isThere())) await work();
		} finally {
			lock.close();
		}
	}
}
