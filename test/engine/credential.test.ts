/** The credential: where requests go, what its test says, and the list of models. */
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { QwenImageEditApi } from '../../credentials/QwenImageEditApi.credentials';
import { MODELS } from '../../nodes/QwenImageEdit/catalogue/models';
import { generationUrl, PROVIDERS } from '../../nodes/QwenImageEdit/catalogue/providers';
import { testCredential } from './harness/credential-test';
import { TestCredentialsHelper } from './harness/credentials';
import { listSearch } from './harness/panel';
import { SIMULATOR_KEY, simulatorCredentials } from './harness/simulator';
import { useSimulator } from './support';

const bench = useSimulator();

const custom = (baseUrl: string, apiKey = SIMULATOR_KEY): ICredentialDataDecryptedObject => ({
	provider: 'custom',
	baseUrl,
	apiKey,
});

describe('the test', () => {
	it.each(['', '/', '//', '/v1', '/v1/'])(
		'is green for a good key and the base URL …%s',
		async (end) => {
			const result = await testCredential(custom(bench.simulator.url + end));
			expect(result.status).toBe('OK');
			expect(bench.simulator.requests.map(({ path }) => path)).toEqual(['/v1/models']);
			expect(bench.simulator.requests[0]?.headers.authorization).toBe(`Bearer ${SIMULATOR_KEY}`);
			// It costs nothing: no image is made.
			expect(bench.simulator.counts.requests).toBe(0);
		},
	);

	it('is red for a wrong key', async () => {
		const result = await testCredential(custom(bench.simulator.url, 'wrong'));
		expect(result).toEqual({ status: 'Error', message: 'Unauthorized' });
	});

	it('takes a key with spaces around, as it is copied from a page', async () => {
		const result = await testCredential(custom(bench.simulator.url, ` ${SIMULATOR_KEY}\n`));
		expect(result.status).toBe('OK');
	});

	it('is red where nobody answers', async () => {
		const { status } = await testCredential(custom('http://127.0.0.1:9'));
		expect(status).toBe('Error');
	});
});

describe('the address of the test', () => {
	const { test, properties } = new QwenImageEditApi();

	/** What n8n makes of the credential's expressions; nothing is sent. */
	async function addressFor(data: ICredentialDataDecryptedObject): Promise<string> {
		const type = {
			...new QwenImageEditApi(),
			properties,
			authenticate: {
				type: 'generic' as const,
				properties: {
					qs: {
						base: String(test.request.baseURL),
						path: String(test.request.url),
					},
				},
			},
		};
		const helper = new TestCredentialsHelper([{ type, data }]);
		const { qs } = await helper.authenticate(data, type.name, { url: '' });
		return `${String(qs?.base)}${String(qs?.path)}`;
	}

	const nowhere = /^https:\/\/[a-z-]+\.invalid\//;

	/** Where the key goes in a run. */
	function hostOfRun({ provider, workspaceId, baseUrl }: ICredentialDataDecryptedObject): string {
		const endpoint = generationUrl({ provider, workspaceId, baseUrl });
		if ('lacks' in endpoint) throw new Error(`The credential lacks ${endpoint.lacks}`);
		return new URL(endpoint.url).origin;
	}

	it.each([
		[{ provider: 'aigc' }, 'https://api.aigc.it/v1/models'],
		[{ provider: 'dashscopeBeijing' }, 'https://dashscope.aliyuncs.com/compatible-mode/v1/models'],
		[
			{ provider: 'dashscopeSingapore' },
			'https://dashscope-intl.aliyuncs.com/compatible-mode/v1/models',
		],
		[
			{ provider: 'custom', baseUrl: ' https://gateway.example.com/v1/ ' },
			'https://gateway.example.com/v1/models',
		],
		// What another provider left in the hidden field must not get the key.
		[
			{ provider: 'aigc', baseUrl: 'https://elsewhere.example.com', workspaceId: 'ws-1' },
			'https://api.aigc.it/v1/models',
		],
	])('for %j is %s', async (data, url) => {
		expect(await addressFor({ apiKey: 'k', ...data })).toBe(url);
	});

	it.each(PROVIDERS)('and that of a run are of $id and no other', async ({ id }) => {
		const data = {
			provider: id,
			apiKey: 'k',
			workspaceId: 'ws-8f3kq2',
			baseUrl: 'https://gateway.example.com/v1',
		};
		const tested = new URL(await addressFor(data)).origin;
		expect(tested).toBe(hostOfRun(data));
		// No two providers share a host.
		for (const other of PROVIDERS.filter((provider) => provider.id !== id)) {
			expect(hostOfRun({ ...data, provider: other.id })).not.toBe(tested);
		}
	});

	it.each(PROVIDERS.filter(({ origin }) => origin !== undefined))(
		'is the shared host of $id without a Workspace ID',
		async ({ id, origin }) => {
			const data = { provider: id, apiKey: 'k' };
			expect(new URL(await addressFor(data)).origin).toBe(origin);
			expect(hostOfRun(data)).toBe(origin);
		},
	);

	it.each<ICredentialDataDecryptedObject>([
		...['evil.example.com/', 'a.b', '-a', 'a b', 'a'.repeat(64)].map((workspaceId) => ({
			provider: 'dashscopeBeijing',
			workspaceId,
		})),
		{ provider: 'dashscopeFrankfurt' },
		{ provider: 'dashscopeTokyo', workspaceId: ' ' },
		{ provider: 'dashscopeNowhere' },
		{ provider: 'toString' },
		{ provider: '' },
		{ provider: 'custom', baseUrl: '' },
		{ provider: 'custom', baseUrl: 'gateway.example.com' },
	])('is nowhere for %j, nor does a run send anything', async (given) => {
		const data = { apiKey: 'k', ...given };
		expect(await addressFor(data)).toMatch(nowhere);
		expect(() => hostOfRun(data)).toThrow('The credential lacks');
	});
});

describe('requests', () => {
	it.each(['', '/', '/v1', '/v1/'])('go to the base URL …%s', async (end) => {
		const credentials = simulatorCredentials({ url: bench.simulator.url + end });
		const { error } = await bench.run({ download: false }, { credentials });
		expect(error).toBeUndefined();
		expect(bench.simulator.requests.map(({ path }) => path)).toEqual(['/v1/images/generations']);
	});

	it('say which field of the credential is wrong', async () => {
		for (const baseUrl of ['', 'gateway.example.com']) {
			const credentials = { provider: 'custom', baseUrl, apiKey: 'k' };
			const { error } = await bench.run({}, { credentials });
			expect(error?.message).toContain('The credential has no usable base URL');
			expect(error?.description).toContain('https://gateway.example.com');
		}
		expect(bench.simulator.requests).toEqual([]);
	});

	it('with a wrong key are refused once, not twice', async () => {
		const credentials = simulatorCredentials(bench.simulator, 'wrong');
		const { error } = await bench.run({}, { credentials });
		expect(error?.message).toBe('[Item 0] The service does not accept the API key');
		expect(bench.bodies()).toHaveLength(1);
	});

	it('need a credential', async () => {
		const { error } = await bench.run({}, { credentials: undefined });
		expect(error?.message).toMatch(/credential/i);
		expect(bench.simulator.requests).toEqual([]);
	});
});

describe('the list of models', () => {
	it('shows what each is good at, and finds by what is typed', async () => {
		const { results } = await listSearch('searchModels');
		expect(results.map(({ value }) => value)).toEqual(MODELS.map(({ id }) => id));
		expect(results[0]?.name).toContain(MODELS[0]?.short);
		const found = await listSearch('searchModels', { filter: 'Plus' });
		expect(found.results).toHaveLength(3);
		expect((await listSearch('searchModels', { filter: 'nothing' })).results).toEqual([]);
	});
});
