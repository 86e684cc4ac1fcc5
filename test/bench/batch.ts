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
import { isWorkloadName, type Workload, type WorkloadName, WORKLOADS } from './batch/workloads';
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
	arrivedAfterStop: number;
}

/** All runs of one contestant over one workload. */
export interface Entry {
	title: string;
	runs: Run[];
}

const OURS = 'this node';

/** Long enough for everything that a node would still send after Stop. */
const AFTER_STOP_MS = 8000;

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

function contestantsOf({ concurrency, others }: Workload, onlyOurs: boolean): Contestant[] {
	const there = others.filter(({ kind }) => kind === 'bare' || hasOwnNodes());
	return [{ kind: 'node', concurrency }, ...(onlyOurs ? [] : there)];
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
		const { latencies, stopAfterMs, retries } = workload;
		const server = workload.plainServer ? this.plain : this.simulator;
		const { url } = server;
		await server.start({});
		const warm = latencies.slice(0, 50).map(() => 0);
		await this.workers.perform({ contestant: warming(contestant), url, latencies: warm });
		await server.start(workload.simulator);
		const task = { contestant, url, latencies, stopAfterMs, retries };
		const outcome = await this.workers.perform(task);
		if (stopAfterMs !== undefined) await sleep(AFTER_STOP_MS);
		const { arrivals, ...counts } = await server.counts();
		const late = (time: number) => time > (outcome.stoppedAt ?? Infinity);
		return { ...outcome, counts, arrivedAfterStop: arrivals.filter(late).length };
	}

	end(): void {
		this.workers.end();
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
	const wanted = values.only?.split(',') ?? Object.keys(WORKLOADS);
	const rounds = values.quick ? 1 : 3;
	if (!hasOwnNodes()) {
		console.log('Without HTTP Request: n8n is not installed (npx tsx scripts/n8n/install.ts).');
	}
	const simulator = await startSimulatorProcess();
	const plain = await startSimulatorProcess('plain');
	const bench = new Bench(simulator, plain);
	const results: Partial<Record<WorkloadName, Entry[]>> = {};
	try {
		for (const name of wanted) {
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

function printWorkload(
	{ title, idealMs, latencies, stopAfterMs }: Workload,
	entries: Entry[],
	rounds: number,
) {
	const bare = entries.find((entry) => entry.title.startsWith('bare'));
	const reference = idealMs ?? (bare && median(bare.runs.map(({ wallMs }) => wallMs)));
	const compared =
		idealMs === undefined ? 'the bare client, if any' : `the ideal of ${idealMs / 1000} s`;
	printTable(
		`${title}; ratio to ${compared}, ${rounds === 1 ? 'one run' : `medians of ${rounds}`}`,
		[
			...[
				'how',
				'ratio',
				'seconds',
				'delivered',
				'requests',
				'refused',
				'images paid',
				'paid twice',
			],
			...(stopAfterMs === undefined ? [] : ['requests after Stop']),
		],
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
			...(stopAfterMs === undefined ? [] : [middle(entry.runs, (run) => run.arrivedAfterStop)]),
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
