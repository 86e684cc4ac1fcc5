/**
 * `npm run bench:memory`: how much memory batches of large images take in n8n's own engine, at their highest, over what n8n
 * takes at rest; each run in a process of its own, medians of three. Linux only. `-- --quick` runs each case once,
 * `-- --only ours24,five` only some of them.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { run } from '../../scripts/main';
import { type Case, CASES, isCaseName } from './memory/cases';
import type { Measured } from './memory/child';
import { startProgram } from './support/child';
import { megabytes } from './support/memory';
import { hasOwnNodes } from './support/n8n-nodes';
import { median, printTable, saveResults } from './support/report';
import { simulatedService } from './support/service';

const PROGRAM = join(__dirname, 'memory/child.ts');
const FLAGS = ['--expose-gc', '--max-old-space-size=8192'];

run(async () => {
	const { values } = parseArgs({
		options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } },
	});
	const rounds = values.quick ? 1 : 3;
	const service = await simulatedService();
	const results: Array<{ title: string; runs: Measured[] }> = [];
	for (const name of values.only?.split(',') ?? Object.keys(CASES)) {
		if (!isCaseName(name)) throw new Error(`No case "${name}"`);
		const { title, simulator, ownNodes }: Case = CASES[name];
		if (ownNodes && !hasOwnNodes()) {
			console.log(`${title}: left out, n8n is not installed (npx tsx scripts/n8n/install.ts)`);
			continue;
		}
		const runs: Measured[] = [];
		for (let round = 0; round < rounds; round++) {
			service.start(simulator);
			const program = startProgram<object, Measured>(PROGRAM, FLAGS);
			const measured = await program.do({ name, url: service.url });
			program.end();
			runs.push(measured);
			console.log(`${title}: ${megabytes(measured.over)} MB`);
		}
		results.push({ title, runs });
	}
	await service.close();
	printTable(
		`Peak memory over idle, ${rounds === 1 ? 'one run' : `medians of ${rounds}`}, MB (1,000,000 bytes)`,
		['case', 'over idle', 'lowest', 'highest', 'idle', 'seconds'],
		results.map(({ title, runs }) => {
			const over = runs.map((run) => run.over);
			return [
				title,
				...[median(over), Math.min(...over), Math.max(...over)].map(megabytes),
				megabytes(median(runs.map(({ idle }) => idle))),
				(median(runs.map(({ elapsedMs }) => elapsedMs)) / 1000).toFixed(1),
			];
		}),
	);
	await saveResults('memory', results);
});
