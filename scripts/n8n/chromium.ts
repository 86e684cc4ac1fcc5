/**
 * Finds a Chromium for the browser tests, or installs Debian's: `tsx scripts/n8n/chromium.ts`.
 */
import { existsSync } from 'node:fs';
import { run } from '../main';
import { ensureInstalled, findProgram } from './systemPackages';

const PROGRAM_NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const MAC_PROGRAMS = [
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
];

function findChromium(): string | undefined {
	return (
		PROGRAM_NAMES.map(findProgram).find((path) => path !== undefined) ??
		MAC_PROGRAMS.find((path) => existsSync(path))
	);
}

/**
 * Gives the path of a Chromium, installing Debian's where that is possible without asking.
 * @throws Error that says how to get one
 */
export async function ensureChromium(): Promise<string> {
	const chosen = process.env.CHROMIUM_PATH;
	if (chosen && existsSync(chosen)) return chosen;
	if (chosen) throw new Error(`CHROMIUM_PATH names ${chosen}, which does not exist`);
	return await ensureInstalled(findChromium, {
		who: 'The browser tests',
		// The fonts are for Chinese prompts, which Chromium alone shows as boxes.
		debian: ['chromium', 'fonts-noto-cjk'],
		elsewhere: 'Elsewhere: install Chromium or Chrome and name its program in CHROMIUM_PATH',
	});
}

if (require.main === module) {
	run(async () => console.error(`Chromium is ready: ${await ensureChromium()}`));
}
