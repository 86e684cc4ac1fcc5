/**
 * How long n8n takes to load the node's file in a fresh process, beside its own HTTP Request node: `npm run bench:load`.
 * n8n-workflow is loaded before the clock starts, since every n8n process holds it already.
 */
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { run } from '../../scripts/main';
import { cacheFolder } from '../../scripts/n8n/cache';
import { OLDEST_N8N } from '../../scripts/n8n/versions';
import { median, printTable, saveResults } from './support/report';

const RUNS = 9;
const NODE_FILE = 'nodes/QwenImageEdit/QwenImageEdit.node.js';
const HTTP_REQUEST_FILE = 'n8n-nodes-base/dist/nodes/HttpRequest/HttpRequest.node.js';

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

function measure(file: string): Load {
	const output = execFileSync(process.execPath, ['-e', MEASURE, file], { encoding: 'utf8' });
	return JSON.parse(output) as Load;
}

run(async () => {
	const n8n = createRequire(join(cacheFolder(), `n8n-${OLDEST_N8N.version}`, 'package.json'));
	const nodes = [
		{
			title: 'Qwen Image Edit',
			file: join(__dirname, '../../dist', NODE_FILE),
			loads: [] as Load[],
		},
		{ title: 'HTTP Request', file: n8n.resolve(HTTP_REQUEST_FILE), loads: [] },
	];
	// In turn, so that a slow moment of the machine meets both.
	for (let round = 0; round < RUNS; round++) {
		for (const { file, loads } of nodes) loads.push(measure(file));
	}
	const rows = nodes.map(({ title, loads }) => ({
		title,
		ms: median(loads.map(({ ms }) => ms)),
		files: loads[0]?.files ?? NaN,
	}));
	printTable(
		`Loading a node in a fresh process (median of ${RUNS})`,
		['node', 'ms', 'ratio', 'files'],
		rows.map(({ title, ms, files }) => [
			title,
			ms.toFixed(1),
			(ms / (rows[1]?.ms ?? NaN)).toFixed(2),
			String(files),
		]),
	);
	await saveResults('load', rows);
});
