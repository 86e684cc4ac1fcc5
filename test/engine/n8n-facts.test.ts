/**
 * Behaviour of n8n that is documented nowhere and that the node relies on. A failure here after an update of n8n-core
 * says which part of the node has to be thought over.
 */
import type {
	IDataObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
	INodeExecutionData,
	INodeProperties,
	JsonObject,
} from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import type { Readable } from 'node:stream';

import { storeBinary } from './harness/binary';
import type { RunOptions } from './harness/run';
import { jsonOf, runNode } from './harness/run';
import type { LocalServer } from './harness/stub';
import { serve, STUB_CREDENTIAL, stubNode } from './harness/stub';

type Execute = (this: IExecuteFunctions) => Promise<INodeExecutionData[][]>;

const servers: LocalServer[] = [];
const listen: typeof serve = async (answer) => {
	const server = await serve(answer);
	servers.push(server);
	return server;
};
afterEach(async () => {
	await Promise.all(servers.splice(0).map(async (server) => await server.close()));
});

async function run(execute: Execute, options: Partial<RunOptions> = {}) {
	return await runNode({
		node: stubNode(execute),
		credentialType: STUB_CREDENTIAL,
		credentials: { provider: 'stub', apiKey: 'sk-stub' },
		parameters: {},
		...options,
	});
}

const nothing: INodeExecutionData[][] = [[{ json: {} }]];
const THREE: INodeExecutionData[] = [1, 2, 3].map((n) => ({ json: { n } }));

describe('requests', () => {
	const askTwice = async (options: Partial<IHttpRequestOptions>) => {
		const server = await listen((_, response) => {
			response.writeHead(401, { 'x-oneapi-request-id': 'r-1' }).end('{"error":"bad key"}');
		});
		let answer: IN8nHttpFullResponse | undefined;
		const { error } = await run(async function () {
			answer = (await this.helpers.httpRequestWithAuthentication.call(this, 'stubApi', {
				url: server.url,
				...options,
			})) as IN8nHttpFullResponse;
			return nothing;
		});
		return { server, error, answer };
	};

	it('are sent twice after a 401 unless HTTP errors are ignored', async () => {
		const { server, error } = await askTwice({});
		expect(server.requests).toHaveLength(2);
		expect(error?.name).toBe('NodeApiError');
	});

	it('give status, headers and body of a 401 when HTTP errors are ignored', async () => {
		const { server, answer } = await askTwice({
			ignoreHttpStatusErrors: true,
			returnFullResponse: true,
			json: true,
		});
		expect(server.requests).toHaveLength(1);
		expect(answer).toMatchObject({
			statusCode: 401,
			headers: { 'x-oneapi-request-id': 'r-1' },
			body: { error: 'bad key' },
		});
	});

	it('carry a Buffer byte for byte when it has a content type', async () => {
		const server = await listen((_, response) => response.end('{}'));
		const body = Buffer.from('{"text":"图1","n":1}');
		await run(async function () {
			await this.helpers.httpRequestWithAuthentication.call(this, 'stubApi', {
				url: server.url,
				method: 'POST',
				body,
				headers: { 'content-type': 'application/json' },
			});
			return nothing;
		});
		expect(server.requests[0]?.body).toEqual(body);
		expect(server.requests[0]?.headers).toMatchObject({
			'content-type': 'application/json',
			'content-length': String(body.length),
		});
	});

	it('keep the key from another host only when told so', async () => {
		const other = await listen((_, response) => response.end('{}'));
		const first = await listen((_, response) => {
			response.writeHead(307, { location: other.url }).end();
		});
		const ask = async (options: Partial<IHttpRequestOptions>) =>
			await run(async function () {
				await this.helpers.httpRequestWithAuthentication.call(this, 'stubApi', {
					url: first.url,
					method: 'POST',
					body: { a: 1 },
					...options,
				});
				return nothing;
			});
		await ask({});
		await ask({ sendCredentialsOnCrossOriginRedirect: false });
		expect(other.requests.map(({ headers }) => headers.authorization)).toEqual([
			'Bearer sk-stub',
			undefined,
		]);
	});
});

describe('the Stop button', () => {
	it.each([
		['authenticated requests on its own', false],
		['plain requests that were given the signal', true],
	])('cuts %s', async (_, plain) => {
		let cancel = () => {};
		const server = await listen(() => cancel());
		let aborted = false;
		let thrown: unknown;
		await run(
			async function () {
				const abortSignal = this.getExecutionCancelSignal();
				try {
					if (plain) await this.helpers.httpRequest({ url: server.url, abortSignal });
					else {
						await this.helpers.httpRequestWithAuthentication.call(this, 'stubApi', {
							url: server.url,
						});
					}
				} catch (error) {
					thrown = error;
					aborted = abortSignal?.aborted ?? false;
				}
				return nothing;
			},
			{ onStart: (handle) => (cancel = handle.cancel) },
		);
		expect(thrown).toBeInstanceOf(Error);
		expect(aborted).toBe(true);
		expect(server.requests).toHaveLength(1);
	});

	it('takes the place of a signal of the node in authenticated requests', async () => {
		const server = await listen((_, response) => response.end('{}'));
		const own = new AbortController();
		own.abort();
		const { error } = await run(async function () {
			await this.helpers.httpRequestWithAuthentication.call(this, 'stubApi', {
				url: server.url,
				abortSignal: own.signal,
			});
			return nothing;
		});
		expect(error).toBeUndefined();
		expect(server.requests).toHaveLength(1);
	});

	it('does not keep Retry On Fail from trying again, with an aborted signal', async () => {
		let cancel = () => {};
		const aborted: Array<boolean | undefined> = [];
		await run(
			async function () {
				aborted.push(this.getExecutionCancelSignal()?.aborted);
				cancel();
				throw new NodeOperationError(this.getNode(), 'No');
			},
			{
				onStart: (handle) => (cancel = handle.cancel),
				retryOnFail: true,
				maxTries: 3,
				waitBetweenTries: 1,
			},
		);
		expect(aborted).toEqual([false, true, true]);
	});
});

describe('tries', () => {
	it('share what is kept under getExecuteData; other executions do not', async () => {
		const memory = new WeakMap<object, { tries: number }>();
		const execute: Execute = async function () {
			const key = this.getExecuteData();
			const kept = memory.get(key) ?? { tries: 0 };
			memory.set(key, kept);
			kept.tries++;
			if (kept.tries < 3) throw new NodeOperationError(this.getNode(), 'Again');
			return [[{ json: { ...kept } }]];
		};
		const options = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
		expect(jsonOf((await run(execute, options)).items)).toEqual([{ tries: 3 }]);
		expect(jsonOf((await run(execute, options)).items)).toEqual([{ tries: 3 }]);
	});

	it.each([
		['first', 0, 3],
		['second', 1, 1],
	])(
		'with Continue look at the first item only (the %s one failed)',
		async (_name, failing: number, expected: number) => {
			let tries = 0;
			await run(
				async function () {
					tries++;
					return [
						this.getInputData().map((_, item) => ({
							json: item === failing ? { error: { message: 'No' } } : {},
							pairedItem: { item },
						})),
					];
				},
				{
					items: THREE,
					onError: 'continueRegularOutput',
					retryOnFail: true,
					maxTries: 3,
					waitBetweenTries: 1,
				},
			);
			expect(tries).toBe(expected);
		},
	);
});

describe('the error output', () => {
	const details = { message: 'No', description: 'Because', code: 'InvalidApiKey' };
	const fail = (item: (input: INodeExecutionData) => Partial<INodeExecutionData>): Execute =>
		async function () {
			return [
				this.getInputData().map((input, index) => ({
					json: {},
					...item(input),
					pairedItem: { item: index },
				})),
			];
		};
	const options: Partial<RunOptions> = {
		items: [{ json: { sku: 'A-1' } }],
		onError: 'continueErrorOutput',
	};

	it("gets an item whose only key is an error object, merged with the input's json", async () => {
		const { items, errorItems } = await run(
			fail(() => ({ json: { error: details } })),
			options,
		);
		expect(items).toEqual([]);
		expect(jsonOf(errorItems)).toEqual([{ sku: 'A-1', error: details }]);
	});

	it('does not get an item that has other keys beside the error', async () => {
		const { items, errorItems } = await run(
			fail(({ json }) => ({ json: { ...json, error: details } })),
			options,
		);
		expect(jsonOf(items)).toEqual([{ sku: 'A-1', error: details }]);
		expect(errorItems).toEqual([]);
	});

	it('loses the details of an item that carries a NodeApiError', async () => {
		const { errorItems } = await run(async function () {
			const error = new NodeApiError(this.getNode(), {}, { message: 'No', description: 'Because' });
			return [[{ json: {}, error, pairedItem: { item: 0 } }]];
		}, options);
		expect(jsonOf(errorItems)).toEqual([{ error: 'No' }]);
	});

	it('gets no input json for a pairedItem that is a bare number', async () => {
		const { errorItems } = await run(async function () {
			return [[{ json: { error: details }, pairedItem: 0 }]];
		}, options);
		expect(jsonOf(errorItems)).toEqual([{ error: details }]);
	});
});

describe('errors', () => {
	it('keep description, messages and data when they stop a workflow', async () => {
		const long = 'https://example.com/a.png\n'.repeat(4000);
		const { error } = await run(async function () {
			const thrown = new NodeOperationError(this.getNode(), 'The batch stopped', {
				itemIndex: 2,
				description: long,
			});
			thrown.messages = [long];
			thrown.context.data = { finished: [{ url: 'https://example.com/a.png' }] };
			throw thrown;
		});
		expect(error).toMatchObject({
			message: 'The batch stopped',
			description: long,
			messages: [long],
			context: { itemIndex: 2, data: { finished: [{ url: 'https://example.com/a.png' }] } },
		});
	});

	it('lose a message that contains an error code of Node, but not a description', async () => {
		const { error } = await run(async function () {
			throw new NodeApiError(this.getNode(), {} as JsonObject, {
				message: 'A preexisting picture',
				description: 'Its preexisting name',
			});
		});
		expect(error?.message).not.toContain('preexisting');
		expect(error?.description).toBe('Its preexisting name');
	});

	it('that wrap a NodeApiError are that NodeApiError, whatever the options', async () => {
		let same = false;
		await run(async function () {
			const first = new NodeApiError(this.getNode(), {}, { message: 'First' });
			const second = new NodeApiError(this.getNode(), first as unknown as JsonObject, {
				message: 'Second',
			});
			same = second === first;
			return nothing;
		});
		expect(same).toBe(true);
	});

	it('make hints that were added before them disappear', async () => {
		const { hints } = await run(async function () {
			this.addExecutionHints({ message: 'Lost' });
			throw new NodeOperationError(this.getNode(), 'No');
		});
		expect(hints).toEqual([]);
	});
});

describe('parameters', () => {
	const properties: INodeProperties[] = [
		{ displayName: 'Model', name: 'model', type: 'string', default: 'max' },
		{
			displayName: 'Size',
			name: 'size',
			type: 'string',
			default: 'auto',
			displayOptions: { show: { model: ['max'] } },
		},
	];
	const readSize = async (parameters: IDataObject) => {
		const node = stubNode(async function () {
			return [[{ json: { size: this.getNodeParameter('size', 0, 'fallback') as string } }]];
		}, properties);
		const { items } = await run(async () => nothing, {
			node,
			parameters: parameters as RunOptions['parameters'],
			items: [{ json: { model: 'base' } }],
		});
		return items[0]?.json.size;
	};

	it('yield the fallback while hidden, even if a value is stored', async () => {
		expect(await readSize({ model: 'max', size: '1024*1024' })).toBe('1024*1024');
		expect(await readSize({ model: 'base', size: '1024*1024' })).toBe('fallback');
	});

	it('count as shown when what they depend on is an expression', async () => {
		expect(await readSize({ model: '={{ $json.model }}', size: '1024*1024' })).toBe('1024*1024');
	});

	it('that are required and empty stop the workflow before the node runs', async () => {
		let started = false;
		const running = run(async () => nothing, {
			node: stubNode(async () => {
				started = true;
				return nothing;
			}, [{ displayName: 'Prompt', name: 'prompt', type: 'string', default: '', required: true }]),
		});
		await expect(running).rejects.toThrow('Prompt');
		expect(started).toBe(false);
	});
});

describe('files', () => {
	const file = { fileName: 'a.png', mimeType: 'image/png' };

	it('have an id to stream from in the filesystem store only', async () => {
		expect((await storeBinary(Buffer.from('a'), file, 'default')).id).toBeUndefined();
		expect((await storeBinary(Buffer.from('a'), file, 'filesystem')).id).toMatch(/^filesystem/);
	});

	it('may be named by the file itself when the workflow combines binary data', async () => {
		const data = await storeBinary(Buffer.from('bytes'), file);
		const { items } = await run(async () => nothing, {
			node: stubNode(
				async function () {
					const value = this.getNodeParameter('field', 0) as string;
					const { fileName } = this.helpers.assertBinaryData(0, value);
					return [[{ json: { fileName } }]];
				},
				[{ displayName: 'Field', name: 'field', type: 'string', default: '' }],
			),
			parameters: { field: '={{ $json._files.data }}' },
			items: [{ json: {}, binary: { data } }],
			settings: { binaryMode: 'combined' },
		});
		expect(jsonOf(items)).toEqual([{ fileName: 'a.png' }]);
	});

	it('are stored from a counting generator around a download, and not when it gives up', async () => {
		const server = await listen((_, response) => response.end(Buffer.alloc(300_000, 7)));
		const download = async (limit: number) =>
			await run(async function () {
				const { body } = (await this.helpers.httpRequest({
					url: server.url,
					encoding: 'stream',
					returnFullResponse: true,
				})) as IN8nHttpFullResponse;
				const source = body as Readable;
				async function* counted() {
					let bytes = 0;
					for await (const chunk of source as AsyncIterable<Buffer>) {
						bytes += chunk.length;
						if (bytes > limit) throw new Error('Too large');
						yield chunk;
					}
				}
				const { from } = source.constructor as typeof Readable;
				const stream = from.call(source.constructor, counted());
				const data = await this.helpers.prepareBinaryData(stream, 'a.png', 'image/png');
				return [[{ json: {}, binary: { data } }]];
			});
		const whole = await download(300_000);
		expect((await whole.binary(whole.items[0], 'data')).length).toBe(300_000);
		const { error } = await download(100_000);
		expect(error?.message).toBe('Too large');
	});
});
