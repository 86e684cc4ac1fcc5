import { type Simulator, startSimulator } from '../simulator';
import { runNode } from './harness/run';

let simulator: Simulator;

beforeAll(async () => {
	// Read when the engine first sends a request, which no test of this file has done yet.
	process.env.N8N_SSRF_PROTECTION_ENABLED = 'true';
	process.env.N8N_SSRF_ALLOWED_HOSTNAMES = 'localhost';
	simulator = await startSimulator({ pictures: 'blank' });
});

afterAll(async () => {
	delete process.env.N8N_SSRF_PROTECTION_ENABLED;
	delete process.env.N8N_SSRF_ALLOWED_HOSTNAMES;
	await simulator.close();
});

function run(imageUrl: string, host: string) {
	return runNode({
		parameters: {
			imageUrl,
			prompt: 'on a table',
			download: false,
			options: { imageTransfer: 'inline' },
		},
		credentials: {
			provider: 'custom',
			apiKey: 'sk-simulator',
			baseUrl: simulator.url.replace('127.0.0.1', host),
		},
	});
}

describe("n8n's protection against addresses of its own network", () => {
	test('an image there is not fetched, and nothing is paid', async () => {
		const { error } = await run(`${simulator.url}/inputs/mug.png`, 'localhost');
		expect(error?.message).toContain('could not be downloaded');
		expect(simulator.requests).toEqual([]);
	});

	test('an allowed host is fetched', async () => {
		const allowed = simulator.url.replace('127.0.0.1', 'localhost');
		const { error, items } = await run(`${allowed}/inputs/mug.png`, 'localhost');
		expect(error).toBeUndefined();
		expect(items).toHaveLength(1);
	});

	test('a service there is not called, and the failure says that nothing was billed', async () => {
		const before = simulator.counts.requests;
		const allowed = simulator.url.replace('127.0.0.1', 'localhost');
		const { error } = await run(`${allowed}/inputs/mug.png`, '127.0.0.1');
		expect(error?.message).toBe('[Item 0] The service could not be reached');
		expect(error?.description).toContain('Nothing was sent or billed');
		expect(simulator.counts.requests).toBe(before);
	});
});
