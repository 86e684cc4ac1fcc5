import type { IExecuteFunctions, ILoadOptionsFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { binaryOf, storeBinary } from './harness/binary';
import { testCredential } from './harness/credential-test';
import { listSearch, loadOptions } from './harness/panel';
import { jsonOf, NODE, runNode, SOURCE } from './harness/run';
import type { LocalServer } from './harness/stub';
import { serve, STUB_CREDENTIAL, stubNode } from './harness/stub';

const KEY = { provider: 'stub', apiKey: 'sk-stub' };
const THREE: INodeExecutionData[] = [1, 2, 3].map((n) => ({ json: { n } }));

let server: LocalServer | undefined;
afterEach(async () => {
	await server?.close();
	server = undefined;
});

/** Fails on the item whose `n` is 2 the way the package's node does, else doubles `n`. */
async function double(this: IExecuteFunctions) {
	const results = this.getInputData().map(({ json }, item): INodeExecutionData => {
		if (json.n !== 2) return { json: { doubled: Number(json.n) * 2 }, pairedItem: { item } };
		const error = new NodeOperationError(this.getNode(), 'Two is refused', { itemIndex: item });
		if (!this.continueOnFail()) throw error;
		return { json: { error: { message: error.message } }, pairedItem: { item } };
	});
	return [results];
}

describe('items', () => {
	it('gives the node its items and parameters and the next node what came out', async () => {
		const node = stubNode(
			async function () {
				return [
					this.getInputData().map((_, item) => ({
						json: { sum: Number(this.getNodeParameter('number', item)) + 1 },
						pairedItem: { item },
					})),
				];
			},
			[{ displayName: 'Number', name: 'number', type: 'number', default: 10 }],
		);
		const { items, nextItems } = await runNode({
			node,
			credentialType: STUB_CREDENTIAL,
			parameters: { number: '={{ $json.n * 100 }}' },
			items: THREE,
			next: {
				seen: '={{ $json.sum }}',
				before: `={{ $('${SOURCE}').item.json.n }}`,
				all: `={{ $('${NODE}').all().length }}`,
			},
		});
		expect(jsonOf(items)).toEqual([{ sum: 101 }, { sum: 201 }, { sum: 301 }]);
		expect(jsonOf(nextItems)).toEqual([
			{ seen: 101, before: 1, all: 3 },
			{ seen: 201, before: 2, all: 3 },
			{ seen: 301, before: 3, all: 3 },
		]);
	});

	it('uses a default where a parameter is not named, and one empty item where none is given', async () => {
		const node = stubNode(
			async function () {
				return [[{ json: { number: this.getNodeParameter('number', 0) as number } }]];
			},
			[{ displayName: 'Number', name: 'number', type: 'number', default: 10 }],
		);
		const { items } = await runNode({ node, credentialType: STUB_CREDENTIAL, parameters: {} });
		expect(jsonOf(items)).toEqual([{ number: 10 }]);
	});
});

describe('failing', () => {
	const node = stubNode(double);
	const common = { node, credentialType: STUB_CREDENTIAL, parameters: {}, items: THREE };

	it('reports why the workflow stopped', async () => {
		const { error, items } = await runNode(common);
		expect(error?.message).toBe('Two is refused');
		expect(items).toEqual([]);
	});

	it('keeps the other items with Continue', async () => {
		const { error, items } = await runNode({ ...common, onError: 'continueRegularOutput' });
		expect(error).toBeUndefined();
		expect(jsonOf(items)).toEqual([
			{ doubled: 2 },
			{ error: { message: 'Two is refused' } },
			{ doubled: 6 },
		]);
	});

	it('sends the failed item to the error output', async () => {
		const { items, errorItems, nextErrorItems } = await runNode({
			...common,
			onError: 'continueErrorOutput',
			nextOnError: { n: '={{ $json.n }}', message: '={{ $json.error.message }}' },
		});
		expect(jsonOf(items)).toEqual([{ doubled: 2 }, { doubled: 6 }]);
		expect(jsonOf(errorItems)).toEqual([{ n: 2, error: { message: 'Two is refused' } }]);
		expect(jsonOf(nextErrorItems)).toEqual([{ n: 2, message: 'Two is refused' }]);
	});

	it('tries again with Retry On Fail', async () => {
		let tries = 0;
		const { items } = await runNode({
			...common,
			node: stubNode(async function () {
				tries++;
				if (tries < 3) throw new NodeOperationError(this.getNode(), 'Not yet');
				return [[{ json: { tries } }]];
			}),
			retryOnFail: true,
			maxTries: 3,
			waitBetweenTries: 1,
		});
		expect(jsonOf(items)).toEqual([{ tries: 3 }]);
	});
});

describe('the Stop button', () => {
	it('ends the run as canceled while a request is in flight', async () => {
		let cancel = () => {};
		server = await serve(() => cancel());
		const { url } = server;
		const { run, items } = await runNode({
			node: stubNode(async function () {
				await this.helpers.httpRequestWithAuthentication.call(this, 'stubApi', { url });
				return [[{ json: { answered: true } }]];
			}),
			credentialType: STUB_CREDENTIAL,
			credentials: KEY,
			parameters: {},
			onStart: (handle) => {
				cancel = handle.cancel;
			},
		});
		expect(run.status).toBe('canceled');
		expect(items).toEqual([]);
	});
});

describe('HTTP', () => {
	it('applies the credential, its defaults and its expressions', async () => {
		server = await serve((_, response) => response.end('{"fine":true}'));
		const { url } = server;
		const { items } = await runNode({
			node: stubNode(async function () {
				const { provider } = await this.getCredentials('stubApi');
				const answer: unknown = await this.helpers.httpRequestWithAuthentication.call(
					this,
					'stubApi',
					{ url, method: 'POST', body: { a: 1 }, json: true },
				);
				return [[{ json: { provider: String(provider), answer: JSON.stringify(answer) } }]];
			}),
			credentialType: STUB_CREDENTIAL,
			credentials: KEY,
			parameters: {},
		});
		expect(jsonOf(items)).toEqual([{ provider: 'stub', answer: '{"fine":true}' }]);
		expect(server.requests).toHaveLength(1);
		expect(server.requests[0]?.headers.authorization).toBe('Bearer sk-stub');
		expect(server.requests[0]?.body.toString()).toBe('{"a":1}');
	});
});

describe.each(['filesystem', 'default'] as const)('files in the %s store', (binaryMode) => {
	const copy = stubNode(async function () {
		const bytes = await this.helpers.getBinaryDataBuffer(0, 'data');
		const data = await this.helpers.prepareBinaryData(bytes, 'copy.png', 'image/png');
		return [[{ json: {}, binary: { data }, pairedItem: { item: 0 } }]];
	});
	const bytes = Buffer.from('not really a picture');

	it('are read from the input and stored for the next node', async () => {
		const data = await storeBinary(
			bytes,
			{ fileName: 'in.png', mimeType: 'image/png' },
			binaryMode,
		);
		expect(data.id === undefined).toBe(binaryMode === 'default');
		const { items, nextItems, binary } = await runNode({
			node: copy,
			credentialType: STUB_CREDENTIAL,
			parameters: {},
			items: [{ json: {}, binary: { data } }],
			binaryMode,
			next: { name: '={{ $binary.data.fileName }}' },
		});
		expect(await binary(items[0], 'data')).toEqual(bytes);
		expect(binaryOf(items[0], 'data').id === undefined).toBe(binaryMode === 'default');
		expect(jsonOf(nextItems)).toEqual([{ name: 'copy.png' }]);
	});
});

it('keeps files in json._files when the workflow combines them', async () => {
	const bytes = Buffer.from('bytes');
	const { items, binary } = await runNode({
		node: stubNode(async function () {
			const data = await this.helpers.prepareBinaryData(bytes, 'a.png', 'image/png');
			return [[{ json: {}, binary: { data }, pairedItem: { item: 0 } }]];
		}),
		credentialType: STUB_CREDENTIAL,
		parameters: {},
		settings: { binaryMode: 'combined' },
	});
	expect(items[0]?.binary).toBeUndefined();
	expect(Object.keys(items[0]?.json._files ?? {})).toEqual(['data']);
	expect(await binary(items[0], 'data')).toEqual(bytes);
});

it('captures hints, messages to the editor and log lines', async () => {
	const { hints, messages, logs } = await runNode({
		node: stubNode(async function () {
			this.addExecutionHints({ message: 'A hint', location: 'outputPane' });
			this.sendMessageToUI('12 of 60');
			this.logger.info('12 of 60 done');
			return [[{ json: {} }]];
		}),
		credentialType: STUB_CREDENTIAL,
		parameters: {},
	});
	expect(hints).toEqual([{ message: 'A hint', location: 'outputPane' }]);
	expect(messages).toEqual(['12 of 60']);
	expect(logs).toEqual(['info: 12 of 60 done']);
});

describe('testing a credential', () => {
	const withTest = (url: string) => ({
		...STUB_CREDENTIAL,
		test: { request: { baseURL: url, url: '={{ "/" + $credentials.provider + "/models" }}' } },
	});

	it('is OK when the authenticated request is answered with 200', async () => {
		server = await serve((_, response) => response.end('{"data":[]}'));
		expect(await testCredential(KEY, withTest(server.url))).toEqual({
			status: 'OK',
			message: 'Connection successful!',
		});
		expect(server.requests).toHaveLength(1);
		expect(server.requests[0]).toMatchObject({
			url: '/stub/models',
			headers: { authorization: 'Bearer sk-stub' },
		});
	});

	it('is an error for a refused key and for an address where nobody listens', async () => {
		server = await serve((_, response) => response.writeHead(401).end());
		const { url } = server;
		expect(await testCredential(KEY, withTest(url))).toEqual({
			status: 'Error',
			message: 'Unauthorized',
		});
		await server.close();
		expect(await testCredential(KEY, withTest(url))).toEqual({
			status: 'Error',
			message: 'ECONNREFUSED',
		});
	});
});

describe('lists of the panel', () => {
	const node = {
		...stubNode(async () => [[]]),
		methods: {
			listSearch: {
				async models(this: ILoadOptionsFunctions, filter?: string) {
					const operation = this.getCurrentNodeParameter('operation');
					return { results: [{ name: `${String(filter)} for ${String(operation)}`, value: 'm' }] };
				},
			},
			loadOptions: {
				async sizes(this: ILoadOptionsFunctions) {
					return [{ name: String(this.getNode().name), value: 1 }];
				},
			},
		},
	};

	it('come from the node, which sees the panel and the typed filter', async () => {
		const parameters = { operation: 'fuse' };
		expect(await listSearch('models', { node, parameters, filter: 'max' })).toEqual({
			results: [{ name: 'max for fuse', value: 'm' }],
		});
		expect(await loadOptions('sizes', { node })).toEqual([{ name: 'Node', value: 1 }]);
	});
});
