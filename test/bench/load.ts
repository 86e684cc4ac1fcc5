/**
 * How long n8n takes to load the node's file in a fresh process, beside its own HTTP Request node: `npm run bench:load`.
 * n8n-workflow is loaded before the clock starts, since every n8n process holds it already.
 */
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { cacheFolder } from '../../scripts/n8n/cache';
import { OLDEST_N8N } from '../../scripts/n8n/versions';
import { printTable, saveResults } from './support/report';
import { median } from './support/statistics';

const RUNS = 9;

/** Loads one file in a process of its own; the figure is in ms. */
const MEASURE = `
const { createRequire } = require('node:module');
const load = createRequire(process.argv[1]);
load('n8n-workflow');
const before = Object.keys(require.cache).length;
const startedAt = process.hrtime.bigint();
load(process.argv[1]);
const ms = Number(process.hrtime.bigint() - startedAt) / 1e6;
console.log(JSON.stringify({ ms, files: Object.keys(require.cache).length - before }));
`;

interface Load {
	ms: number;
	files: number;
}

function isLoad(value: unknown): value is Load {
	return typeof value === 'object' && value !== null && 'ms' in value && 'files' in value;
}

function measure(file: string): Load {
	const output = execFileSync(process.execPath, ['-e', MEASURE, file], { encoding: 'utf8' });
	const load: unknown = JSON.parse(output);
	if (!isLoad(load)) throw new Error(`Unexpected output: ${output}`);
	return load;
}

async function main(): Promise<void> {
	const n8n = createRequire(join(cacheFolder(), `n8n-${OLDEST_N8N.version}`, 'package.json'));
	const files = {
		ours: join(__dirname, '../../dist/nodes/QwenImageEdit/QwenImageEdit.node.js'),
		httpRequest: n8n.resolve('n8n-nodes-base/dist/nodes/HttpRequest/HttpRequest.node.js'),
	};
	const ours: Load[] = [];
	const theirs: Load[] = [];
	// In turn, so that a slow moment of the machine meets both.
	for (let run = 0; run < RUNS; run++) {
		ours.push(measure(files.ours));
		theirs.push(measure(files.httpRequest));
	}
	const row = (title: string, loads: Load[]) => {
		const ms = median(loads.map((load) => load.ms));
		return { title, ms, files: loads[0]?.files ?? 0 };
	};
	const rows = [row('Qwen Image Edit', ours), row('HTTP Request', theirs)];
	const base = rows[1]?.ms ?? NaN;
	printTable(
		`Loading a node in a fresh process (median of ${RUNS})`,
		['node', 'ms', 'ratio', 'files'],
		rows.map(({ title, ms, files: count }) => [
			title,
			ms.toFixed(1),
			(ms / base).toFixed(2),
			String(count),
		]),
	);
	await saveResults('load', rows);
}

void main();
