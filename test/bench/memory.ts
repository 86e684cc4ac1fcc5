/**
 * `npm run bench:memory`: how much memory batches of large images take in n8n's own engine, at their highest, over what n8n
 * takes at rest; each run in a process of its own, medians of three. Linux only. `-- --quick` runs each case once,
 * `-- --only ours24,five` only some of them.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { run } from '../../scripts/main';
import { type Case, CASES, OPEN } from './memory/cases';
import type { Measured } from './memory/child';
import { startProgram } from './support/child';
import { megabytes } from './support/memory';
import { hasOwnNodes } from './support/n8n-nodes';
import { median, printTable, type Rows } from './support/report';
import { simulatedService } from './support/service';

const PROGRAM = join(__dirname, 'memory/child.ts');
const FLAGS = ['--expose-gc', '--max-old-space-size=8192'];

run(async () => {
	const { values } = parseArgs({
		options: {
			quick: { type: 'boolean', default: false },
			only: { type: 'string', default: Object.keys(CASES).join() },
		},
	});
	const service = await simulatedService();
	const rows: Rows = {};
	for (const [name, { title, simulator, ownNodes }] of Object.entries<Case>(CASES)) {
		if (!values.only.split(',').includes(name)) continue;
		if (ownNodes && !hasOwnNodes()) {
			console.log(`${title}: left out, n8n is not installed (npx tsx scripts/n8n/install.ts)`);
			continue;
		}
		const runs: Measured[] = [];
		for (let round = 0; round < (values.quick ? 1 : 3); round++) {
			service.start({ ...OPEN, ...simulator });
			const program = startProgram<object, Measured>(PROGRAM, FLAGS);
			runs.push(await program.do({ name, url: service.url }));
			program.end();
		}
		const over = runs.map((each) => each.over);
		rows[title] = {
			'over idle': megabytes(median(over)),
			lowest: megabytes(Math.min(...over)),
			highest: megabytes(Math.max(...over)),
			idle: megabytes(median(runs.map(({ idle }) => idle))),
			seconds: median(runs.map(({ elapsedMs }) => elapsedMs)) / 1000,
		};
		console.log(title, rows[title]);
	}
	await service.close();
	printTable('Peak memory over idle, MB (1,000,000 bytes)', rows);
});
