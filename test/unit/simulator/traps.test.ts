import axios from 'axios';
import { startTrapServer, TRAP_NAMES } from '../../simulator';
import type { TrapName, TrapServer } from '../../simulator';
import { errorCode, get } from './client';

jest.setTimeout(60_000);

let traps: TrapServer;

beforeAll(async () => {
	traps = await startTrapServer();
});
afterAll(() => traps.close());

/** Reads at most `limit` bytes of an address, then goes away. */
async function read(trap: TrapName, limit: number): Promise<number> {
	const answer = await fetch(traps.address(trap));
	let bytes = 0;
	for await (const chunk of answer.body ?? []) {
		bytes += chunk.byteLength;
		if (bytes > limit) break;
	}
	return bytes;
}

describe('traps for downloads', () => {
	it('knows all its addresses', () => {
		expect(TRAP_NAMES).toContain('lyingLength');
		expect(traps.address('good')).toBe(`${traps.url}/good`);
	});

	it('pours without end', async () => {
		expect(await read('endless', 5_000_000)).toBeGreaterThan(5_000_000);
	});

	it('says 1 MB and sends on and on', async () => {
		// A client stops at the announced length or trips over what follows.
		const received = await get(traps.address('lyingLength')).then(
			({ data }) => data.length,
			() => 'no answer',
		);
		expect([1_000_000, 'no answer']).toContain(received);
		await new Promise((resolve) => setTimeout(resolve, 100));
		const seen = traps.requests.find(({ path }) => path === '/lyingLength');
		expect(seen?.sent).toBeGreaterThan(1_000_000);
	});

	it('sends more than an allowed size', async () => {
		expect((await get(traps.address('large', 'bytes=11000000'))).data.length).toBe(11_000_000);
	});

	it('supports ranges, or not', async () => {
		const header = { Range: 'bytes=0-99' };
		const good = await get(traps.address('good'), header);
		const ignored = await get(traps.address('noRange'), header);
		expect([good.status, good.data.length]).toEqual([206, 100]);
		expect(ignored.status).toBe(200);
		expect(ignored.data.length).toBeGreaterThan(1000);
	});

	it('leads to another host, and sees whether the key goes with it', async () => {
		expect(traps.keyArrived()).toBe(false);
		const answer = await get(traps.address('redirectElsewhere'));
		expect(answer.status).toBe(200);
		expect(traps.requests.at(-1)).toMatchObject({ server: 'other', path: '/good' });
		await get(`${traps.otherUrl}/good`, { Authorization: 'Bearer secret' });
		expect(traps.keyArrived()).toBe(true);
	});

	it('leads in circles', async () => {
		expect(await errorCode(get(traps.address('redirectLoop')))).toBe('ERR_FR_TOO_MANY_REDIRECTS');
	});

	it.each([
		['html', 200],
		['empty', 200],
		['half', 200],
		['notFound', 404],
		['forbidden', 403],
	] as const)('%s answers %d', async (trap, status) => {
		expect((await get(traps.address(trap))).status).toBe(status);
	});

	it.each(['trickle', 'hang', 'claimsGigabyte'] as const)(
		'%s does not come to an end',
		async (trap) => {
			const request = axios.get(traps.address(trap), { signal: AbortSignal.timeout(300) });
			expect(await errorCode(request)).toBe('ERR_CANCELED');
		},
	);

	it('cuts a connection', async () => {
		expect(['ECONNRESET', 'ERR_BAD_RESPONSE']).toContain(
			await errorCode(get(traps.address('cut'))),
		);
	});
});
