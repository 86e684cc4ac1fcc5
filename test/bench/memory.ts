/**
 * `npm run bench:memory`: how much memory batches of large images take in n8n's own engine, at their highest, over what n8n
 * takes at rest; each run in a process of its own, medians of three. `-- --quick` runs each case once, `-- --only ours24,five`
 * only some of them.
 */
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Case, type CaseName, CASES, isCaseName } from './memory/cases';
import { hasOwnNodes } from './support/n8n-nodes';
import type { MemoryUse } from './support/peak';
import { printTable, saveResults } from './support/report';
import { type SimulatorProcess, startSimulatorProcess } from './support/simulator-process';
import { median } from './support/statistics';

type Measured = MemoryUse & { elapsedMs: number };

async function measure(name: CaseName, simulator: SimulatorProcess): Promise<Measured> {
	const { simulator: behaviour }: Case = CASES[name];
	await simulator.start(behaviour);
	return await new Promise((resolve, reject) => {
		const child = fork(join(__dirname, 'memory/child.ts'), [name, simulator.url], {
			execArgv: ['--expose-gc', '--max-old-space-size=8192', '--import', 'tsx'],
		});
		child.once('message', (message) => resolve(message as Measured));
		child.once('exit', (code) => reject(new Error(`Case ${name} ended with code ${code}`)));
	});
}

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } },
	});
	const wanted = values.only?.split(',') ?? Object.keys(CASES);
	const rounds = values.quick ? 1 : 3;
	const simulator = await startSimulatorProcess();
	const results: Array<{ name: CaseName; title: string; runs: Measured[] }> = [];
	try {
		for (const name of wanted) {
			if (!isCaseName(name)) throw new Error(`No case "${name}"`);
			const chosen: Case = CASES[name];
			if (chosen.ownNodes && !hasOwnNodes()) {
				console.log(
					`${chosen.title}: left out, n8n is not installed (npx tsx scripts/n8n/install.ts)`,
				);
				continue;
			}
			const runs: Measured[] = [];
			for (let round = 0; round < rounds; round++) {
				const run = await measure(name, simulator);
				runs.push(run);
				console.log(`${chosen.title}: ${megabytes(run.peak - run.idle)} MB`);
			}
			results.push({ name, title: chosen.title, runs });
		}
	} finally {
		await simulator.close();
	}
	printTable(
		`Peak memory over idle, ${rounds === 1 ? 'one run' : `medians of ${rounds}`}, MB (1,000,000 bytes)`,
		['case', 'over idle', 'lowest', 'highest', 'heap', 'buffers', 'idle', 'seconds'],
		results.map(({ title, runs }) => {
			const over = runs.map(({ peak, idle }) => peak - idle);
			return [
				title,
				megabytes(median(over)),
				megabytes(Math.min(...over)),
				megabytes(Math.max(...over)),
				megabytes(median(runs.map(({ heap }) => heap))),
				megabytes(median(runs.map(({ external }) => external))),
				megabytes(median(runs.map(({ idle }) => idle))),
				(median(runs.map(({ elapsedMs }) => elapsedMs)) / 1000).toFixed(1),
			];
		}),
	);
	console.log(`\nKept in ${await saveResults('memory', results)}`);
}

function megabytes(bytes: number): string {
	return Math.round(bytes / 1e6).toLocaleString('en');
}

void main().catch((error: unknown) => {
	console.error(error);
	process.exit(1);
});
