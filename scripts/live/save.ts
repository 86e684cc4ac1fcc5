import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LiveAnswer } from './answer';

/**
 * Writes an answer as a fixture; a refusal gets its status into its name, so that it stands beside the success that
 * follows it.
 *
 * @returns the file's path
 */
export function save(answer: LiveAnswer, folder: string): string {
	mkdirSync(folder, { recursive: true });
	const refused = answer.status >= 400 ? `.${answer.status}` : '';
	const path = join(folder, `${answer.useCase}${refused}.json`);
	writeFileSync(path, `${JSON.stringify(answer, null, 2)}\n`);
	return path;
}
