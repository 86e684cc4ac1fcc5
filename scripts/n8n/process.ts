import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';

/** What one finished command left behind. */
export interface CommandResult {
	readonly exitCode: number;
	/** The last characters of its output and errors together; enough to say what went wrong. */
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
	options: CommandOptions,
): Promise<CommandResult> {
	const log = options.logFile ? createWriteStream(options.logFile, { flags: 'a' }) : undefined;
	let tail = '';
	const collect = (chunk: Buffer): void => {
		tail = (tail + chunk.toString()).slice(-TAIL_CHARACTERS);
		log?.write(chunk);
	};
	const child = spawn(command, [...args], {
		cwd: options.cwd,
		env: options.env,
		stdio: ['ignore', 'pipe', 'pipe'],
		...options.user,
	});
	child.stdout.on('data', collect);
	child.stderr.on('data', collect);
	const exitCode = await new Promise<number>((resolve) => {
		child.once('error', (error) => {
			collect(Buffer.from(`${error.message}\n`));
			resolve(127);
		});
		child.once('close', (code) => resolve(code ?? 1));
	});
	log?.end();
	return { exitCode, tail };
}

/** Like `runCommand`, but a command that fails becomes an Error with the end of its output. */
export async function mustRun(
	command: string,
	args: readonly string[],
	options: CommandOptions,
): Promise<string> {
	const { exitCode, tail } = await runCommand(command, args, options);
	if (exitCode !== 0) {
		const where = options.logFile ? `\nThe whole output is in ${options.logFile}` : '';
		throw new Error(
			`"${command} ${args.join(' ')}" ended with exit code ${exitCode}:\n${tail}${where}`,
		);
	}
	return tail;
}
