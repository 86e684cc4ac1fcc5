import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { startSimulator, type Simulator } from '../simulator';
import { N8nClient } from '../../scripts/n8n/client';
import {
	installCommunityPackage,
	PACKAGE_FOLDER,
	packPackage,
} from '../../scripts/n8n/communityPackage';
import { ensureN8n } from '../../scripts/n8n/install';
import { withProgress } from '../../scripts/n8n/progress';
import { ensureQueuePrograms, startPostgres, startRedis } from '../../scripts/n8n/queueServices';
import { seedSimulatorCredential } from '../../scripts/n8n/seed';
import { startN8n, startWorker, type N8nServer } from '../../scripts/n8n/server';
import { CURRENT_N8N } from '../../scripts/n8n/versions';
import type { CredentialUse } from '../../scripts/n8n/workflows';

/** The variables of the compose file, with which all processes are started here as well. */
export const QUEUE_ENV_FILE = join(PACKAGE_FOLDER, 'examples', 'queue-mode', 'queue.env');

type Variables = Readonly<NodeJS.Dict<string>>;

/** A worker that can be taken away and put back. */
export interface Worker {
	/** The process that was started last. */
	readonly process: N8nServer;
	/** Starts it again if it has ended, with other variables where they are given. */
	revive(changed?: Variables): Promise<void>;
}

/** An n8n in queue mode: a main and two workers on Redis and PostgreSQL, with the packed node in each of the three. */
export interface Cluster {
	readonly simulator: Simulator;
	readonly main: N8nServer;
	readonly workers: readonly Worker[];
	readonly client: N8nClient;
	/** The folder of everything that is started. */
	readonly folder: string;
	/** The credential that leads to the simulator. */
	readonly credential: CredentialUse;
	close(): Promise<void>;
}

/** What differs between a compose file's containers and processes of one machine, and nothing else. */
function ofThisMachine(
	redis: { readonly port: number },
	postgres: { readonly port: number; readonly password: string },
	folder: string,
): Variables {
	return {
		QUEUE_BULL_REDIS_HOST: '127.0.0.1',
		QUEUE_BULL_REDIS_PORT: String(redis.port),
		DB_POSTGRESDB_HOST: '127.0.0.1',
		DB_POSTGRESDB_PORT: String(postgres.port),
		DB_POSTGRESDB_PASSWORD: postgres.password,
		N8N_STORAGE_PATH: join(folder, 'storage'),
		N8N_RESTRICT_FILE_ACCESS_TO: join(folder, 'files'),
		N8N_ENCRYPTION_KEY: 'only-for-tests',
		// n8n's own default is to look for lost workers' jobs every 30 s, and to call one lost after 60 s: too long to wait for.
		QUEUE_WORKER_LOCK_DURATION: '15000',
		QUEUE_WORKER_LOCK_RENEW_TIME: '3000',
		QUEUE_WORKER_STALLED_INTERVAL: '5000',
	};
}

/** Starts it all; whatever was started is ended again when something of it does not start. */
export async function startCluster(): Promise<Cluster> {
	const programs = await ensureQueuePrograms();
	const installation = await ensureN8n(CURRENT_N8N);
	const folder = await mkdtemp(join(tmpdir(), 'n8n-queue-'));
	const undo: Array<() => Promise<void>> = [
		async () => await rm(folder, { recursive: true, force: true }),
	];
	const close = async (): Promise<void> => {
		for (const step of undo.splice(0).reverse()) await step();
	};

	const start = async (): Promise<Cluster> => {
		const simulator = await startSimulator({ pictures: 'blank', recordBodies: false });
		undo.push(async () => await simulator.close());
		await mkdir(join(folder, 'redis'));
		const redis = await startRedis(programs, join(folder, 'redis'));
		undo.push(async () => await redis.stop());
		const common = parseEnv(await readFile(QUEUE_ENV_FILE, 'utf8'));
		// PostgreSQL's user has to reach its folder.
		const postgresFolder = await mkdtemp(join(tmpdir(), 'n8n-queue-postgres-'));
		undo.push(async () => await rm(postgresFolder, { recursive: true, force: true }));
		const postgres = await startPostgres(programs, postgresFolder, {
			database: String(common.DB_POSTGRESDB_DATABASE),
			user: String(common.DB_POSTGRESDB_USER),
		});
		undo.push(async () => await postgres.stop());

		const environment = { ...common, ...ofThisMachine(redis, postgres, folder) };
		const tarball = await packPackage(PACKAGE_FOLDER, join(folder, 'tarball'));
		const optionsOf = async (name: string) => {
			const userFolder = join(folder, name);
			await installCommunityPackage(tarball, userFolder);
			return { installation, userFolder, environment };
		};
		const main = await startN8n(await optionsOf('main'));
		undo.push(async () => await main.stop());
		const client = new N8nClient(main.url);
		await client.logIn();
		const credential = await seedSimulatorCredential(client, simulator.url);

		// A worker that starts beside main would lay down the database with it.
		const workers = await Promise.all(
			['worker-1', 'worker-2'].map(async (name): Promise<Worker> => {
				const options = await optionsOf(name);
				let process = await startWorker(options);
				undo.push(async () => await process.stop());
				return {
					get process() {
						return process;
					},
					revive: async (changed = {}) => {
						if (process.running()) return;
						process = await startWorker({
							...options,
							environment: { ...environment, ...changed },
						});
					},
				};
			}),
		);
		return { simulator, main, workers, client, folder, credential, close };
	};

	try {
		const label = `n8n ${CURRENT_N8N.version} in queue mode: starting`;
		return await withProgress(label, start);
	} catch (error) {
		await close();
		throw error;
	}
}
