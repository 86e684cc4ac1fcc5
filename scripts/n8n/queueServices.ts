/**
 * Redis and PostgreSQL for an n8n in queue mode: finds their programs, or installs them: `tsx scripts/n8n/queueServices.ts`.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { chown, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { run } from '../main';
import { mustRun, runCommand } from './process';
import { freePort } from './server';
import { startService, type Service } from './service';
import { ensureInstalled, findProgram, PROGRAM_FOLDERS } from './systemPackages';

/** Redis' server, and the folder of PostgreSQL's programs. */
export interface QueuePrograms {
	readonly redisServer: string;
	readonly postgres: string;
}

/** Folders below which each version of PostgreSQL has a folder `bin` of its own, outside PATH: Debian's and Homebrew's. */
const POSTGRES_FOLDERS = ['/usr/lib/postgresql', '/opt/homebrew/opt', '/usr/local/opt'];

function postgresFolders(): string[] {
	return POSTGRES_FOLDERS.filter((folder) => existsSync(folder)).flatMap((folder) =>
		readdirSync(folder)
			.filter((name) => /^(postgresql@?)?\d*(\.\d+)?$/.test(name))
			.map((name) => join(folder, name, 'bin')),
	);
}

function findQueuePrograms(): QueuePrograms | undefined {
	const redisServer = findProgram('redis-server');
	// All three of one version: a server does not start on what another version's initdb has laid down.
	const postgres = [...postgresFolders(), ...PROGRAM_FOLDERS].find((folder) =>
		['initdb', 'postgres', 'createdb'].every((name) => existsSync(join(folder, name))),
	);
	return redisServer && postgres ? { redisServer, postgres } : undefined;
}

/**
 * Gives the programs, installing them where that is possible without asking.
 * @throws Error that says how to get them
 */
export async function ensureQueuePrograms(): Promise<QueuePrograms> {
	return await ensureInstalled(findQueuePrograms, {
		who: 'The tests of queue mode',
		debian: ['redis-server', 'postgresql'],
		homebrew: ['redis', 'postgresql@17'],
		elsewhere: 'Elsewhere: install Redis and PostgreSQL so that their programs are on the PATH',
	});
}

/** Whether something listens on a port of the loopback interface. */
async function listens(port: number): Promise<boolean> {
	const socket = connect(port, '127.0.0.1');
	try {
		await once(socket, 'connect');
		return true;
	} catch {
		return false;
	} finally {
		socket.destroy();
	}
}

export interface PortService extends Service {
	readonly port: number;
}

/**
 * Starts a Redis that keeps nothing on disk.
 * @param folder for its log; it exists
 */
export async function startRedis(programs: QueuePrograms, folder: string): Promise<PortService> {
	const port = await freePort();
	const nothingSaved = ['--save', '', '--appendonly', 'no'];
	const service = await startService({
		name: 'Redis',
		program: programs.redisServer,
		args: ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, ...nothingSaved],
		cwd: folder,
		env: process.env,
		logFile: join(folder, 'redis.log'),
		isReady: async () => await listens(port),
	});
	return { ...service, port };
}

/** PostgreSQL refuses to run as root: then it is somebody else, of those that Debian knows. */
async function postgresUser(): Promise<{ uid: number; gid: number } | undefined> {
	if (process.getuid?.() !== 0) return undefined;
	for (const name of ['postgres', 'nobody']) {
		const options = { cwd: '/', env: process.env };
		const uid = await runCommand('id', ['-u', name], options);
		const gid = await runCommand('id', ['-g', name], options);
		if (uid.exitCode === 0 && gid.exitCode === 0) {
			return { uid: Number(uid.tail), gid: Number(gid.tail) };
		}
	}
	throw new Error('PostgreSQL does not run as root, and there is no user "postgres" or "nobody"');
}

/**
 * Starts a PostgreSQL whose data survive no crash of the machine, for speed.
 * @param folder for its data; it may be given to another user
 * @param wanted the names of its database and of its user
 */
export async function startPostgres(
	programs: QueuePrograms,
	folder: string,
	wanted: { readonly database: string; readonly user: string },
): Promise<PortService & { readonly password: string }> {
	const port = await freePort();
	const password = randomBytes(12).toString('hex');
	const user = await postgresUser();
	const passwordFile = join(folder, 'password');
	const data = join(folder, 'data');
	await writeFile(passwordFile, password, { mode: 0o600 });
	if (user) {
		await chown(folder, user.uid, user.gid);
		await chown(passwordFile, user.uid, user.gid);
	}
	const createdb = join(programs.postgres, 'createdb');
	const asUser = { cwd: folder, env: process.env, user };
	await mustRun(
		join(programs.postgres, 'initdb'),
		[
			...['-D', data, '-U', wanted.user, '--pwfile', passwordFile, '-A', 'scram-sha-256'],
			...['-E', 'UTF8', '--locale=C', '--no-sync'],
		],
		asUser,
	);
	const settings = {
		listen_addresses: '127.0.0.1',
		unix_socket_directories: '',
		fsync: 'off',
		synchronous_commit: 'off',
		full_page_writes: 'off',
	};
	const server = ['-h', '127.0.0.1', '-p', String(port), '-U', wanted.user];
	const withPassword = { cwd: folder, env: { ...process.env, PGPASSWORD: password } };
	const service = await startService({
		name: 'PostgreSQL',
		program: join(programs.postgres, 'postgres'),
		args: [
			...['-D', data, '-p', String(port)],
			...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
		],
		...asUser,
		// Its log is written by this process, into a folder that now is the other user's.
		logFile: join(folder, 'postgres.log'),
		// It listens before it serves.
		isReady: async () => {
			const made = await runCommand(createdb, [...server, wanted.database], withPassword);
			return made.exitCode === 0;
		},
		// SIGTERM would wait for its clients to leave.
		endSignal: 'SIGINT',
	});
	return { ...service, port, password };
}

if (require.main === module) {
	run(async () => {
		const { redisServer, postgres } = await ensureQueuePrograms();
		console.error(`Redis and PostgreSQL are ready: ${redisServer}, ${postgres}`);
	});
}
