/**
 * `npm run bench:batch`: batches in n8n's own engine against a simulated service with limits, which no contestant is told: this
 * node at its default settings beside n8n's HTTP Request node and a bare axios script. Medians of three. `-- --quick` runs
 * everything once, `-- --only varying,open` only some workloads, `-- --ours` only this node.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { chart } from './batch/chart';
import type { Contestant, Outcome, Task } from './batch/contestants';
import {
	isWorkloadName,
	RETRIED,
	STOPPED,
	type Workload,
	type WorkloadName,
	WORKLOADS,
} from './batch/workloads';
import { hasOwnNodes } from './support/n8n-nodes';
import { printTable, saveResults } from './support/report';
import {
	type SimulatorCounts,
	type SimulatorProcess,
	startSimulatorProcess,
} from './support/simulator-process';
import { median } from './support/statistics';

/** Where the README shows the chart from. */
const CHART_FILE = join(__dirname, '../../docs/images/batch.svg');

export interface Run extends Outcome {
	counts: Omit<SimulatorCounts, 'arrivals'>;
	/** Requests that arrived after Stop was pressed. */
	arrivedAfterStop?: number;
}

/** All runs of one contestant over one workload. */
export interface Entry {
	title: string;
	runs: Run[];
}

const OURS = 'this node';

function titleOf(contestant: Contestant): string {
	switch (contestant.kind) {
		case 'node':
			return OURS;
		case 'allAtOnce':
			return 'HTTP Request, all at once (its default)';
		case 'batches': {
			const retry = contestant.retry ? ', Retry On Fail' : '';
			return `HTTP Request, ${contestant.size} every ${contestant.everyMs} ms${retry}`;
		}
		case 'loop':
			return `Loop Over Items, one by one${contestant.retry ? ', Retry On Fail' : ''}`;
		case 'bare':
			return `bare axios told the limit, p-limit(${contestant.atOnce})`;
	}
}

function contestantsOf(workload: Workload, onlyOurs: boolean): Contestant[] {
	const ours: Contestant = { kind: 'node', concurrency: workload.concurrency };
	if (onlyOurs || workload.onlyOurs) return [ours];
	const bare: Contestant = { kind: 'bare', atOnce: workload.bareAtOnce };
	if (!hasOwnNodes()) return [ours, bare];
	const all: Contestant[] = [ours, { kind: 'allAtOnce' }];
	for (const tuned of workload.tuned) all.push({ kind: 'batches', ...tuned, retry: true });
	// One by one nothing is gained from 500 items without latency.
	if (workload.idealMs !== undefined) all.push({ kind: 'loop', retry: true });
	return [...all, bare];
}

/** The processes in which batches are sent: one for each kind of client, so that none is warmed up by another's code. */
class Workers {
	private readonly children = new Map<string, ChildProcess>();

	async perform(task: Task): Promise<Outcome> {
		const { kind } = task.contestant;
		const name = kind === 'node' || kind === 'bare' ? kind : 'http';
		let child = this.children.get(name);
		if (!child) {
			child = fork(join(__dirname, 'batch/worker.ts'), { execArgv: ['--import', 'tsx'] });
			this.children.set(name, child);
		}
		const working = child;
		return await new Promise((resolve, reject) => {
			const ended = () => reject(new Error(`The process of ${titleOf(task.contestant)} ended`));
			working.once('exit', ended);
			working.once('message', (message) => {
				working.removeListener('exit', ended);
				resolve(message as Outcome);
			});
			working.send(task);
		});
	}

	end(): void {
		for (const child of this.children.values()) child.disconnect();
	}
}

class Bench {
	private readonly workers = new Workers();

	constructor(
		private readonly simulator: SimulatorProcess,
		private readonly plain: SimulatorProcess,
	) {}

	/** One run, after another small one that loads what a server has long loaded. */
	async run(contestant: Contestant, workload: Workload): Promise<Run> {
		const server = workload.plainServer ? this.plain : this.simulator;
		const { url } = server;
		await server.start({});
		const warm = workload.latencies.slice(0, 50).map(() => 0);
		await this.workers.perform({ contestant: warming(contestant), url, latencies: warm });
		await server.start(workload.simulator);
		const outcome = await this.workers.perform({ contestant, url, latencies: workload.latencies });
		return await this.counted(outcome, server);
	}

	/** One run that is stopped on its way. */
	async stop(contestant: Contestant): Promise<Run> {
		const { url } = this.simulator;
		await this.simulator.start({ rate: STOPPED.rate });
		const latencies = Array.from({ length: STOPPED.items }, () => STOPPED.latencyMs);
		const stopAfterMs = STOPPED.afterMs;
		const outcome = await this.workers.perform({ contestant, url, latencies, stopAfterMs });
		// Long enough for everything that a node would still send.
		await sleep((STOPPED.items / STOPPED.tuned.size) * STOPPED.tuned.everyMs);
		return await this.counted(outcome, this.simulator);
	}

	/** One run that fails, and is retried until nothing is missing. */
	async retry(contestant: Contestant): Promise<Run> {
		const { url } = this.simulator;
		await this.simulator.start({});
		const latencies = Array.from({ length: RETRIED.items }, () => RETRIED.latencyMs);
		const { retries } = RETRIED;
		const outcome = await this.workers.perform({ contestant, url, latencies, retries });
		return await this.counted(outcome, this.simulator);
	}

	end(): void {
		this.workers.end();
	}

	private async counted(outcome: Outcome, server: SimulatorProcess): Promise<Run> {
		const { arrivals, ...counts } = await server.counts();
		const { stoppedAt } = outcome;
		const late = (time: number) => stoppedAt !== undefined && time > stoppedAt;
		return { ...outcome, counts, arrivedAfterStop: arrivals.filter(late).length };
	}
}

/** The same client without what would slow down its warming up. */
function warming(contestant: Contestant): Contestant {
	return contestant.kind === 'batches' ? { kind: 'allAtOnce' } : contestant;
}

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			quick: { type: 'boolean', default: false },
			ours: { type: 'boolean', default: false },
			only: { type: 'string' },
		},
	});
	const wanted = values.only?.split(',') ?? [...Object.keys(WORKLOADS), 'stop', 'retry'];
	const rounds = values.quick ? 1 : 3;
	if (!hasOwnNodes()) {
		console.log('Without HTTP Request: n8n is not installed (npx tsx scripts/n8n/install.ts).');
	}
	const simulator = await startSimulatorProcess();
	const plain = await startSimulatorProcess('plain');
	const bench = new Bench(simulator, plain);
	const results: Partial<Record<WorkloadName | 'stop' | 'retry', Entry[]>> = {};
	try {
		for (const name of wanted) {
			if (name === 'stop') {
				results.stop = await stopEntries(bench, rounds, values.ours);
				continue;
			}
			if (name === 'retry') {
				results.retry = await retryEntries(bench, rounds, values.ours);
				continue;
			}
			if (!isWorkloadName(name)) throw new Error(`No workload "${name}"`);
			const workload: Workload = WORKLOADS[name];
			const entries = await compare(contestantsOf(workload, values.ours), rounds, (contestant) =>
				bench.run(contestant, workload),
			);
			results[name] = entries;
			printWorkload(workload, entries, rounds);
		}
	} finally {
		bench.end();
		await simulator.close();
		await plain.close();
	}
	console.log(`\nKept in ${await saveResults('batch', results)}`);
	const { constant, varying } = results;
	if (constant && varying && !values.ours) {
		const svg = chart([
			{ ...WORKLOADS.constant, entries: constant },
			{ ...WORKLOADS.varying, entries: varying },
		]);
		await mkdir(dirname(CHART_FILE), { recursive: true });
		await writeFile(CHART_FILE, svg);
		console.log(`Chart in ${CHART_FILE}`);
	}
}

/** Runs the contestants in turn, round by round, so that a busy moment of the machine does not hit one of them alone. */
async function compare(
	contestants: readonly Contestant[],
	rounds: number,
	run: (contestant: Contestant) => Promise<Run>,
): Promise<Entry[]> {
	const entries: Entry[] = contestants.map((contestant) => ({
		title: titleOf(contestant),
		runs: [],
	}));
	for (let round = 0; round < rounds; round++) {
		for (const [at, contestant] of contestants.entries()) {
			entries[at]?.runs.push(await run(contestant));
		}
	}
	return entries;
}

async function stopEntries(bench: Bench, rounds: number, onlyOurs: boolean): Promise<Entry[]> {
	const contestants: Contestant[] = [{ kind: 'node' }];
	if (!onlyOurs && hasOwnNodes()) {
		contestants.push({ kind: 'batches', ...STOPPED.tuned, retry: false });
	}
	const entries = await compare(contestants, rounds, (contestant) => bench.stop(contestant));
	printTable(
		`Stop pressed ${STOPPED.afterMs / 1000} s into ${STOPPED.items} items, 5 a second allowed`,
		['how', 'requests', 'of them after Stop', 'images paid'],
		entries.map(({ title, runs }) => [
			title,
			middle(runs, ({ counts }) => counts.requests),
			middle(runs, ({ arrivedAfterStop }) => arrivedAfterStop ?? 0),
			middle(runs, ({ counts }) => counts.imagesMade),
		]),
	);
	return entries;
}

async function retryEntries(bench: Bench, rounds: number, onlyOurs: boolean): Promise<Entry[]> {
	const contestants: Contestant[] = [{ kind: 'node' }];
	if (!onlyOurs && hasOwnNodes()) contestants.push({ kind: 'allAtOnce' });
	const entries = await compare(contestants, rounds, (contestant) => bench.retry(contestant));
	printTable(
		`${RETRIED.items} items, one refused ${RETRIED.retries} times, Retry of the execution pressed ${RETRIED.retries} times`,
		['how', 'delivered', 'requests', 'images paid', 'paid twice'],
		entries.map(({ title, runs }) => [
			title,
			`${middle(runs, ({ delivered }) => delivered)} of ${RETRIED.items}`,
			middle(runs, ({ counts }) => counts.requests),
			middle(runs, ({ counts }) => counts.imagesMade),
			middle(runs, ({ counts }) => counts.paidTwice),
		]),
	);
	return entries;
}

function printWorkload({ title, idealMs, latencies }: Workload, entries: Entry[], rounds: number) {
	const bare = entries.find((entry) => entry.title.startsWith('bare'));
	const reference = idealMs ?? (bare && median(bare.runs.map(({ wallMs }) => wallMs)));
	const compared = idealMs === undefined ? 'the bare client' : `the ideal of ${idealMs / 1000} s`;
	printTable(
		`${title}; ratio to ${compared}, ${rounds === 1 ? 'one run' : `medians of ${rounds}`}`,
		['how', 'ratio', 'seconds', 'delivered', 'requests', 'refused', 'images paid', 'paid twice'],
		entries.map((entry) => [
			entry.title,
			reference === undefined
				? ''
				: (median(entry.runs.map(({ wallMs }) => wallMs)) / reference).toFixed(2),
			(median(entry.runs.map(({ wallMs }) => wallMs)) / 1000).toFixed(2),
			`${middle(entry.runs, ({ delivered }) => delivered)} of ${latencies.length}`,
			middle(entry.runs, ({ counts }) => counts.requests),
			middle(entry.runs, ({ counts }) => counts.refused),
			middle(entry.runs, ({ counts }) => counts.imagesMade),
			middle(entry.runs, ({ counts }) => counts.paidTwice),
		]),
	);
	for (const { title: name, runs } of entries) {
		const errors = new Set(runs.flatMap(({ error }) => error ?? []));
		for (const error of errors) console.log(`  ${name}: ${error}`);
	}
}

function middle(runs: readonly Run[], value: (run: Run) => number): string {
	return String(median(runs.map(value)));
}

void main().catch((error: unknown) => {
	console.error(error);
	process.exit(1);
});
