/**
 * `npm start`: a real n8n with this node in it, wired to the simulator, with the example workflows.
 * `npm start -- --keep` keeps n8n's data for the next start; `npm start -- --port 8080` takes another port.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startChatModel } from '../test/n8n/chatModel';
import { startSimulator } from '../test/simulator';
import { cacheFolder } from './n8n/cache';
import { OWNER } from './n8n/client';
import { startInstance } from './n8n/instance';
import { withProgress } from './n8n/progress';
import {
	MCP_TOKEN,
	seedChatModelCredential,
	seedExamples,
	seedMcpCredential,
	seedSimulatorCredential,
	type ImportedWorkflow,
} from './n8n/seed';
import { freePort } from './n8n/server';
import { CURRENT_N8N } from './n8n/versions';

const DEFAULT_PORT = 5678;
/** Long enough that a person sees the node work; the real service takes some seconds an image. */
const LATENCY_MS = [800, 2_000] as const;

/** Aborted by the first Ctrl-C (or a request to end); later ones are ignored while things are put away. */
function interruption(): AbortSignal {
	const controller = new AbortController();
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		process.on(signal, () => controller.abort());
	}
	return controller.signal;
}

function aborted(signal: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		if (signal.aborted) resolve();
		else signal.addEventListener('abort', () => resolve(), { once: true });
	});
}

function greeting(url: string, simulatorUrl: string, workflows: ImportedWorkflow[]): string {
	const lines = workflows.map(({ name, n8nId }) => `    ${url}/workflow/${n8nId}  ${name}`);
	return [
		'',
		`  n8n ${CURRENT_N8N.version} with Qwen Image Edit:  ${url}`,
		`    e-mail    ${OWNER.email}`,
		`    password  ${OWNER.password}`,
		'',
		`  A simulator at ${simulatorUrl} draws the images; they cost nothing. The credential "Qwen simulator" points to it.`,
		'  The agent example uses a simulated chat model that calls its tool and repeats the answer.',
		`  The MCP server, once it is published, asks for the token ${MCP_TOKEN}.`,
		'  Example workflows, ready to run:',
		...lines,
		'',
		'  Ctrl-C ends all of it.',
		'',
	].join('\n');
}

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: { keep: { type: 'boolean', default: false }, port: { type: 'string' } },
	});
	const wish = values.port === undefined ? DEFAULT_PORT : Number(values.port);
	if (!Number.isInteger(wish) || wish < 1 || wish > 65_535) {
		throw new Error(`--port takes a number from 1 to 65535, not "${values.port}"`);
	}
	const signal = interruption();
	const simulator = await startSimulator({ latencyMs: LATENCY_MS });
	const chatModel = await startChatModel();
	try {
		const instance = await startInstance({
			release: CURRENT_N8N,
			port: await freePort(wish),
			userFolder: values.keep ? join(cacheFolder(), 'start') : undefined,
			signal,
		});
		try {
			const workflows = await withProgress('Importing the example workflows', async () => {
				const { client } = instance;
				return await seedExamples(client, [
					await seedSimulatorCredential(client, simulator.url),
					await seedChatModelCredential(client, chatModel.url),
					await seedMcpCredential(client),
				]);
			});
			process.stdout.write(greeting(instance.server.url, simulator.url, workflows));
			await Promise.race([aborted(signal), instance.server.ended]);
			process.stdout.write('\nStopping n8n and the simulator …\n');
		} finally {
			await instance.close();
		}
	} finally {
		await simulator.close();
		await chatModel.close();
	}
}

main().then(
	() => process.exit(0),
	(error: unknown) => {
		process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
		process.exit(1);
	},
);
