/**
 * Behaviour of n8n that is documented nowhere and that the node relies on. A failure here after an update of n8n-core
 * says which part of the node has to be thought over.
 */
import type {
	IExecuteFunctions,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
	INodeExecutionData,
	INodeParameters,
	INodeProperties,
	JsonObject,
} from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import type { Readable } from 'node:stream';

import { storeBinary } from './harness/binary';
import { jsonOf, runNode, type RunOptions } from './harness/run';
import { serve, STUB_CREDENTIAL, stubNode, type Execute, type LocalServer } from './harness/stub';
import { itemsOf, RETRY_ON_FAIL } from './support';

const servers: LocalServer[] = [];
const listen: typeof serve = async (answer) => {
	const server = await serve(answer);
	servers.push(server);
	return server;
};
afterEach(async () => {
	await Promise.all(servers.splice(0).map(async (server) => await server.close()));
});

async function run(
	execute: Execute,
	options: Partial<RunOptions> = {},
	properties?: INodeProperties[],
) {
	return await runNode({
		node: stubNode(execute, properties),
		credentialType: STUB_CREDENTIAL,
		credentials: { provider: 'stub', apiKey: 'sk-stub' },
		parameters: {},
		...options,
	});
}

const nothing: INodeExecutionData[][] = [[{ json: {} }]];
const field = (name: string, more: Partial<INodeProperties> = {}): INodeProperties => ({
	...{ displayName: name, name, type: 'string', default: '' },
	...more,
});

/** One request by n8n's helper with the credential. */
async function ask(options: IHttpRequestOptions) {
	let answer: unknown;
	const { error } = await run(async function () {
		answer = await this.helpers.httpRequestWithAuthentication.call(this, 'stubApi', options);
		return nothing;
	});
	return { error, answer };
}

describe('requests', () => {
	const refusing = async () =>
		await listen((_, response) => {
			response.writeHead(401, { 'x-oneapi-request-id': 'r-1' }).end('{"error":"bad key"}');
		});

	it('are sent twice after a 401 unless HTTP errors are ignored', async () => {
		const { url, requests } = await refusing();
		const { error } = await ask({ url });
		expect(requests).toHaveLength(2);
		expect(error?.name).toBe('NodeApiError');
	});

	it('give status, headers and body of a 401 when HTTP errors are ignored', async () => {
		const { url, requests } = await refusing();
		const full = { ignoreHttpStatusErrors: true, returnFullResponse: true, json: true };
		const { answer } = await ask({ url, ...full });
		expect(requests).toHaveLength(1);
		expect(answer).toMatchObject({
			statusCode: 401,
			headers: { 'x-oneapi-request-id': 'r-1' },
			body: { error: 'bad key' },
		});
	});

	it('carry a Buffer byte for byte when it has a content type', async () => {
		const { url, requests } = await listen((_, response) => response.end('{}'));
		const body = Buffer.from('{"text":"图1","n":1}');
		const headers = { 'content-type': 'application/json' };
		// A copy: n8n puts the key into the very object.
		await ask({ url, method: 'POST', body, headers: { ...headers } });
		expect(String(requests[0]?.body)).toBe(String(body));
		expect(requests[0]?.headers).toMatchObject({
			...headers,
			'content-length': String(body.length),
		});
	});

	it('keep the key from another host only when told so', async () => {
		const other = await listen((_, response) => response.end('{}'));
		const { url } = await listen((_, response) => {
			response.writeHead(307, { location: other.url }).end();
		});
		const post = { url, method: 'POST', body: { a: 1 } } as const;
		await ask(post);
		await ask({ ...post, sendCredentialsOnCrossOriginRedirect: false });
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
		const { url, requests } = await listen(() => cancel());
		let aborted: boolean | undefined;
		await run(
			async function () {
				const abortSignal = this.getExecutionCancelSignal();
				const { httpRequest, httpRequestWithAuthentication } = this.helpers;
				const asking = plain
					? httpRequest({ url, abortSignal })
					: httpRequestWithAuthentication.call(this, 'stubApi', { url });
				await expect(asking).rejects.toThrow();
				aborted = abortSignal?.aborted;
				return nothing;
			},
			{ onStart: (handle) => (cancel = handle.cancel) },
		);
		expect(aborted).toBe(true);
		expect(requests).toHaveLength(1);
	});

	it('takes the place of a signal of the node in authenticated requests', async () => {
		const { url, requests } = await listen((_, response) => response.end('{}'));
		const { error } = await ask({ url, abortSignal: AbortSignal.abort() });
		expect(error).toBeUndefined();
		expect(requests).toHaveLength(1);
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
			{ onStart: (handle) => (cancel = handle.cancel), ...RETRY_ON_FAIL },
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
		expect(jsonOf((await run(execute, RETRY_ON_FAIL)).items)).toEqual([{ tries: 3 }]);
		expect(jsonOf((await run(execute, RETRY_ON_FAIL)).items)).toEqual([{ tries: 3 }]);
	});

	it.each([
		['first', 0, 3],
		['second', 1, 1],
	])(
		'with Continue look at the first item only (the %s one failed)',
		async (_name, failing: number, expected: number) => {
			let tries = 0;
			const failed = { error: { message: 'No' } };
			const execute: Execute = async function () {
				tries++;
				const items = this.getInputData();
				return [items.map((_, item) => ({ json: item === failing ? failed : {} }))];
			};
			const items = itemsOf({ n: 1 }, { n: 2 }, { n: 3 });
			await run(execute, { items, onError: 'continueRegularOutput', ...RETRY_ON_FAIL });
			expect(tries).toBe(expected);
		},
	);
});

describe('the error output', () => {
	const details = { message: 'No', description: 'Because', code: 'InvalidApiKey' };
	const pairedItem = { item: 0 };
	/** Where an item with the input's sku goes that is given back so. */
	const outputs = async (give: (context: IExecuteFunctions) => INodeExecutionData) => {
		const { items, errorItems } = await run(
			async function () {
				return [[give(this)]];
			},
			{ items: itemsOf({ sku: 'A-1' }), onError: 'continueErrorOutput' },
		);
		return { regular: jsonOf(items), error: jsonOf(errorItems) };
	};

	it("gets an item whose only key is an error object, merged with the input's json", async () => {
		const given = await outputs(() => ({ json: { error: details }, pairedItem }));
		expect(given).toEqual({ regular: [], error: [{ sku: 'A-1', error: details }] });
	});

	it('does not get an item that has other keys beside the error', async () => {
		const json = { sku: 'A-1', error: details };
		const given = await outputs(() => ({ json, pairedItem }));
		expect(given).toEqual({ regular: [json], error: [] });
	});

	it('loses the details of an item that carries a NodeApiError', async () => {
		const given = await outputs((context) => {
			const error = new NodeApiError(context.getNode(), {}, { message: 'No', description: 'Why' });
			return { json: {}, error, pairedItem };
		});
		expect(given.error).toEqual([{ error: 'No' }]);
	});

	it('gets no input json for a pairedItem that is a bare number', async () => {
		const given = await outputs(() => ({ json: { error: details }, pairedItem: 0 }));
		expect(given.error).toEqual([{ error: details }]);
	});
});

describe('errors', () => {
	it('keep description, messages and data when they stop a workflow', async () => {
		const long = 'https://example.com/a.png\n'.repeat(4000);
		const data = { finished: [{ url: 'https://example.com/a.png' }] };
		const { error } = await run(async function () {
			const more = { itemIndex: 2, description: long };
			const thrown = new NodeOperationError(this.getNode(), 'The batch stopped', more);
			thrown.messages = [long];
			thrown.context.data = data;
			throw thrown;
		});
		expect(error).toMatchObject({
			message: 'The batch stopped',
			description: long,
			messages: [long],
			context: { itemIndex: 2, data },
		});
	});

	it('lose a message that contains an error code of Node, but not a description', async () => {
		const { error } = await run(async function () {
			const said = { message: 'A preexisting picture', description: 'Its preexisting name' };
			throw new NodeApiError(this.getNode(), {}, said);
		});
		expect(error?.message).not.toContain('preexisting');
		expect(error?.description).toBe('Its preexisting name');
	});

	it('that wrap a NodeApiError are that NodeApiError, whatever the options', async () => {
		let same = false;
		await run(async function () {
			const first = new NodeApiError(this.getNode(), {}, { message: 'First' });
			const cause = first as unknown as JsonObject;
			same = new NodeApiError(this.getNode(), cause, { message: 'Second' }) === first;
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
	const properties = [
		field('model', { default: 'max' }),
		field('size', { default: 'auto', displayOptions: { show: { model: ['max'] } } }),
	];
	const readSize = async (parameters: INodeParameters) => {
		const execute: Execute = async function () {
			return [[{ json: { size: this.getNodeParameter('size', 0, 'fallback') as string } }]];
		};
		const items = itemsOf({ model: 'base' });
		return jsonOf((await run(execute, { parameters, items }, properties)).items);
	};

	it('yield the fallback while hidden, even if a value is stored', async () => {
		const size = '1024*1024';
		expect(await readSize({ model: 'max', size })).toEqual([{ size }]);
		expect(await readSize({ model: 'base', size })).toEqual([{ size: 'fallback' }]);
	});

	it('count as shown when what they depend on is an expression', async () => {
		const size = '1024*1024';
		expect(await readSize({ model: '={{ $json.model }}', size })).toEqual([{ size }]);
	});

	it('that are required and empty stop the workflow before the node runs', async () => {
		const execute = jest.fn(async () => nothing);
		await expect(run(execute, {}, [field('Prompt', { required: true })])).rejects.toThrow('Prompt');
		expect(execute).not.toHaveBeenCalled();
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
		const execute: Execute = async function () {
			const value = this.getNodeParameter('field', 0) as string;
			const { fileName } = this.helpers.assertBinaryData(0, value);
			return [[{ json: { fileName } }]];
		};
		const options: Partial<RunOptions> = {
			parameters: { field: '={{ $json._files.data }}' },
			items: [{ json: {}, binary: { data } }],
			settings: { binaryMode: 'combined' },
		};
		const { items } = await run(execute, options, [field('field')]);
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
