/** The credential: where requests go, what its test says, and the list of models. */
import { LoadOptionsContext } from 'n8n-core';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { QwenImageEditApi } from '../../credentials/QwenImageEditApi.credentials';
import { MODELS } from '../../nodes/QwenImageEdit/catalogue/models';
import { generationUrl, PROVIDERS } from '../../nodes/QwenImageEdit/catalogue/providers';
import { QwenImageEdit } from '../../nodes/QwenImageEdit/QwenImageEdit.node.js';
import { testCredential } from './harness/credential-test';
import { TestCredentialsHelper } from './harness/credentials';
import { additionalDataOf, workflowOf } from './harness/engine';
import { nodeOf } from './harness/node-types';
import { serve } from './harness/stub';
import { SIMULATOR_KEY, simulatorCredentials } from './harness/simulator';
import { useSimulator } from './support';

const bench = useSimulator();
const paths = () => bench.simulator.requests.map(({ path }) => path);

describe('the test', () => {
	const custom = (baseUrl: string, apiKey = SIMULATOR_KEY) => ({
		...{ provider: 'custom', baseUrl, apiKey },
	});

	it.each(['', '/', '//', '/v1', '/v1/'])(
		'is green for a good key, with spaces around as it is copied, and the base URL …%s',
		async (end) => {
			const key = ` ${SIMULATOR_KEY}\n`;
			expect((await testCredential(custom(bench.simulator.url + end, key))).status).toBe('OK');
			// It costs nothing: no image is made.
			expect(paths()).toEqual(['/v1/models']);
			expect(bench.simulator.requests[0]?.headers.authorization).toBe(`Bearer ${SIMULATOR_KEY}`);
		},
	);

	it('is red for a wrong key, and where nobody answers', async () => {
		const wrong = await testCredential(custom(bench.simulator.url, 'wrong'));
		expect(wrong).toEqual({ status: 'Error', message: 'Unauthorized' });
		expect((await testCredential(custom('http://127.0.0.1:9'))).status).toBe('Error');
	});
});

describe('the address of the test', () => {
	/** What n8n makes of the credential's expressions; nothing is sent. */
	async function addressFor(data: ICredentialDataDecryptedObject): Promise<string> {
		const { request } = new QwenImageEditApi().test;
		const qs = { base: String(request.baseURL), path: String(request.url) };
		const authenticate = { type: 'generic' as const, properties: { qs } };
		const type = { ...new QwenImageEditApi(), authenticate };
		const helper = new TestCredentialsHelper([{ type, data }]);
		const resolved = (await helper.authenticate(data, type.name, { url: '' })).qs;
		return `${String(resolved?.base)}${String(resolved?.path)}`;
	}

	/** Where the key goes in a run. */
	function hostOfRun({ provider, workspaceId, baseUrl }: ICredentialDataDecryptedObject): string {
		const endpoint = generationUrl({ provider, workspaceId, baseUrl });
		if ('lacks' in endpoint) throw new Error(`The credential lacks ${endpoint.lacks}`);
		return new URL(endpoint.url).origin;
	}

	const compatible = 'aliyuncs.com/compatible-mode/v1/models';
	it.each([
		[{ provider: 'aigc' }, 'https://api.aigc.it/v1/models'],
		[{ provider: 'dashscopeBeijing' }, `https://dashscope.${compatible}`],
		[{ provider: 'dashscopeSingapore' }, `https://dashscope-intl.${compatible}`],
		[
			{ provider: 'custom', baseUrl: ' https://g.example.com/v1/ ' },
			'https://g.example.com/v1/models',
		],
		// What another provider left in the hidden field must not get the key.
		[
			{ provider: 'aigc', baseUrl: 'https://elsewhere.example.com', workspaceId: 'ws-1' },
			'https://api.aigc.it/v1/models',
		],
	])('for %j is %s', async (data, url) => {
		expect(await addressFor({ apiKey: 'k', ...data })).toBe(url);
	});

	it.each(PROVIDERS)('and that of a run are of $id and no other', async ({ id, origin }) => {
		const more = { workspaceId: 'ws-8f3kq2', baseUrl: 'https://gateway.example.com/v1' };
		const data = { provider: id, apiKey: 'k', ...more };
		const tested = new URL(await addressFor(data)).origin;
		expect(tested).toBe(hostOfRun(data));
		// No two providers share a host.
		for (const other of PROVIDERS.filter((provider) => provider.id !== id)) {
			expect(hostOfRun({ ...data, provider: other.id })).not.toBe(tested);
		}
		if (origin === undefined) return;
		// Without a Workspace ID it is the shared host.
		const shared = { provider: id, apiKey: 'k' };
		expect(new URL(await addressFor(shared)).origin).toBe(origin);
		expect(hostOfRun(shared)).toBe(origin);
	});

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
		expect(await addressFor(data)).toMatch(/^https:\/\/[a-z-]+\.invalid\//);
		expect(() => hostOfRun(data)).toThrow('The credential lacks');
	});
});

describe('requests', () => {
	it.each(['', '/', '/v1', '/v1/'])('go to the base URL …%s', async (end) => {
		const credentials = simulatorCredentials({ url: bench.simulator.url + end });
		const { error } = await bench.run({ download: false }, { credentials });
		expect(error).toBeUndefined();
		expect(paths()).toEqual(['/v1/images/generations']);
	});

	it.each(['', 'gateway.example.com'])('are not sent to the base URL “%s”', async (baseUrl) => {
		const credentials = { provider: 'custom', baseUrl, apiKey: 'k' };
		const { error } = await bench.run({}, { credentials });
		expect(error?.message).toContain('The credential has no usable base URL');
		expect(error?.description).toContain('https://gateway.example.com');
		expect(paths()).toEqual([]);
	});

	it('with a wrong key are refused once, not twice', async () => {
		const credentials = simulatorCredentials(bench.simulator, 'wrong');
		const { error } = await bench.run({}, { credentials });
		expect(error?.message).toBe('[Item 0] The service does not accept the API key');
		expect(bench.bodies()).toHaveLength(1);
	});

	it('do not follow a redirect, to which they would bring the key', async () => {
		const other = await serve((_, response) => response.end('{}'));
		const server = await serve((_, response) =>
			response.writeHead(307, { location: other.url }).end(),
		);
		const { error } = await bench.run({}, { credentials: simulatorCredentials(server) });
		await Promise.all([server.close(), other.close()]);
		expect(error?.message).toMatch(/^\[Item 0\] The/);
		expect([server.requests.length, other.requests]).toEqual([1, []]);
	});

	it('need a credential', async () => {
		const { error } = await bench.run({}, { credentials: undefined });
		expect(error?.message).toMatch(/credential/i);
		expect(paths()).toEqual([]);
	});
});

it('the list of models shows what each is good at, and finds by what is typed', async () => {
	const type = new QwenImageEdit();
	const node = nodeOf('Node', 'node');
	const workflow = workflowOf({ nodes: [node], connections: {}, types: { node: type } });
	const context = new LoadOptionsContext(workflow, node, additionalDataOf([]), 'parameters.');
	const search = async (typed?: string) => {
		const { results } = await type.methods.listSearch.searchModels.call(context, typed);
		return results;
	};
	const results = await search();
	expect(results.map(({ value }) => value)).toEqual(MODELS.map(({ id }) => id));
	expect(results[0]?.name).toContain(MODELS[0]?.short);
	expect(await search('Plus')).toHaveLength(3);
	expect(await search('nothing')).toEqual([]);
});
