import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseEnv } from 'node:util';
import { parse } from 'yaml';
import { QUEUE_ENV_FILE } from './cluster';

const FOLDER = dirname(QUEUE_ENV_FILE);
const text = readFileSync(join(FOLDER, 'compose.yaml'), 'utf8');
const { services } = parse(text, { merge: true }) as {
	services: Record<string, Record<string, unknown>>;
};
const { main, worker, postgres } = services;
const variables = parseEnv(readFileSync(QUEUE_ENV_FILE, 'utf8'));

describe('the compose file', () => {
	it('starts main and two workers from one image, with the variables the tests start them with', () => {
		const same = { image: 'n8n-qwen-image-edit', env_file: 'queue.env' };
		expect(main).toMatchObject(same);
		expect(worker).toMatchObject({
			...same,
			command: 'worker',
			deploy: { replicas: 2 },
		});
	});

	it('sets beside them only secrets and addresses, the same in both', () => {
		expect(main?.environment).toEqual(worker?.environment);
		const names = Object.keys(worker?.environment ?? {});
		expect(names.sort()).toEqual([
			...['DB_POSTGRESDB_PASSWORD', 'N8N_ENCRYPTION_KEY'],
			...['N8N_HOST', 'N8N_PROTOCOL', 'WEBHOOK_URL'],
		]);
	});

	it('waits longer for a worker than the worker waits for its batch', () => {
		const [, minutes] = /^(\d+)m$/.exec(String(worker?.stop_grace_period)) ?? [];
		const timeout = Number(variables.N8N_GRACEFUL_SHUTDOWN_TIMEOUT);
		expect(Number(minutes) * 60).toBeGreaterThan(timeout);
	});

	it('names Redis, PostgreSQL, the database and the shared folder as the variables do', () => {
		expect(Object.keys(services)).toEqual([
			'main',
			'worker',
			String(variables.QUEUE_BULL_REDIS_HOST),
			String(variables.DB_POSTGRESDB_HOST),
		]);
		const { DB_POSTGRESDB_DATABASE, DB_POSTGRESDB_USER, N8N_STORAGE_PATH } = variables;
		const database = { POSTGRES_DB: DB_POSTGRESDB_DATABASE, POSTGRES_USER: DB_POSTGRESDB_USER };
		expect(postgres).toMatchObject({ environment: database });
		const volumes = [`storage:${N8N_STORAGE_PATH}`];
		expect([main, worker]).toMatchObject([{ volumes }, { volumes }]);
	});

	it('asks in .env.example for what it needs, and gives no secret away', () => {
		const asked = parseEnv(readFileSync(join(FOLDER, '.env.example'), 'utf8'));
		const needed = [...text.matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name);
		expect(Object.keys(asked).sort()).toEqual([...new Set(needed)].sort());
		expect(asked).toMatchObject({ N8N_ENCRYPTION_KEY: '', POSTGRES_PASSWORD: '' });
	});

	it('is explained variable by variable', () => {
		// The tables are padded.
		const page = readFileSync(join(FOLDER, 'README.md'), 'utf8').replace(/ +/g, ' ');
		const obvious = /^(QUEUE_BULL_REDIS|DB_|QUEUE_HEALTH_CHECK_PORT)/;
		for (const name of Object.keys(variables).filter((key) => !obvious.test(key))) {
			expect(page).toContain(`| \`${name}\` | \`${variables[name] ?? ''}\` |`);
		}
	});
});
