import { parseArgs } from 'node:util';
import { DEMO_INPUTS, startSimulator } from './index';

/** Starts the simulator by hand: `npm run simulator -- --port 4010 --latency 500`. */
async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			port: { type: 'string', default: '4010' },
			key: { type: 'string', default: 'sk-simulator' },
			latency: { type: 'string', default: '1500' },
			concurrent: { type: 'string' },
			'per-minute': { type: 'string' },
			pictures: { type: 'string', default: 'drawn' },
		},
	});
	const perMinute = values['per-minute'];
	const simulator = await startSimulator({
		port: Number(values.port),
		apiKeys: [values.key],
		latencyMs: Number(values.latency),
		maxConcurrent: values.concurrent === undefined ? undefined : Number(values.concurrent),
		rate: perMinute === undefined ? undefined : { count: Number(perMinute), windowMs: 60_000 },
		pictures: values.pictures === 'blank' ? 'blank' : 'drawn',
		recordBodies: false,
	});
	console.log(`Simulated image-edit API at ${simulator.url} (no image model is asked)`);
	console.log(`  key     ${values.key}`);
	console.log(`  POST    ${simulator.url}/v1/images/generations`);
	for (const { file, title } of DEMO_INPUTS) {
		console.log(`  input   ${simulator.url}/inputs/${file}  ${title}`);
	}
	console.log('Ctrl-C ends it.');
	const end = (): void => void simulator.close().then(() => process.exit(0));
	process.once('SIGINT', end);
	process.once('SIGTERM', end);
}

void main();
