/**
 * `npm run bench:batch`: batches in n8n's own engine against a simulated service with limits, which no contestant is told: this
 * node at its default settings beside n8n's HTTP Request node and a bare axios script. Medians of three. `-- --quick` runs
 * everything once, `-- --only varying,open` only some workloads, `-- --ours` only this node.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { run } from '../../scripts/main';
import { chart } from './batch/chart';
import type { Contestant, Outcome, Task } from './batch/contestants';
import { isWorkloadName, type Workload, type WorkloadName, WORKLOADS } from './batch/workloads';
import { type Program, startProgram } from './support/child';
import { hasOwnNodes } from './support/n8n-nodes';
import { median, printTable, saveResults } from './support/report';
import { plainService, type Seen, type Service, simulatedService } from './support/service';

/** Where the README shows the chart from. */
const CHART_FILE = join(__dirname, '../../docs/images/batch.svg');
const PROGRAM = join(__dirname, 'batch/contestants.ts');

type Measured = Outcome & Omit<Seen, 'arrivals'> & { arrivedAfterStop: number };

/** All runs of one contestant over one workload. */
interface Entry {
	title: string;
	contestant: Contestant;
	runs: Measured[];
}

/** Long enough for everything that a node would still send after Stop. */
const AFTER_STOP_MS = 8000;

function titleOf(contestant: Contestant): string {
	switch (contestant.kind) {
		case 'node':
			return 'this node';
		case 'allAtOnce':
			return 'HTTP Request, all at once (its default)';
		case 'batches': {
			const retry = contestant.retry ? ', Retry On Fail' : '';
			return `HTTP Request, ${contestant.size} every ${contestant.everyMs} ms${retry}`;
		}
		case 'loop':
			return 'Loop Over Items, one by one, Retry On Fail';
		case 'bare':
			return `bare axios told the limit, p-limit(${contestant.atOnce})`;
	}
}

/** The processes in which batches are sent: one for each kind of client, so that none is warmed up by another's code. */
const programs = new Map<string, Program<Task, Outcome>>();

function programOf({ kind }: Contestant): Program<Task, Outcome> {
	const name = kind === 'node' || kind === 'bare' ? kind : 'http';
	const program = programs.get(name) ?? startProgram(PROGRAM);
	programs.set(name, program);
	return program;
}

/** One run, after another small one that loads what a server has long loaded. */
async function measure(
	service: Service,
	contestant: Contestant,
	workload: Workload,
): Promise<Measured> {
	const { latencies, stopAfterMs, retries } = workload;
	const program = programOf(contestant);
	const { url } = service;
	service.start({});
	// Batches would slow down the warming up.
	const quick: Contestant = contestant.kind === 'batches' ? { kind: 'allAtOnce' } : contestant;
	await program.do({ contestant: quick, url, latencies: latencies.slice(0, 50).map(() => 0) });
	service.start(workload.simulator);
	const outcome = await program.do({ contestant, url, latencies, stopAfterMs, retries });
	if (stopAfterMs !== undefined) await sleep(AFTER_STOP_MS);
	const { arrivals, ...seen } = service.seen();
	const late = arrivals.filter((time) => time > (outcome.stoppedAt ?? Infinity));
	return { ...outcome, ...seen, arrivedAfterStop: late.length };
}

function printWorkload({ title, idealMs, latencies, stopAfterMs }: Workload, entries: Entry[]) {
	const middle = ({ runs }: Entry, value: (run: Measured) => number) => median(runs.map(value));
	const timeOf = (entry: Entry) => middle(entry, ({ wallMs }) => wallMs);
	const bare = entries.find(({ contestant }) => contestant.kind === 'bare');
	const reference = idealMs ?? (bare && timeOf(bare));
	const compared = idealMs === undefined ? 'the bare client' : `the ideal of ${idealMs / 1000} s`;
	const afterStop = stopAfterMs === undefined ? [] : ['requests after Stop'];
	printTable(
		`${title}; ratio to ${compared}`,
		[
			...['how', 'ratio', 'seconds', 'delivered', 'requests', 'refused', 'images paid'],
			...['paid twice', ...afterStop],
		],
		entries.map((entry) => [
			entry.title,
			reference === undefined ? '' : (timeOf(entry) / reference).toFixed(2),
			(timeOf(entry) / 1000).toFixed(2),
			`${middle(entry, (run) => run.delivered)} of ${latencies.length}`,
			String(middle(entry, (run) => run.requests)),
			String(middle(entry, (run) => run.refused)),
			String(middle(entry, (run) => run.imagesMade)),
			String(middle(entry, (run) => run.paidTwice)),
			...afterStop.map(() => String(middle(entry, (run) => run.arrivedAfterStop))),
		]),
	);
	for (const { title: name, runs } of entries) {
		const errors = new Set(runs.flatMap(({ error }) => error ?? []));
		for (const error of errors) console.log(`  ${name}: ${error}`);
	}
}

run(async () => {
	const { values } = parseArgs({
		options: {
			quick: { type: 'boolean', default: false },
			ours: { type: 'boolean', default: false },
			only: { type: 'string' },
		},
	});
	if (!hasOwnNodes()) {
		console.log('Without HTTP Request: n8n is not installed (npx tsx scripts/n8n/install.ts).');
	}
	const simulated = await simulatedService();
	const plain = await plainService();
	const results: Partial<Record<WorkloadName, Entry[]>> = {};
	for (const name of values.only?.split(',') ?? Object.keys(WORKLOADS)) {
		if (!isWorkloadName(name)) throw new Error(`No workload "${name}"`);
		const workload: Workload = WORKLOADS[name];
		const { concurrency, plainServer } = workload;
		const others = values.ours ? [] : workload.others;
		const there = others.filter(({ kind }) => kind === 'bare' || hasOwnNodes());
		const entries: Entry[] = [{ kind: 'node' as const, concurrency }, ...there].map(
			(contestant) => ({ title: titleOf(contestant), contestant, runs: [] }),
		);
		// In turn, so that a busy moment of the machine does not hit one of them alone.
		for (let round = 0; round < (values.quick ? 1 : 3); round++) {
			for (const { contestant, runs } of entries) {
				runs.push(await measure(plainServer ? plain : simulated, contestant, workload));
			}
		}
		results[name] = entries;
		printWorkload(workload, entries);
	}
	for (const program of programs.values()) program.end();
	await simulated.close();
	await plain.close();
	await saveResults('batch', results);
	const { constant, varying } = results;
	if (constant && varying && !values.ours) {
		const svg = chart([
			{ ...WORKLOADS.constant, entries: constant },
			{ ...WORKLOADS.varying, entries: varying },
		]);
		writeFileSync(CHART_FILE, svg);
		console.log(`Chart in ${CHART_FILE}`);
	}
});
