/** Programs of the system that tests need: finds them, or installs them: `tsx scripts/n8n/programs.ts chromium`. */
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from '../main';
import { mustRun, succeeds } from './process';
import { withProgress } from './progress';

interface Needed<T> {
	readonly find: () => T | undefined;
	/** Who needs it, as the beginning of a sentence. */
	readonly who: string;
	/** Names of Debian's packages, and of Homebrew's formulae where it has them. */
	readonly debian: readonly string[];
	readonly homebrew?: readonly string[];
}

const PROGRAM_FOLDERS = [
	...(process.env.PATH ?? '').split(delimiter),
	...['/usr/bin', '/snap/bin', '/opt/homebrew/bin'],
	...['Google Chrome', 'Chromium'].map((name) => `/Applications/${name}.app/Contents/MacOS`),
];
/** Folders below which each version of PostgreSQL has a folder `bin` of its own, outside PATH: Debian's and Homebrew's. */
const POSTGRES_FOLDERS = ['/usr/lib/postgresql', '/opt/homebrew/opt', '/usr/local/opt'];

export function findProgram(...names: readonly string[]): string | undefined {
	const paths = names.flatMap((name) => PROGRAM_FOLDERS.map((folder) => join(folder, name)));
	return paths.find((path) => existsSync(path));
}

/** The browser of the tests; CHROMIUM_PATH names another. */
export const CHROMIUM: Needed<string> = {
	find: () =>
		process.env.CHROMIUM_PATH ||
		findProgram(
			...['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'],
			...['Google Chrome', 'Chromium'],
		),
	who: 'The browser tests (for which CHROMIUM_PATH may name a browser)',
	// The fonts are for Chinese prompts, which Chromium alone shows as boxes.
	debian: ['chromium', 'fonts-noto-cjk'],
};

/** With it n8n's Edit Image node makes images smaller; n8n's Docker image has it. */
const GRAPHICS_MAGICK: Needed<string> = {
	find: () => findProgram('gm'),
	who: 'The tests of the shop example',
	debian: ['graphicsmagick'],
	homebrew: ['graphicsmagick'],
};

export interface QueuePrograms {
	readonly redisServer: string;
	readonly postgres: string;
}

export const QUEUE: Needed<QueuePrograms> = {
	find: () => {
		const redisServer = findProgram('redis-server');
		const versions = POSTGRES_FOLDERS.filter((folder) => existsSync(folder)).flatMap((folder) =>
			readdirSync(folder)
				.filter((name) => /^(postgresql@?)?\d*(\.\d+)?$/.test(name))
				.map((name) => join(folder, name, 'bin')),
		);
		// All three of one version: a server does not start on what another version's initdb has laid down.
		const postgres = [...versions, ...PROGRAM_FOLDERS].find((folder) =>
			['initdb', 'postgres', 'createdb'].every((name) => existsSync(join(folder, name))),
		);
		return redisServer && postgres ? { redisServer, postgres } : undefined;
	},
	who: 'The tests of queue mode',
	debian: ['redis-server', 'postgresql'],
	homebrew: ['redis', 'postgresql@17'],
};

/**
 * Gives what a test needs, after installing it from the system's own packages where that is possible without asking: with
 * apt-get as root, or with Homebrew as anybody else, since Homebrew refuses to run as root.
 */
export async function ensure<T>(needed: Needed<T>): Promise<T> {
	const { find, who, debian, homebrew = [] } = needed;
	const there = find();
	if (there !== undefined) return there;
	const options = { cwd: '/', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
	const isRoot = process.getuid?.() === 0;
	if (isRoot && (await succeeds('apt-get', ['--version'], options))) {
		await withProgress(`Installing ${debian.join(' and ')} with apt-get`, async () => {
			await mustRun('apt-get', ['update', '-q'], options);
			const args = ['install', '-y', '-q', '--no-install-recommends', ...debian];
			await mustRun('apt-get', args, options);
		});
	} else if (!isRoot && homebrew.length > 0 && (await succeeds('brew', ['--version'], options))) {
		await withProgress(`Installing ${homebrew.join(' and ')} with Homebrew`, async () => {
			await mustRun('brew', ['install', ...homebrew], options);
		});
	}
	const installed = find();
	if (installed !== undefined) return installed;
	throw new Error(
		`${who} need ${debian.join(' and ')}. On Debian: apt-get install ${debian.join(' ')}. Elsewhere: install them so that their programs are on the PATH.`,
	);
}

const KNOWN = { chromium: CHROMIUM, graphicsMagick: GRAPHICS_MAGICK, queue: QUEUE };

if (require.main === module) {
	run(async () => {
		for (const name of process.argv.slice(2)) {
			const needed = Object.entries(KNOWN).find(([known]) => known === name)?.[1];
			if (!needed) throw new Error(`Known here: ${Object.keys(KNOWN).join(', ')}`);
			console.error(`${name} is ready:`, await ensure<string | QueuePrograms>(needed));
		}
	});
}
