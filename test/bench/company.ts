/**
 * `npm run bench:company`: many executions at the same time in real n8n servers, this node at its defaults, beside n8n's HTTP
 * Request node with Retry On Fail. Prints the time as a ratio to the shortest the limit allows.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import { startInstance } from '../../scripts/n8n/instance';
import { seedSimulatorCredential } from '../../scripts/n8n/seed';
import { CURRENT_N8N } from '../../scripts/n8n/versions';
import type { NodeSpec } from '../n8n/workflowBuilder';
import { publishOrder, type OrderPlace } from '../queue/orders';
import { startCluster } from '../queue/cluster';
import { startSimulator, type Simulator } from '../simulator';
import { httpRequestParameters } from './support/workflows';

interface Row {
	name: string;
	executions: number;
	items: number;
	latencyMs: number;
	rate?: { count: number; windowMs: number };
	maxConcurrent?: number;
	idealMs: number;
}

const SINGLE: Row[] = [
	{
		name: '100 webhook executions of one item, 2 a second, 3 s',
		executions: 100,
		items: 1,
		latencyMs: 3_000,
		rate: { count: 2, windowMs: 1_000 },
		idealMs: 49_500 + 3_000,
	},
];
const QUEUE: Row[] = [
	{
		name: 'queue mode: 8 executions of 25 items, 5 a second, 1 s',
		executions: 8,
		items: 25,
		latencyMs: 1_000,
		rate: { count: 5, windowMs: 1_000 },
		idealMs: 39_000 + 1_000,
	},
	{
		name: 'queue mode: the same, 8 at once',
		executions: 8,
		items: 25,
		latencyMs: 1_000,
		maxConcurrent: 8,
		idealMs: 25_000,
	},
	{
		name: 'queue mode: 100 executions of one item, 5 a second, 1 s',
		executions: 100,
		items: 1,
		latencyMs: 1_000,
		rate: { count: 5, windowMs: 1_000 },
		idealMs: 19_000 + 1_000,
	},
];

const HTTP: NodeSpec = {
	name: 'HTTP Request',
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4.2,
	retryOnFail: true,
	maxTries: 5,
	waitBetweenTries: 5_000,
};

async function measure(place: OrderPlace, row: Row, other: boolean): Promise<void> {
	const { simulator } = place;
	simulator.reset();
	simulator.set({ latencyMs: row.latencyMs, rate: row.rate, maxConcurrent: row.maxConcurrent });
	const name = `company ${other ? 'http' : 'node'} ${row.name.replace(/\W+/g, ' ')}`;
	const image = `${simulator.url}/inputs/mug.png`;
	const content = `[{ image: '${image}' }, { text: $json.prompt }]`;
	const order = await publishOrder(place, name, {
		...(other && {
			node: { ...HTTP, parameters: httpRequestParameters(simulator.url, content) },
		}),
	});
	const total = row.executions * row.items;
	const longestMs = 6 * row.idealMs;
	const startedAt = Date.now();
	await Promise.all(
		Array.from(
			{ length: row.executions },
			async (_, at) => await order.post(order.prompts(row.items, at)),
		),
	);
	const asked = () => order.requests();
	const made = () =>
		new Set(
			asked()
				.filter(({ images }) => images > 0)
				.map(({ prompt }) => prompt),
		);
	let quietSince = Date.now();
	let seen = 0;
	while (made().size < total && Date.now() - startedAt < longestMs) {
		await sleep(100);
		if (asked().length !== seen) {
			seen = asked().length;
			quietSince = Date.now();
		}
		if (Date.now() - quietSince > 60_000) break;
	}
	const ratio = (Date.now() - startedAt) / row.idealMs;
	const tries = new Map<string, number>();
	for (const { prompt } of asked()) tries.set(String(prompt), (tries.get(String(prompt)) ?? 0) + 1);
	console.log(
		[
			(other ? 'HTTP Request, Retry On Fail' : 'this node').padEnd(28),
			row.name.padEnd(56),
			`${ratio.toFixed(2)} × ideal`,
			`${asked().filter(({ status }) => status === 429).length} refused`,
			`${made().size} of ${total} delivered`,
			`one item asked ${Math.max(...tries.values())} times at most`,
		].join('  '),
	);
}

async function single(): Promise<void> {
	const simulator: Simulator = await startSimulator({ pictures: 'blank', recordBodies: false });
	try {
		const n8n = await startInstance({ release: CURRENT_N8N });
		try {
			const credential = await seedSimulatorCredential(n8n.client, simulator.url);
			const place = { simulator, client: n8n.client, main: n8n.server, credential };
			for (const row of SINGLE) {
				for (const other of [false, true]) await measure(place, row, other);
			}
		} finally {
			await n8n.close();
		}
	} finally {
		await simulator.close();
	}
}

async function queue(): Promise<void> {
	const cluster = await startCluster();
	try {
		for (const row of QUEUE) await measure(cluster, row, false);
	} finally {
		await cluster.close();
	}
}

async function main(): Promise<void> {
	await single();
	await queue();
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
