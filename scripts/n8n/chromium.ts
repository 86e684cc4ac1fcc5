/**
 * Finds a Chromium for the browser tests, or installs Debian's: `tsx scripts/n8n/chromium.ts`.
 */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from '../main';
import { installSystemPackages } from './systemPackages';

const PROGRAM_NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const MAC_PROGRAMS = [
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The full path of the Chromium or Chrome of this machine; undefined when there is none. */
export function findChromium(): string | undefined {
	const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/snap/bin'];
	const candidates = PROGRAM_NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
	const chosen = process.env.CHROMIUM_PATH;
	if (chosen) return existsSync(chosen) ? chosen : undefined;
	return [...candidates, ...MAC_PROGRAMS].find((path) => existsSync(path));
}

/**
 * Gives the path of a Chromium, installing Debian's where that is possible without asking: as root, with apt-get.
 * @throws Error that says how to get one
 */
export async function ensureChromium(): Promise<string> {
	const found = findChromium();
	if (found) return found;
	if (process.env.CHROMIUM_PATH) {
		throw new Error(`CHROMIUM_PATH names ${process.env.CHROMIUM_PATH}, which does not exist`);
	}
	await installSystemPackages({
		who: 'The browser tests',
		// The fonts are for Chinese prompts, which Chromium alone shows as boxes.
		debian: ['chromium', 'fonts-noto-cjk'],
		elsewhere: 'Elsewhere: install Chromium or Chrome and name its program in CHROMIUM_PATH',
	});
	const installed = findChromium();
	if (!installed) throw new Error('apt-get installed chromium, but its program was not found');
	return installed;
}

if (require.main === module) {
	run(async () => console.error(`Chromium is ready: ${await ensureChromium()}`));
}
