/**
 * Gives n8n-core a home of its own. Must be imported before anything of n8n: its settings are read from the
 * environment when its classes are first constructed.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'qwen-image-edit-engine-';

removeLeftovers();

/** Everything n8n writes in this process (settings, stored files) is below this folder. */
export const userFolder = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));

process.env.N8N_USER_FOLDER = userFolder;
process.env.N8N_STORAGE_PATH = join(userFolder, 'storage');
process.env.N8N_ENCRYPTION_KEY = 'only-for-tests-on-this-machine';
process.env.N8N_LOG_LEVEL = 'info';
process.env.N8N_DIAGNOSTICS_ENABLED = 'false';

/** Deletes what n8n stored; nothing can be run in this process afterwards. */
export function removeUserFolder(): void {
	rmSync(userFolder, { recursive: true, force: true });
}

// Jest's own process object never emits this; there, cleanup.ts does it after each file.
process.once('exit', removeUserFolder);

/** Deletes the folders of processes that were killed before they could do it themselves: they can hold gigabytes. */
function removeLeftovers(): void {
	for (const name of readdirSync(tmpdir())) {
		const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
		try {
			if (pid !== undefined) process.kill(Number(pid), 0);
		} catch (error) {
			// Otherwise it runs, and is somebody else's.
			if ((error as NodeJS.ErrnoException).code !== 'ESRCH') continue;
			rmSync(join(tmpdir(), name), { recursive: true, force: true });
		}
	}
}
