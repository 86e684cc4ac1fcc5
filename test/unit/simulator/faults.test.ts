import axios from 'axios';
import { FAULT_NAMES, FAULTS, startSimulator } from '../../simulator';
import type { Simulator } from '../../simulator';
import { editBody, errorCode, GATEWAY_PATH, links, PATHS, post, strings } from './client';

// The machine may be busy with other things; no time is measured here.
jest.setTimeout(60_000);

let simulator: Simulator;

beforeAll(async () => {
	simulator = await startSimulator({ pictures: 'blank', slowMs: 60, trickleMs: 5 });
});
afterAll(() => simulator.close());
beforeEach(() => simulator.reset());

const CASES = FAULT_NAMES.flatMap((name) => FAULTS[name].at.map((style) => ({ name, style })));

describe('every fault of the catalogue', () => {
	it.each(CASES)('$name at $style goes over the wire as it is written down', async (fault) => {
		const { answer, made, kind } = FAULTS[fault.name];
		const silent =
			answer.how === 'connection' && (answer.what === 'hang' || answer.what === 'trickle');
		simulator.faultNext(fault.name);
		const request = axios.post<unknown>(
			simulator.url + PATHS[fault.style],
			editBody(simulator, { parameters: { n: 2 } }),
			{
				headers: { Authorization: 'Bearer sk-simulator' },
				validateStatus: () => true,
				signal: silent ? AbortSignal.timeout(400) : undefined,
			},
		);

		if (answer.how === 'connection' && answer.what !== 'slow') {
			const codes = silent ? ['ERR_CANCELED'] : ['ECONNRESET', 'ERR_BAD_RESPONSE'];
			expect(codes).toContain(await errorCode(request));
		} else {
			const { status, data } = await request;
			expect(status).toBe(answer.how === 'connection' ? 200 : answer.status);
			if (answer.how === 'error') {
				// The gateway masks addresses, so only texts without one stay as they are.
				const told = answer.message.includes('://') ? '' : answer.message;
				expect(strings(data).join('\n')).toContain(told);
				const lost = fault.style === 'gateway' && answer.origin === 'dashscope';
				expect(strings(data)).toContain(lost ? 'bad_response_status_code' : answer.code);
			}
			if (kind === undefined) expect(links(data)).toHaveLength(2);
		}
		expect(simulator.counts.imagesMade).toBe(made ? 2 : 0);
		expect(simulator.counts.requests).toBe(1);

		const next = await post(simulator, GATEWAY_PATH, editBody(simulator));
		expect(next.status).toBe(200);
	});

	it('says of every fault that made images that they may be billed', () => {
		const silent = FAULT_NAMES.filter(
			(name) => FAULTS[name].made && FAULTS[name].kind !== undefined && !FAULTS[name].mayBeBilled,
		);
		expect(silent).toEqual([]);
	});
});

describe('faults on demand', () => {
	it('masks addresses and ends in the request id at the gateway', async () => {
		simulator.faultNext('invalidUrlRefused');
		const { data, headers } = await post(simulator, GATEWAY_PATH, editBody(simulator));
		const id = String(headers['x-oneapi-request-id']);
		expect(data).toEqual({
			error: {
				message: `Connection to https://***.com/*** refused, please provide avaiable URL (request id: ${id})`,
				type: 'bad_response_status_code',
				param: '',
				code: 'bad_response_status_code',
			},
		});
	});
});

describe('answer shapes', () => {
	it('has only the last image in data at the gateway, unless told', async () => {
		const { data } = await post(
			simulator,
			GATEWAY_PATH,
			editBody(simulator, { parameters: { n: 3 } }),
		);
		const all = links(data);
		expect(data).toMatchObject({ data: [{ url: all[0], b64_json: '' }] });
		expect(links((data as { metadata: unknown }).metadata).at(-1)).toBe(all[0]);
	});
});
