/**
 * `npm run bench:company`: many executions at once in a real n8n with the packed node, all at its defaults, beside n8n's own
 * HTTP Request with Retry On Fail: time as a ratio to that of who knows the limit, refusals, how many images were delivered, and
 * how often the most unlucky item was asked for. `-- --only webhooks,files` runs some of them, `-- --ours` leaves n8n's own
 * node out.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startInstance } from '../../scripts/n8n/instance';
import {
	seedSimulatorCredential,
	SIMULATOR_KEY,
	simulatorCredential,
} from '../../scripts/n8n/seed';
import { CURRENT_N8N } from '../../scripts/n8n/versions';
import { CREDENTIAL_TYPE, qwenCredential } from '../../scripts/n8n/workflows';
import { startCluster } from '../queue/cluster';
import { startSimulator } from '../simulator';
import { paddedPng } from '../simulator/pictures/png';
import { type Case, type CaseName, CASES, FILES } from './company/cases';
import {
	type Contestant,
	type Office,
	type Order,
	publishFiles,
	publishPrompts,
} from './company/orders';
import { printTable, saveResults } from './support/report';

const POLL_MS = 500;
/** Who has not ended after so many times the ideal is not waited for. */
const LONGEST_RATIO = 6;
const ENDED = ['success', 'error', 'crashed', 'canceled'];

type RunningOffice = Office & { close(): Promise<void>; pid?: number };

interface Measured {
	title: string;
	contestant: Contestant;
	ratio: number;
	refused: number;
	delivered: string;
	mostAsked: number;
}

async function openOffice(mode: Case['mode']): Promise<RunningOffice> {
	if (mode === 'queue') return await startCluster();
	const simulator = await startSimulator({ pictures: 'blank', recordBodies: false });
	const instance = await startInstance({ release: CURRENT_N8N });
	return {
		simulator,
		client: instance.client,
		credential: await seedSimulatorCredential(instance.client, simulator.url),
		pid: instance.server.pid,
		close: async () => {
			await instance.close();
			await simulator.close();
		},
	};
}

/** Waits until so many executions have ended, or for too long. @returns how many have not */
async function untilEnded(order: Order, executions: number, mostMs: number): Promise<number> {
	const deadline = Date.now() + mostMs;
	for (;;) {
		const left = executions - (await order.ended(ENDED));
		if (left <= 0 || Date.now() > deadline) return left;
		await sleep(POLL_MS);
	}
}

async function measure(office: Office, name: CaseName, contestant: Contestant): Promise<Measured> {
	const { title, executions, items, service, idealMs }: Case = CASES[name];
	const { client, simulator } = office;
	// An account of its own, of which nothing was learned in the case before.
	const apiKey = `${SIMULATOR_KEY}-${name}`;
	const apiKeys = [SIMULATOR_KEY, apiKey];
	simulator.set({ apiKeys, rate: undefined, maxConcurrent: undefined, latencyMs: 0 });
	const data = simulatorCredential(simulator.url, apiKey);
	const id = await client.createCredential(name, CREDENTIAL_TYPE, data);
	const credential = qwenCredential({ id, name });
	const order = await publishPrompts(
		{ ...office, credential },
		`${name} ${contestant}`,
		contestant,
	);
	// What n8n loads with the first execution is no part of the measurement.
	await order.start({ prompts: ['first'] });
	await untilEnded(order, 1, 30_000);
	simulator.reset();
	simulator.set(service);
	const bodies = Array.from({ length: executions }, (_, execution) => ({
		prompts: Array.from({ length: items }, (__, item) => `${name} ${execution}.${item}`),
	}));
	const startedAt = Date.now();
	await Promise.all(bodies.map(async (body) => await order.start(body)));
	const unfinished = await untilEnded(order, executions + 1, LONGEST_RATIO * idealMs);
	const requests = simulator.edits();
	const asked = new Map<string, number>();
	for (const { prompt = '' } of requests) asked.set(prompt, (asked.get(prompt) ?? 0) + 1);
	const made = new Set(requests.filter(({ images }) => images > 0).map(({ prompt }) => prompt));
	const lastAt = Math.max(...requests.map(({ answeredAt }) => answeredAt));
	if (unfinished > 0) console.log(`${unfinished} executions had not ended`);
	return {
		title,
		contestant,
		ratio: (lastAt - startedAt) / idealMs,
		refused: simulator.counts.refused,
		delivered: `${made.size} of ${executions * items}`,
		mostAsked: Math.max(...asked.values()),
	};
}

/** The highest memory of n8n's process over what it held before, while executions with one large file each come. */
async function measureFiles(office: RunningOffice): Promise<void> {
	const { simulator, pid } = office;
	if (pid === undefined) return;
	const png = new Blob([new Uint8Array(paddedPng(FILES.bytes))], { type: 'image/png' });
	const bodyOf = (prompt: string) => {
		const form = new FormData();
		form.set('data', png, 'photo.png');
		form.set('prompt', prompt);
		return form;
	};
	simulator.set({
		rate: undefined,
		maxConcurrent: undefined,
		latencyMs: 0,
		maxDataUriBytes: 64 * 1024 * 1024,
	});
	const order = await publishFiles(office, 'files');
	await order.start(bodyOf('first'));
	await untilEnded(order, 1, 30_000);
	simulator.reset();
	simulator.set({ latencyMs: FILES.latencyMs });
	const before = memoryOf(pid, 'VmRSS');
	forgetPeak(pid);
	// What n8n holds while a file comes in is its own; so they come one by one, and wait all at once for the service.
	for (let at = 0; at < FILES.executions; at++) await order.start(bodyOf(`files ${at}`));
	await untilEnded(order, FILES.executions + 1, 300_000);
	const over = memoryOf(pid, 'VmHWM') - before;
	const made = new Set(
		simulator
			.edits()
			.filter(({ images }) => images > 0)
			.map((each) => each.prompt),
	);
	const good = (await order.ended(['success'])) - 1;
	console.log(
		`\n${FILES.executions} executions of one 8 MB file: ${Math.round(over / 1e6)} MB over idle (${Math.round(before / 1e6)} MB), ` +
			`${made.size} made, ${good} ended well, at most ${simulator.counts.highestConcurrency} at once`,
	);
}

function memoryOf(pid: number, field: 'VmRSS' | 'VmHWM'): number {
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	return Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) * 1024;
}

/** Makes the kernel forget the process's highest memory so far. */
function forgetPeak(pid: number): void {
	writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: { only: { type: 'string' }, ours: { type: 'boolean', default: false } },
	});
	const wanted = values.only?.split(',') ?? [...Object.keys(CASES), 'files'];
	const contestants: Contestant[] = values.ours ? ['ours'] : ['ours', 'httpRequest'];
	const results: Measured[] = [];
	for (const mode of ['regular', 'queue'] as const) {
		const names = (Object.keys(CASES) as CaseName[]).filter(
			(name) => wanted.includes(name) && CASES[name].mode === mode,
		);
		const withFiles = mode === 'regular' && wanted.includes('files');
		if (names.length === 0 && !withFiles) continue;
		const office = await openOffice(mode);
		try {
			if (withFiles) await measureFiles(office);
			for (const name of names) {
				for (const contestant of contestants) {
					const measured = await measure(office, name, contestant);
					console.log(JSON.stringify(measured));
					results.push(measured);
				}
			}
		} finally {
			await office.close();
		}
	}
	if (results.length === 0) return;
	printTable(
		'Many executions at once in n8n: time as a ratio to the ideal',
		['case', 'node', 'ratio', 'refused', 'delivered', 'most asked'],
		results.map(({ title, contestant, ratio, refused, delivered, mostAsked }) => [
			title,
			contestant === 'ours' ? 'Qwen Image Edit' : 'HTTP Request, 5 tries',
			ratio.toFixed(2),
			String(refused),
			delivered,
			String(mostAsked),
		]),
	);
	console.log(`\nKept in ${await saveResults('company', results)}`);
}

void main().catch((error: unknown) => {
	console.error(error);
	process.exit(1);
});
