/**
 * `npm run bench:batch`: batches in n8n's own engine against a simulated service with limits, which no contestant is told: this
 * node at its default settings beside n8n's HTTP Request node and a bare axios script. Medians of three. `-- --quick` runs
 * everything once, `-- --only varying,open` only some workloads, `-- --ours` only this node.
 */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { run } from '../../scripts/main';
import { SIMULATOR_KEY } from '../engine/harness/simulator';
import { chart, type ChartGroup } from './batch/chart';
import type { Outcome, Task } from './batch/contestants';
import { type Contestant, type Workload, WORKLOADS } from './batch/workloads';
import { type Program, startProgram } from './support/child';
import { hasOwnNodes } from './support/n8n-nodes';
import { median, printTable, type Rows } from './support/report';
import { plainService, type Service, simulatedService } from './support/service';

const CHART_FILE = join(__dirname, '../../docs/images/batch.svg');
const PROGRAM = join(__dirname, 'batch/contestants.ts');

type Measured = Outcome &
	Omit<ReturnType<Service['seen']>, 'arrivals'> & { arrivedAfterStop: number };

export interface Entry {
	contestant: Contestant;
	runs: Measured[];
}

/** Long enough for everything that a node would still send after Stop. */
const AFTER_STOP_MS = 8000;

/** The processes in which batches are sent: one for each kind of client, so that none is warmed up by another's code. */
const programs = new Map<string, Program<Task, Outcome>>();

/** One run, after another small one that loads what a server has long loaded. */
async function measure(
	service: Service,
	contestant: Contestant,
	workload: Workload,
): Promise<Measured> {
	const { latencies, stopAfterMs, retries } = workload;
	const program = programs.get(contestant.kind) ?? startProgram<Task, Outcome>(PROGRAM);
	programs.set(contestant.kind, program);
	const { url } = service;
	const [warmUpKey, apiKey] = [randomUUID(), randomUUID()];
	const apiKeys = [SIMULATOR_KEY, warmUpKey, apiKey];
	service.start({ apiKeys });
	// Batches would slow down the warming up.
	const quick = contestant.kind === 'http' ? { ...contestant, batch: undefined } : contestant;
	const noLatencies = latencies.slice(0, 50).map(() => 0);
	await program.do({ contestant: quick, url, apiKey: warmUpKey, latencies: noLatencies });
	service.start({ ...workload.simulator, apiKeys });
	const outcome = await program.do({ contestant, url, apiKey, latencies, stopAfterMs, retries });
	if (stopAfterMs !== undefined) await sleep(AFTER_STOP_MS);
	const { arrivals, ...seen } = service.seen();
	const late = arrivals.filter((time) => time > (outcome.stoppedAt ?? Infinity));
	return { ...outcome, ...seen, arrivedAfterStop: late.length };
}

function printWorkload({ title, idealMs, latencies, stopAfterMs }: Workload, entries: Entry[]) {
	const bare = entries.find(({ contestant }) => contestant.kind === 'bare');
	const reference = idealMs ?? median(bare?.runs.map(({ wallMs }) => wallMs) ?? []);
	const compared = idealMs === undefined ? 'the bare client' : `the ideal of ${idealMs / 1000} s`;
	const rows: Rows = {};
	for (const { contestant, runs } of entries) {
		const middle = (value: (run: Measured) => number) => median(runs.map(value));
		const wallMs = middle((each) => each.wallMs);
		rows[contestant.title] = {
			ratio: wallMs / reference,
			seconds: wallMs / 1000,
			delivered: middle(({ delivered }) => delivered),
			of: latencies.length,
			requests: middle(({ requests }) => requests),
			refused: middle(({ refused }) => refused),
			'images paid': middle(({ imagesMade }) => imagesMade),
			'paid twice': middle(({ paidTwice }) => paidTwice),
			...(stopAfterMs && { 'after Stop': middle(({ arrivedAfterStop }) => arrivedAfterStop) }),
		};
	}
	printTable(`${title}; ratio to ${compared}`, rows);
	for (const { contestant, runs } of entries) {
		const errors = new Set(runs.flatMap(({ error }) => error?.message ?? []));
		for (const error of errors) console.log(`  ${contestant.title}: ${error}`);
	}
}

run(async () => {
	const { values } = parseArgs({
		options: {
			quick: { type: 'boolean', default: false },
			ours: { type: 'boolean', default: false },
			only: { type: 'string', default: Object.keys(WORKLOADS).join() },
		},
	});
	if (!hasOwnNodes()) {
		console.log('Without HTTP Request: n8n is not installed (npx tsx scripts/n8n/install.ts).');
	}
	const simulated = await simulatedService();
	const plain = await plainService();
	const drawn: ChartGroup[] = [];
	for (const [name, workload] of Object.entries<Workload>(WORKLOADS)) {
		if (!values.only.split(',').includes(name)) continue;
		const { title, latencies, idealMs, concurrency, plainServer } = workload;
		const others = values.ours ? [] : workload.others;
		const there = others.filter(({ kind }) => kind === 'bare' || hasOwnNodes());
		const ours: Contestant = { title: 'this node', kind: 'node', concurrency };
		const entries: Entry[] = [ours, ...there].map((contestant) => ({ contestant, runs: [] }));
		// In turn, so that a busy moment of the machine does not hit one of them alone.
		for (let round = 0; round < (values.quick ? 1 : 3); round++) {
			for (const { contestant, runs } of entries) {
				runs.push(await measure(plainServer ? plain : simulated, contestant, workload));
			}
		}
		printWorkload(workload, entries);
		if (idealMs && others.length > 3) drawn.push({ title, latencies, idealMs, entries });
	}
	for (const program of programs.values()) program.end();
	await simulated.close();
	await plain.close();
	if (drawn.length === 2) {
		writeFileSync(CHART_FILE, chart(drawn));
		console.log(`Chart in ${CHART_FILE}`);
	}
});
