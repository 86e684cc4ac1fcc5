/**
 * `npm run bench:company`: many executions at once in a real n8n with the packed node, all at its defaults, beside n8n's own
 * HTTP Request with Retry On Fail: time as a ratio to that of who knows the limit, refusals, how many images were delivered, and
 * how often the most unlucky item was asked for. `-- --only webhooks,files` runs some of them, `-- --ours` leaves n8n's own
 * node out.
 */
import { parseArgs } from 'node:util';
import { SIMULATOR_KEY, simulatorCredential } from '../../scripts/n8n/seed';
import { CREDENTIAL_TYPE, qwenCredential } from '../../scripts/n8n/workflows';
import { type Case, type CaseName, CASES, FILES } from './company/cases';
import { measureFiles } from './company/files';
import { openOffice, type Office } from './company/office';
import { type Contestant, publishPrompts, untilEnded } from './company/orders';
import { printTable, saveResults } from './support/report';

/** Who has not ended after so many times the ideal is not waited for. */
const LONGEST_RATIO = 6;
interface Measured {
	title: string;
	contestant: Contestant;
	ratio: number;
	refused: number;
	delivered: string;
	mostAsked: number;
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

/** Files, beside the same files that nobody does anything with: what n8n itself needs to take them in. */
async function compareFiles(): Promise<void> {
	for (const node of ['none', 'ours'] as const) {
		const { over, idle, made, succeeded } = await measureFiles(node);
		const megabytes = (bytes: number) => Math.round(bytes / 1e6);
		const who = node === 'ours' ? 'with this node' : 'taken in by n8n alone';
		console.log(
			`${FILES.executions} executions of one 8 MB file, ${who}: ${megabytes(over)} MB over idle (${megabytes(idle)} MB), ${succeeded} ended well, ${made} images`,
		);
	}
}

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: { only: { type: 'string' }, ours: { type: 'boolean', default: false } },
	});
	const wanted = values.only?.split(',') ?? [...Object.keys(CASES), 'files'];
	const contestants: Contestant[] = values.ours ? ['ours'] : ['ours', 'httpRequest'];
	if (wanted.includes('files')) await compareFiles();
	const results: Measured[] = [];
	for (const mode of ['regular', 'queue'] as const) {
		const names = (Object.keys(CASES) as CaseName[]).filter(
			(name) => wanted.includes(name) && CASES[name].mode === mode,
		);
		if (names.length === 0) continue;
		const office = await openOffice(mode);
		try {
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
