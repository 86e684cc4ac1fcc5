/**
 * `npm start`: a real n8n with this node in it, wired to the simulator, with the example workflows.
 * `npm start -- --keep` keeps n8n's data for the next start; `npm start -- --port 8080` takes another port.
 */
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEnvironment } from '../test/n8n/environment';
import { run } from './main';
import { cacheFolder } from './n8n/cache';
import { OWNER } from './n8n/client';
import { withProgress } from './n8n/progress';
import { MCP_TOKEN, seedExamples } from './n8n/seed';
import { freePort } from './n8n/server';
import { CURRENT_N8N } from './n8n/versions';

/** Long enough that a person sees the node work; the real service takes some seconds an image. */
const LATENCY_MS = [800, 2_000] as const;

run(async () => {
	const { values } = parseArgs({
		options: {
			keep: { type: 'boolean', default: false },
			port: { type: 'string', default: '5678' },
		},
	});
	const wish = Number(values.port);
	if (!Number.isInteger(wish) || wish < 1 || wish > 65_535) {
		throw new Error(`--port takes a number from 1 to 65535, not "${values.port}"`);
	}
	const controller = new AbortController();
	const { signal } = controller;
	// Later ones are ignored while things are put away.
	for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => controller.abort());
	const { server, client, simulator, credentials, close } = await startEnvironment(CURRENT_N8N, {
		simulator: { latencyMs: LATENCY_MS },
		port: await freePort(wish),
		userFolder: values.keep ? join(cacheFolder(), 'start') : undefined,
		signal,
	});
	const workflows = await withProgress(
		'Importing the example workflows',
		async () => await seedExamples(client, credentials),
	);
	const addresses = workflows.map(
		({ name, n8nId }) => `    ${server.url}/workflow/${n8nId}  ${name}`,
	);
	process.stdout.write(`
  n8n ${CURRENT_N8N.version} with Qwen Image Edit:  ${server.url}
    e-mail    ${OWNER.email}
    password  ${OWNER.password}

  A simulator at ${simulator.url} draws the images; they cost nothing. The credential "Qwen simulator" points to it.
  The agent example uses a simulated chat model that calls its tool and repeats the answer.
  The MCP server, once it is published, asks for the token ${MCP_TOKEN}.
  Example workflows, ready to run:
${addresses.join('\n')}

  Ctrl-C ends all of it.
`);
	if (!signal.aborted) await Promise.race([once(signal, 'abort'), server.ended]);
	process.stdout.write('\nStopping n8n and the simulator …\n');
	await close();
	process.exit();
});
