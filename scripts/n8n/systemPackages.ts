import { runCommand, mustRun } from './process';
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

/**
 * Installs programs from the system's own packages where that is possible without asking: with apt-get as root, or with
 * Homebrew as anybody else.
 * @throws Error that says how to get them
 */
export async function installSystemPackages(packages: SystemPackages): Promise<void> {
	const { who, debian, homebrew = [], elsewhere } = packages;
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
		return;
	}
	// Homebrew refuses to run as root.
	if (!isRoot && homebrew.length > 0 && (await has('brew'))) {
		await withProgress(`Installing ${homebrew.join(' and ')} with Homebrew`, async () => {
			await mustRun('brew', ['install', ...homebrew], options);
		});
		return;
	}
	throw new Error(
		`${who} need ${debian.join(' and ')}. On Debian: apt-get install ${debian.join(' ')}. ${elsewhere}`,
	);
}
