import { randomBytes } from 'node:crypto';
import { chown, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mustRun } from './process';
import type { QueuePrograms } from './programs';
import { freePort } from './server';
import { startService } from './service';

/** Starts a Redis that keeps nothing on disk. */
export async function startRedis(programs: QueuePrograms, folder: string) {
	const port = await freePort();
	const nothingSaved = ['--save', '', '--appendonly', 'no'];
	const service = await startService({
		name: 'Redis',
		program: programs.redisServer,
		args: ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, ...nothingSaved],
		cwd: folder,
		env: process.env,
		logFile: join(folder, 'redis.log'),
		ready: /Ready to accept connections/,
	});
	return { ...service, port };
}

/** PostgreSQL refuses to run as root: then it is somebody else, of those that Debian knows. */
async function postgresUser(): Promise<{ uid?: number; gid?: number }> {
	if (process.getuid?.() !== 0) return {};
	const users = await readFile('/etc/passwd', 'utf8');
	for (const name of ['postgres', 'nobody']) {
		const [, uid, gid] = new RegExp(`^${name}:[^:]*:(\\d+):(\\d+):`, 'm').exec(users) ?? [];
		if (uid && gid) return { uid: Number(uid), gid: Number(gid) };
	}
	throw new Error('PostgreSQL does not run as root, and there is no user "postgres" or "nobody"');
}

/** Starts a PostgreSQL whose data survive no crash of the machine, for speed. */
export async function startPostgres(
	programs: QueuePrograms,
	folder: string,
	wanted: { readonly database: string; readonly user: string },
) {
	const port = await freePort();
	const password = randomBytes(12).toString('hex');
	const { uid, gid } = await postgresUser();
	const passwordFile = join(folder, 'password');
	const data = join(folder, 'data');
	await writeFile(passwordFile, password, { mode: 0o600 });
	if (uid && gid) for (const path of [folder, passwordFile]) await chown(path, uid, gid);
	const asUser = { cwd: folder, env: { ...process.env, PGPASSWORD: password }, uid, gid };
	const { database, user } = wanted;
	await mustRun(
		join(programs.postgres, 'initdb'),
		[
			...['-D', data, '-U', user, '--pwfile', passwordFile, '-A', 'scram-sha-256'],
			...['-E', 'UTF8', '--locale=C', '--no-sync'],
		],
		asUser,
	);
	const settings = [
		...['listen_addresses=127.0.0.1', 'unix_socket_directories='],
		...['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'],
	];
	const service = await startService({
		name: 'PostgreSQL',
		program: join(programs.postgres, 'postgres'),
		args: ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
		...asUser,
		// Its log is written by this process, into a folder that now is the other user's.
		logFile: join(folder, 'postgres.log'),
		ready: /ready to accept connections/,
		// SIGTERM would wait for its clients to leave.
		endSignal: 'SIGINT',
	});
	const server = ['-h', '127.0.0.1', '-p', String(port), '-U', user];
	await mustRun(join(programs.postgres, 'createdb'), [...server, database], asUser);
	return { ...service, port, password };
}
