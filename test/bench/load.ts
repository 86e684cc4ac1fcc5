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
import { median, printTable, type Rows } from './support/report';

const RUNS = 9;
const NODE_FILE = 'nodes/QwenImageEdit/QwenImageEdit.node.js';
const HTTP_REQUEST_FILE = 'n8n-nodes-base/dist/nodes/HttpRequest/HttpRequest.node.js';

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

run(async () => {
	const n8n = createRequire(join(cacheFolder(), `n8n-${OLDEST_N8N.version}`, 'package.json'));
	const files = {
		'HTTP Request': n8n.resolve(HTTP_REQUEST_FILE),
		'Qwen Image Edit': join(__dirname, '../../dist', NODE_FILE),
	};
	const loads: Record<string, Load[]> = { 'HTTP Request': [], 'Qwen Image Edit': [] };
	// In turn, so that a slow moment of the machine meets both.
	for (let round = 0; round < RUNS; round++) {
		for (const [title, file] of Object.entries(files)) {
			const output = execFileSync(process.execPath, ['-e', MEASURE, file], { encoding: 'utf8' });
			loads[title]?.push(JSON.parse(output) as Load);
		}
	}
	const rows: Rows = {};
	let reference: number | undefined;
	for (const [title, each] of Object.entries(loads)) {
		const ms = median(each.map((load) => load.ms));
		reference ??= ms;
		rows[title] = { ms, ratio: ms / reference, files: each[0]?.files };
	}
	printTable(`Loading a node in a fresh process (median of ${RUNS})`, rows);
});
