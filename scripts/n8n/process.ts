import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export interface CommandOptions {
	readonly cwd: string;
	readonly env: NodeJS.ProcessEnv;
	/** The user and the group it runs as; the caller has to be root to choose another. */
	readonly uid?: number;
	readonly gid?: number;
}

/** Runs a command to its end without a shell and without input; gives its output. */
export async function mustRun(
	command: string,
	args: readonly string[],
	options: CommandOptions,
): Promise<string> {
	const running = promisify(execFile)(command, args, { maxBuffer: Infinity, ...options });
	running.child.stdin?.end();
	const { stdout } = await running.catch((error: Error & { stdout?: string }) => {
		throw new Error(`${error.message}\n${error.stdout ?? ''}`);
	});
	return stdout;
}

export async function succeeds(...command: Parameters<typeof mustRun>): Promise<boolean> {
	return await mustRun(...command).then(
		() => true,
		() => false,
	);
}
