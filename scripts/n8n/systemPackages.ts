import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { mustRun, runCommand } from './process';
import { withProgress } from './progress';

export interface SystemPackages {
	/** What needs them, as the beginning of a sentence, e.g. "The browser tests". */
	readonly who: string;
	/** Names of Debian's packages. */
	readonly debian: readonly string[];
	/** Names of Homebrew's formulae, where it has them. */
	readonly homebrew?: readonly string[];
	/** How the user can help himself elsewhere, as a sentence. */
	readonly elsewhere: string;
}

export const PROGRAM_FOLDERS = [
	...(process.env.PATH ?? '').split(delimiter),
	...['/usr/bin', '/snap/bin', '/opt/homebrew/bin'],
];

/** The full path of a program on this machine. */
export function findProgram(name: string): string | undefined {
	return PROGRAM_FOLDERS.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/**
 * Gives what `find` finds, after installing it from the system's own packages where that is possible without asking: with
 * apt-get as root, or with Homebrew as anybody else.
 * @throws Error that says how to get them
 */
export async function ensureInstalled<T>(
	find: () => T | undefined,
	packages: SystemPackages,
): Promise<T> {
	const there = find();
	if (there !== undefined) return there;
	await install(packages);
	const installed = find();
	if (installed !== undefined) return installed;
	throw new Error(`${packages.debian.join(' and ')} were installed, but not found`);
}

async function install({ who, debian, homebrew = [], elsewhere }: SystemPackages): Promise<void> {
	const options = { cwd: '/', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
	const has = async (program: string): Promise<boolean> =>
		(await runCommand(program, ['--version'], options)).exitCode === 0;
	const isRoot = process.getuid?.() === 0;
	if (isRoot && (await has('apt-get'))) {
		await withProgress(`Installing ${debian.join(' and ')} with apt-get`, async () => {
			await mustRun('apt-get', ['update', '-q'], options);
			const args = ['install', '-y', '-q', '--no-install-recommends', ...debian];
			await mustRun('apt-get', args, options);
		});
		// Homebrew refuses to run as root.
	} else if (!isRoot && homebrew.length > 0 && (await has('brew'))) {
		await withProgress(`Installing ${homebrew.join(' and ')} with Homebrew`, async () => {
			await mustRun('brew', ['install', ...homebrew], options);
		});
	} else {
		throw new Error(
			`${who} need ${debian.join(' and ')}. On Debian: apt-get install ${debian.join(' ')}. ${elsewhere}`,
		);
	}
}
