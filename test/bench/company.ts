/**
 * `npm run bench:company`: many executions at once in a real n8n with the packed node, all at its defaults, beside n8n's own
 * HTTP Request with Retry On Fail: time as a ratio to that of who knows the limit, refusals, how many images were delivered, and
 * how often the most unlucky item was asked for. `-- --only webhooks,files` runs some of them, `-- --ours` leaves n8n's own
 * node out.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { run } from '../../scripts/main';
import type { JsonRecord } from '../../scripts/n8n/json';
import { SIMULATOR_KEY, simulatorCredential } from '../../scripts/n8n/seed';
import { CURRENT_N8N } from '../../scripts/n8n/versions';
import { CREDENTIAL_TYPE } from '../../scripts/n8n/workflows';
import { startEnvironment } from '../n8n/environment';
import { publishWebhook, SPLIT_PROMPTS } from '../n8n/webhook';
import { type NodeSpec, PLUS, qwen } from '../n8n/workflowBuilder';
import { type Cluster, startCluster } from '../queue/cluster';
import { paddedPng } from '../simulator/pictures/png';
import { type Case, CASES } from './company/cases';
import { megabytes, watchMemory } from './support/memory';
import { printTable, type Rows } from './support/report';
import { httpRequestParameters } from './support/workflows';

/** This node at its defaults, and n8n's own with as many tries and as long a wait as n8n allows. */
function contestants(url: string, ours: boolean): NodeSpec[] {
	const imageUrl = `${url}/inputs/mug.png`;
	const node = qwen({ model: PLUS, imageUrl, prompt: '={{ $json.prompt }}' });
	const content = `[{ image: '${imageUrl}' }, { text: $json.prompt }]`;
	const parameters = httpRequestParameters(url, content);
	const http = {
		name: 'HTTP Request, 5 tries',
		...{ type: 'n8n-nodes-base.httpRequest', typeVersion: 4.2, parameters },
		...{ maxTries: 5, waitBetweenTries: 5000 },
	};
	return ours ? [node] : [node, http];
}

/** An n8n that runs, alone or in queue mode with two workers, and the service its workflows ask. */
type Office = Pick<Cluster, 'client' | 'simulator' | 'credential' | 'close'> & { pid?: number };

/** Makes and publishes a workflow of these nodes behind a webhook. */
async function publish(office: Omit<Office, 'close'>, name: string, specs: NodeSpec[]) {
	const { workflowId, call } = await publishWebhook(office, name, specs);
	const count = async (...status: string[]): Promise<number> => {
		const filter = encodeURIComponent(JSON.stringify({ workflowId, status }));
		return Number((await office.client.record('GET', `/executions?filter=${filter}`)).count);
	};
	/** Waits until so many executions have ended, or for too long; gives how many have not. */
	const untilEnded = async (executions: number, mostMs: number): Promise<number> => {
		for (const deadline = Date.now() + mostMs; ; await sleep(500)) {
			const left = executions - (await count('success', 'error', 'crashed', 'canceled'));
			if (left <= 0 || Date.now() > deadline) return left;
		}
	};
	const start = async (body: JsonRecord | FormData): Promise<void> => {
		const { status } = await call(body);
		if (status !== 200) throw new Error(`The webhook answered ${status}`);
	};
	return { start, count, untilEnded };
}

/** Who has not ended after so many times the ideal is not waited for. */
const LONGEST_RATIO = 6;

async function measure(
	office: Office,
	name: string,
	{ executions, items, service, idealMs }: Case,
	node: NodeSpec,
): Promise<Rows[string]> {
	const { client, simulator } = office;
	// An account of its own, of which nothing was learned in the case before.
	const apiKey = `${SIMULATOR_KEY}-${name}`;
	const apiKeys = [SIMULATOR_KEY, apiKey];
	simulator.set({ apiKeys, rate: undefined, maxConcurrent: undefined, latencyMs: 0 });
	const data = simulatorCredential(simulator.url, apiKey);
	const id = await client.createCredential(name, CREDENTIAL_TYPE, data);
	const credential = { ...office.credential, reference: { id, name } };
	const specs = [SPLIT_PROMPTS, node];
	const order = await publish({ ...office, credential }, `${name} ${node.name}`, specs);
	// What n8n loads with the first execution is no part of the measurement.
	await order.start({ prompts: ['first'] });
	await order.untilEnded(1, 30_000);
	simulator.reset();
	simulator.set(service);
	const bodies = Array.from({ length: executions }, (_, execution) => ({
		prompts: Array.from({ length: items }, (__, item) => `${name} ${execution}.${item}`),
	}));
	const startedAt = Date.now();
	await Promise.all(bodies.map(order.start));
	const unfinished = await order.untilEnded(executions + 1, LONGEST_RATIO * idealMs);
	const requests = simulator.edits();
	const asked = new Map<string, number>();
	for (const { prompt = '' } of requests) asked.set(prompt, (asked.get(prompt) ?? 0) + 1);
	const made = new Set(requests.filter(({ images }) => images > 0).map(({ prompt }) => prompt));
	const firstAt = Math.min(...requests.map(({ arrivedAt }) => arrivedAt));
	const lastAt = Math.max(...requests.map(({ answeredAt }) => answeredAt));
	return {
		ratio: (lastAt - startedAt) / idealMs,
		"n8n's share": (firstAt - startedAt) / idealMs,
		refused: simulator.counts.refused,
		delivered: made.size,
		of: executions * items,
		'most asked': Math.max(...asked.values()),
		'not ended': unfinished,
	};
}

async function openOffice(
	mode: Case['mode'],
	variables?: Readonly<NodeJS.Dict<string>>,
): Promise<Office> {
	if (mode === 'queue') return await startCluster();
	const simulator = { pictures: 'blank', recordBodies: false } as const;
	const environment = await startEnvironment(CURRENT_N8N, { simulator, environment: variables });
	return Object.assign(environment, { pid: environment.server.pid });
}

const FILES = 60;
const LONGEST_FILES_MS = 300_000;
/** n8n's `vm`, its default, holds some ten MB for each execution that runs, whatever its nodes do; `legacy` holds nothing. */
const EXPRESSION_ENGINES = ['vm', 'legacy'] as const;

/**
 * Measures n8n's process while executions come whose webhook is sent a file of 8 MB each: this node's, whose file is in memory only
 * while its request is sent, or such that do nothing with it, which is what n8n itself needs to run them. Linux only.
 */
async function measureFiles(
	ours: boolean,
	engine: (typeof EXPRESSION_ENGINES)[number],
): Promise<void> {
	const photo = new Blob([new Uint8Array(paddedPng(8 * 1024 * 1024))], { type: 'image/png' });
	const orderOf = (prompt: string): FormData => {
		const form = new FormData();
		form.set('prompt', prompt);
		form.set('photo', photo, 'photo.png');
		return form;
	};
	const office = await openOffice('regular', { N8N_EXPRESSION_ENGINE: engine });
	const { simulator, pid = 0 } = office;
	simulator.set({ maxDataUriBytes: 64 * 1024 * 1024 });
	const edited = qwen({
		model: PLUS,
		imageSource: 'field',
		imageField: 'photo',
		prompt: '={{ $json.body.prompt }}',
	});
	// As long as the others take, so that all executions are there at once here as well.
	const nothing = {
		name: 'Nothing',
		type: 'n8n-nodes-base.wait',
		typeVersion: 1.1,
		parameters: { amount: 30, unit: 'seconds' },
	};
	const order = await publish(office, 'files', [ours ? edited : nothing]);
	await order.start(orderOf('first'));
	await order.untilEnded(1, LONGEST_FILES_MS);
	// A server that has just started still holds what it started with.
	await sleep(30_000);
	simulator.reset();
	simulator.set({ latencyMs: 5000 });
	const { idle, peak } = watchMemory(pid);
	// What n8n holds while a file comes in is its own; so they come one after another, and wait all at once for the service.
	for (let at = 0; at < FILES; at++) {
		await order.start(orderOf(`file ${at}`));
		await sleep(150);
	}
	await order.untilEnded(FILES + 1, LONGEST_FILES_MS);
	const over = megabytes(peak() - idle);
	const succeeded = (await order.count('success')) - 1;
	console.log(
		`${FILES} executions of one 8 MB file, ${ours ? 'with this node' : 'run by n8n alone'}, expression engine ${engine}: ${over} MB over idle (${megabytes(idle)} MB), ${succeeded} ended well, ${simulator.counts.imagesMade} images`,
	);
	await office.close();
}

run(async () => {
	const { values } = parseArgs({
		options: { only: { type: 'string' }, ours: { type: 'boolean', default: false } },
	});
	const wanted = values.only?.split(',') ?? [...Object.keys(CASES), 'files'];
	if (wanted.includes('files')) {
		for (const engine of EXPRESSION_ENGINES) {
			for (const ours of [false, true]) await measureFiles(ours, engine);
		}
	}
	const rows: Rows = {};
	for (const mode of ['regular', 'queue'] as const) {
		const cases = Object.entries<Case>(CASES).filter(
			([name, each]) => wanted.includes(name) && each.mode === mode,
		);
		if (cases.length === 0) continue;
		const office = await openOffice(mode);
		for (const [name, each] of cases) {
			for (const node of contestants(office.simulator.url, values.ours)) {
				const title = `${each.title}, ${node.name}`;
				rows[title] = await measure(office, name, each, node);
				console.log(title, rows[title]);
			}
		}
		await office.close();
	}
	printTable('Many executions at once in n8n: time as a ratio to the ideal', rows);
});
