import { parseArgs } from 'node:util';
import { DEMO_INPUTS, startSimulator } from './index';

/** Starts the simulator by hand: `npm run simulator -- --port 4010 --latency 500`. */
async function main(): Promise<void> {
	const { port, key, latency } = parseArgs({
		options: {
			port: { type: 'string', default: '4010' },
			key: { type: 'string', default: 'sk-simulator' },
			latency: { type: 'string', default: '1500' },
		},
	}).values;
	const more = { apiKeys: [key], latencyMs: Number(latency), recordBodies: false };
	const { url } = await startSimulator({ port: Number(port), ...more });
	console.log(`Simulated image-edit API at ${url} (no image model is asked)`);
	console.log(`  key     ${key}`);
	console.log(`  POST    ${url}/v1/images/generations`);
	for (const { file, title } of DEMO_INPUTS)
		console.log(`  input   ${url}/inputs/${file}  ${title}`);
}

void main();
