import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { startSimulator } from '../simulator';
import { N8nClient } from '../../scripts/n8n/client';
import {
	installCommunityPackage,
	PACKAGE_FOLDER,
	packPackage,
} from '../../scripts/n8n/communityPackage';
import { ensureN8n } from '../../scripts/n8n/install';
import { startInParts } from '../../scripts/n8n/parts';
import { ensure, QUEUE } from '../../scripts/n8n/programs';
import { withProgress } from '../../scripts/n8n/progress';
import { startPostgres, startRedis } from '../../scripts/n8n/queueServices';
import { seedCredential, toSimulator } from '../../scripts/n8n/seed';
import { startN8n, type N8nServer } from '../../scripts/n8n/server';
import { CURRENT_N8N } from '../../scripts/n8n/versions';
import { startSlowLink } from './slowLink';

/** The variables of the compose file, with which all processes are started here as well. */
export const QUEUE_ENV_FILE = join(PACKAGE_FOLDER, 'examples', 'queue-mode', 'queue.env');

type Variables = Readonly<NodeJS.Dict<string>>;

export interface Worker {
	process: N8nServer;
	/** Starts it again if it has ended, with other variables where they are given. */
	revive(changed?: Variables): Promise<void>;
}

export type Cluster = Awaited<ReturnType<typeof startCluster>>;

/** An n8n in queue mode: a main and two workers on Redis and PostgreSQL, with the packed node in each of the three. */
export async function startCluster() {
	const programs = await ensure(QUEUE);
	const installation = await ensureN8n(CURRENT_N8N);
	const start = async (later: (end: () => Promise<unknown>) => void) => {
		const temporaryFolder = async (name: string): Promise<string> => {
			const folder = await mkdtemp(join(tmpdir(), name));
			later(async () => await rm(folder, { recursive: true, force: true }));
			return folder;
		};
		const folder = await temporaryFolder('n8n-queue-');
		const simulator = await startSimulator({ pictures: 'blank', recordBodies: false });
		later(simulator.close);
		const redis = await startRedis(programs, await temporaryFolder('n8n-queue-redis-'));
		later(redis.stop);
		const common = parseEnv(await readFile(QUEUE_ENV_FILE, 'utf8'));
		// PostgreSQL's user has to reach its folder.
		const postgresFolder = await temporaryFolder('n8n-queue-postgres-');
		const postgres = await startPostgres(programs, postgresFolder, {
			database: String(common.DB_POSTGRESDB_DATABASE),
			user: String(common.DB_POSTGRESDB_USER),
		});
		later(postgres.stop);
		const mainDatabase = await startSlowLink(postgres.port);
		later(mainDatabase.close);

		const environment = {
			...common,
			// What differs between a compose file's containers and processes of one machine.
			QUEUE_BULL_REDIS_HOST: '127.0.0.1',
			QUEUE_BULL_REDIS_PORT: String(redis.port),
			DB_POSTGRESDB_HOST: '127.0.0.1',
			DB_POSTGRESDB_PORT: String(postgres.port),
			DB_POSTGRESDB_PASSWORD: postgres.password,
			N8N_STORAGE_PATH: join(folder, 'storage'),
			N8N_RESTRICT_FILE_ACCESS_TO: join(folder, 'files'),
			N8N_ENCRYPTION_KEY: 'only-for-tests',
			// By default n8n looks for lost workers' jobs every 30 s, and calls one lost after 60 s: too long to wait for.
			QUEUE_WORKER_LOCK_DURATION: '15000',
			QUEUE_WORKER_LOCK_RENEW_TIME: '3000',
			QUEUE_WORKER_STALLED_INTERVAL: '5000',
		};
		const tarball = await packPackage(join(folder, 'tarball'));
		const optionsOf = async (name: string, changed?: Variables) => {
			const userFolder = join(folder, name);
			await installCommunityPackage(tarball, userFolder);
			return { installation, userFolder, environment: { ...environment, ...changed } };
		};
		const throughLink = { DB_POSTGRESDB_PORT: String(mainDatabase.port) };
		const main = await startN8n(await optionsOf('main', throughLink));
		later(main.stop);
		const client = new N8nClient(main.url);
		await client.logIn();
		const credential = await seedCredential(client, toSimulator(simulator.url));

		// A worker that starts beside main would lay down the database with it.
		const workers = await Promise.all(
			['worker-1', 'worker-2'].map(async (name): Promise<Worker> => {
				const options = await optionsOf(name);
				const worker: Worker = {
					process: await startN8n(options, 'worker'),
					revive: async (changed) => {
						if (worker.process.running()) return;
						const variables = { ...environment, ...changed };
						worker.process = await startN8n({ ...options, environment: variables }, 'worker');
					},
				};
				later(async () => await worker.process.stop());
				return worker;
			}),
		);
		return { simulator, mainDatabase, workers, client, folder, credential };
	};
	const label = `n8n ${CURRENT_N8N.version} in queue mode: starting`;
	return await withProgress(label, async () => await startInParts(start));
}

/** Starts such an n8n for the tests of a file; in each the service has no limits to begin with. */
export function useCluster(): () => Cluster {
	let started: Cluster | undefined;
	const cluster = (): Cluster => {
		if (!started) throw new Error('n8n was not started');
		return started;
	};
	beforeAll(async () => {
		started = await startCluster();
	});
	afterAll(async () => await started?.close());
	beforeEach(() => {
		cluster().simulator.set({ latencyMs: 0, maxConcurrent: undefined, rate: undefined });
		cluster().mainDatabase.delayMs = 0;
	});
	return cluster;
}
