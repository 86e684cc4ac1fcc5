/** Images are fetched from servers nobody can vouch for, through n8n's own HTTP helpers. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { readInput, startTrapServer, type TrapName, type TrapServer } from '../simulator';
import { useSimulator } from './support';

const bench = useSimulator();
let traps: TrapServer;

beforeAll(async () => {
	traps = await startTrapServer();
});

afterAll(async () => await traps.close());

const inline = { imageTransfer: 'inline' };

/** Bytes that may have been on their way when the node had seen enough. */
const UNDER_WAY = 12 * 1024 * 1024;

/** More than the head of an answer has (bytes). */
const HEAD = 1024;

function sentBy(trap: TrapName): number {
	return traps.requests
		.filter(({ path }) => path.startsWith(`/${trap}`))
		.reduce((sum, { sent }) => sum + sent, 0);
}

describe('fetching an image to send it inline', () => {
	it.each<[TrapName, RegExp]>([
		['endless', /larger than|MB/i],
		['claimsGigabyte', /MB/],
		['html', /HTML/],
		['notFound', /status 404/],
		['forbidden', /status 403/],
		['empty', /empty/],
		['half', /cut|not whole|incomplete|ends/i],
		['redirectLoop', /could not be downloaded/],
		['redirectToFile', /could not be downloaded/],
	])('%s: refused with a word about it, nothing paid, no key sent', async (trap, message) => {
		const { error } = await bench.run({
			imageUrl: traps.address(trap),
			options: { ...inline, maxTries: 1 },
		});
		expect(`${error?.message} ${error?.description}`).toMatch(message);
		expect(bench.simulator.edits()).toEqual([]);
		expect(traps.keyArrived()).toBe(false);
		expect(sentBy(trap)).toBeLessThan(UNDER_WAY + 10 * 1024 * 1024);
	});

	it('a server that says 1 MB and sends on and on is cut off there', async () => {
		const { error } = await bench.run({
			imageUrl: traps.address('lyingLength'),
			options: { ...inline, maxTries: 1 },
		});
		// What is left is no whole picture, which the node or else the service says.
		expect(error).toBeDefined();
		expect(bench.simulator.counts.imagesMade).toBe(0);
		expect(sentBy('lyingLength')).toBeLessThan(UNDER_WAY);
	});

	it('follows a redirect to another host, without the key', async () => {
		const { error, items } = await bench.run({
			imageUrl: traps.address('redirectElsewhere'),
			options: inline,
		});
		expect(error).toBeUndefined();
		expect(items).toHaveLength(1);
		expect(traps.keyArrived()).toBe(false);
	});

	it('a busy server is asked again, since that costs nothing', async () => {
		const picture = await readInput('mug.png');
		let asked = 0;
		const server = createServer((_request, response) => {
			asked += 1;
			if (asked === 1) response.writeHead(503).end();
			else response.writeHead(200, { 'content-type': 'image/png' }).end(picture?.bytes);
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const { port } = server.address() as AddressInfo;
		const { error } = await bench.run({
			imageUrl: `http://127.0.0.1:${port}/mug.png`,
			options: inline,
		});
		server.close();
		expect(error).toBeUndefined();
		expect(asked).toBe(2);
		expect(bench.simulator.edits()).toHaveLength(1);
	});

	it('one broken image among good ones fails alone', async () => {
		const { items } = await bench.run(
			{
				imageUrl: '={{ $json.url }}',
				options: { ...inline, maxTries: 1 },
			},
			{
				items: ['good', 'html', 'noRange'].map((trap) => ({
					json: { url: traps.address(trap as TrapName) },
				})),
				onError: 'continueRegularOutput',
			},
		);
		expect(items.map(({ json }) => json.error !== undefined)).toEqual([false, true, false]);
		expect(bench.simulator.counts.imagesMade).toBe(2);
	});
});

describe('Match an Input Image by URL', () => {
	const match = { size: 'match', matchImage: 1 };

	it.each<TrapName>(['good', 'noRange', 'redirectElsewhere'])(
		'%s: the size is read from the first bytes before anything is paid',
		async (trap) => {
			const { error } = await bench.run({ imageUrl: traps.address(trap), ...match });
			expect(error).toBeUndefined();
			expect(bench.sentParameters().size).toMatch(/^\d+\*\d+$/);
		},
	);

	it('asks for a range only', async () => {
		await bench.run({ imageUrl: traps.address('good', 'range-test'), ...match });
		const asked = traps.requests.find(({ path }) => path.includes('range-test'));
		expect(asked?.headers.range).toMatch(/^bytes=0-\d+$/);
		expect(asked?.sent).toBeLessThan(65_536 + HEAD);
	});

	it.each<TrapName>(['html', 'notFound', 'empty'])(
		'%s: refused before anything is paid',
		async (trap) => {
			const { error } = await bench.run({ imageUrl: traps.address(trap), ...match });
			expect(error?.message).toMatch(/^\[Item 0\] The image/);
			expect(bench.simulator.edits()).toEqual([]);
		},
	);
});

it('a key that comes along with a download would be seen', async () => {
	await fetch(traps.address('good'), { headers: { authorization: 'Bearer secret' } });
	expect(traps.keyArrived()).toBe(true);
});
