/** n8n's protection against addresses of its own network. */
import { useSimulator } from './support';

const bench = useSimulator();

beforeAll(() => {
	// Read when the engine first sends a request, which no test of this file has done yet.
	process.env.N8N_SSRF_PROTECTION_ENABLED = 'true';
	process.env.N8N_SSRF_ALLOWED_HOSTNAMES = 'localhost';
});

afterAll(() => {
	delete process.env.N8N_SSRF_PROTECTION_ENABLED;
	delete process.env.N8N_SSRF_ALLOWED_HOSTNAMES;
});

/** An image at one name of this machine, sent to the service at another. */
async function run(imageHost: string, host: string) {
	const at = (name: string) => bench.simulator.url.replace('127.0.0.1', name);
	return await bench.run(
		{
			imageUrl: `${at(imageHost)}/inputs/mug.png`,
			download: false,
			options: { imageTransfer: 'inline' },
		},
		{ credentials: { provider: 'custom', apiKey: 'sk-simulator', baseUrl: at(host) } },
	);
}

test('an image there is not fetched, and nothing is paid', async () => {
	const { error } = await run('127.0.0.1', 'localhost');
	expect(error?.message).toContain('could not be downloaded');
	expect(bench.simulator.requests).toEqual([]);
});

test('an allowed host is fetched', async () => {
	const { error, items } = await run('localhost', 'localhost');
	expect(error).toBeUndefined();
	expect(items).toHaveLength(1);
});

test('a service there is not called, and the failure says that nothing was billed', async () => {
	const { error } = await run('localhost', '127.0.0.1');
	expect(error?.message).toBe('[Item 0] The service could not be reached');
	expect(error?.description).toContain('Nothing was sent or billed');
	expect(bench.simulator.counts.requests).toBe(0);
});
