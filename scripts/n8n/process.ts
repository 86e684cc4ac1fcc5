import { execFile } from 'node:child_process';
import { appendFileSync } from 'node:fs';

/** What one finished command left behind. */
export interface CommandResult {
	readonly exitCode: number;
	/** The last characters of its output and errors; enough to say what went wrong. */
	readonly tail: string;
}

export interface CommandOptions {
	readonly cwd: string;
	readonly env: NodeJS.ProcessEnv;
	/** A file to which all output is appended. */
	readonly logFile?: string;
	/** The user and the group it runs as; the caller has to be root to choose another. */
	readonly user?: { readonly uid: number; readonly gid: number };
}

const TAIL_CHARACTERS = 4_000;

/**
 * Runs a command to its end without a shell and without input.
 * Never rejects on a failing command; a command that cannot be started ends with exit code 127.
 */
export async function runCommand(
	command: string,
	args: readonly string[],
	{ cwd, env, logFile, user }: CommandOptions,
): Promise<CommandResult> {
	return await new Promise((resolve) => {
		const options = { cwd, env, maxBuffer: Infinity, ...user };
		const child = execFile(command, args, options, (error, stdout, stderr) => {
			const code = typeof error?.code === 'number' ? error.code : 127;
			const output = `${stdout}${stderr}`;
			if (logFile) appendFileSync(logFile, output);
			const tail = (output || (error?.message ?? '')).slice(-TAIL_CHARACTERS);
			resolve({ exitCode: error ? code : 0, tail });
		});
		child.stdin?.end();
	});
}

/** Like `runCommand`, but a command that fails becomes an Error with the end of its output. */
export async function mustRun(
	command: string,
	args: readonly string[],
	options: CommandOptions,
): Promise<string> {
	const { exitCode, tail } = await runCommand(command, args, options);
	if (exitCode === 0) return tail;
	const where = options.logFile ? `\nThe whole output is in ${options.logFile}` : '';
	throw new Error(
		`"${command} ${args.join(' ')}" ended with exit code ${exitCode}:\n${tail}${where}`,
	);
}
