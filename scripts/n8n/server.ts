import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { N8nInstallation } from './install';
import { nodeEnvironment } from './node';
import { startService } from './service';

export interface N8nServerOptions {
	readonly installation: N8nInstallation;
	/** The folder in which n8n keeps its `.n8n` folder: database, encryption key, community packages. */
	readonly userFolder: string;
	readonly port?: number;
	readonly environment?: Readonly<NodeJS.Dict<string>>;
	readonly signal?: AbortSignal;
}

/**
 * Finds a free port on the loopback interface.
 * @param preferred is taken when nothing listens there; otherwise the next free one after it
 */
export async function freePort(preferred = 0): Promise<number> {
	const probe = createServer();
	try {
		await once(probe.listen(preferred, '127.0.0.1'), 'listening');
	} catch {
		return await freePort(preferred + 1);
	}
	const { port } = probe.address() as AddressInfo;
	await once(probe.close(), 'close');
	return port;
}

/** Settings that keep n8n on loopback, silent towards the internet and the same on every machine. */
async function quietEnvironment(userFolder: string): Promise<NodeJS.ProcessEnv> {
	return {
		N8N_USER_FOLDER: userFolder,
		N8N_HOST: '127.0.0.1',
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
		N8N_RUNNERS_BROKER_PORT: String(await freePort()),
		N8N_SECURE_COOKIE: 'false',
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS: 'true',
		GENERIC_TIMEZONE: 'UTC',
		NO_PROXY: '127.0.0.1,localhost',
	};
}

export type N8nServer = Awaited<ReturnType<typeof startN8n>>;

const COMMANDS = {
	start: { ready: /Editor is now accessible/, portVariable: 'N8N_PORT' },
	// Its port serves its health alone.
	worker: { ready: /n8n worker is now ready/, portVariable: 'QUEUE_HEALTH_CHECK_PORT' },
};

/** Starts n8n, or a worker of an n8n in queue mode, and waits until it serves. */
export async function startN8n(
	options: N8nServerOptions,
	command: keyof typeof COMMANDS = 'start',
) {
	const { installation, userFolder, signal } = options;
	const { node, script, release } = installation;
	const { ready, portVariable } = COMMANDS[command];
	await mkdir(userFolder, { recursive: true });
	const port = options.port ?? (await freePort());
	const service = await startService({
		name: `n8n ${release.version}`,
		program: node,
		args: [script, command],
		cwd: userFolder,
		env: {
			...nodeEnvironment(node),
			...(await quietEnvironment(userFolder)),
			...release.environment,
			...options.environment,
			[portVariable]: String(port),
		},
		logFile: join(userFolder, 'n8n.log'),
		ready,
		signal,
	});
	return { ...service, url: `http://127.0.0.1:${port}` };
}
