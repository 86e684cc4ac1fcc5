/**
 * Gives n8n-core a home of its own. Must be imported before anything of n8n: its settings are read from the
 * environment when its classes are first constructed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Everything n8n writes in this process (settings, stored files) is below this folder. */
export const userFolder = mkdtempSync(join(tmpdir(), 'qwen-image-edit-engine-'));

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
