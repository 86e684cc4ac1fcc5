import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Tool } from '@modelcontextprotocol/sdk/types.js';
import { recordOf, recordsIn, stringOf, type JsonRecord } from '../../../scripts/n8n/json';
import { MCP_TOKEN } from '../../../scripts/n8n/seed';
import { readExample, withCredentials, withNodes } from '../../../scripts/n8n/workflows';
import type { Environment } from '../environment';
import { until } from '../../../scripts/n8n/until';

/** The service is slow enough here that a call can be cut off while its image is made. */
const SLOW_MS = 3_000;
const CALL_TIMEOUT_MS = 30_000;
/** What a model can be expected to read beside its conversation: some hundred words. */
const SMALL_ANSWER_CHARACTERS = 1_500;

type Arguments = Record<string, string | number>;

/** The entries of an answer, each with the link of an image or with what went wrong. */
function entriesOf(answer: string): JsonRecord[] {
	return recordsIn(JSON.parse(answer));
}

/** The types of a tool's inputs, by name; a `?` stands behind what may be left out. */
function inputsOf({ inputSchema }: Tool): Record<string, string> {
	const { properties = {}, required = [] } = inputSchema;
	return Object.fromEntries(
		Object.entries(properties).map(([name, schema]) => {
			const { type, description } = recordOf(schema, name);
			expect(stringOf(description, 'description').length).toBeGreaterThan(30);
			return [name, `${String(type)}${required.includes(name) ? '' : '?'}`];
		}),
	);
}

/** The example of an MCP server, spoken to by the client of the official SDK. */
export function describeMcp(current: () => Environment): void {
	describe('as tools of an MCP server', () => {
		let address = '';
		const clients: Client[] = [];

		async function connect(token: string = MCP_TOKEN): Promise<Client> {
			const client = new Client({ name: 'test', version: '1.0.0' });
			const headers = token ? { authorization: `Bearer ${token}` } : undefined;
			const requestInit = { headers };
			await client.connect(new StreamableHTTPClientTransport(new URL(address), { requestInit }));
			clients.push(client);
			return client;
		}

		/** Calls a tool; gives what the client of a model reads. */
		async function call(
			name: string,
			args: Arguments,
			client?: Client,
			signal?: AbortSignal,
		): Promise<string> {
			const caller = client ?? (await connect());
			// Where the connection breaks, the SDK's client leaves its timer running.
			const options = { signal, timeout: CALL_TIMEOUT_MS };
			const result = await caller.callTool({ name, arguments: args }, undefined, options);
			return recordsIn(result.content)
				.map(({ text }) => String(text))
				.join('');
		}

		function input(name: string): string {
			return `${current().simulator.url}/inputs/${name}.png`;
		}

		function expectBilled(requests: number, images: number): void {
			const { counts } = current().simulator;
			expect([counts.requests, counts.imagesMade]).toEqual([requests, images]);
		}

		beforeAll(async () => {
			const { add, client, server } = current();
			await client.activateWorkflow(await add(readExample('mcp-server')));
			address = `${server.url}/mcp/qwen-image-tools`;
			// It takes a moment until it answers.
			const ask = async () => await fetch(address, { method: 'POST' });
			await until('it listens', async () => (await ask()).status !== 404);
		});

		beforeEach(() => current().simulator.set({ latencyMs: 0 }));

		afterAll(async () => {
			for (const client of clients) await client.close();
		});

		it.each([
			['no token', ''],
			['a wrong token', 'mcp-on-another-machine'],
		])('refuses a client with %s', async (_, token) => {
			await expect(connect(token)).rejects.toThrow(/Authorization/);
			expectBilled(0, 0);
		});

		it('cannot be published while its token is missing', async () => {
			const { credential, client } = current();
			const elsewhere = withNodes(readExample('mcp-server'), ({ type, parameters }) =>
				type.endsWith('mcpTrigger')
					? { parameters: { ...parameters, path: 'qwen-no-token' } }
					: undefined,
			);
			const id = await client.createWorkflow(withCredentials(elsewhere, [credential]));
			await expect(client.activateWorkflow(id)).rejects.toThrow(
				/Missing required credential: httpBearerAuth/,
			);
		});

		it('lists three tools that say what they do and cost, with typed inputs that explain themselves', async () => {
			const { tools } = await (await connect()).listTools();
			expect(Object.fromEntries(tools.map((tool) => [tool.name, inputsOf(tool)]))).toEqual({
				Edit_Image: { image_url: 'string', instruction: 'string', number_of_images: 'number?' },
				Fuse_Images: { image_urls: 'string', instruction: 'string', number_of_images: 'number?' },
				Generate_Image: { instruction: 'string', number_of_images: 'number?', size: 'string?' },
			});
			for (const { description } of tools)
				expect(description).toMatch(/image.*"url".*costs money/s);
		});

		it.each<[string, Arguments, number]>([
			['Edit_Image', { image_url: 'mug', instruction: 'On a beach' }, 1],
			['Fuse_Images', { image_urls: 'person dress', instruction: 'Image 1 wears image 2' }, 1],
			['Generate_Image', { instruction: 'A harbour', number_of_images: 2, size: '1536*1024' }, 2],
		])('%s answers with links that work', async (name, args, images) => {
			const addresses = Object.entries(args).map(([key, value]) => [
				key,
				key.startsWith('image_url') ? String(value).split(' ').map(input).join('\n') : value,
			]);
			const result = await call(name, Object.fromEntries(addresses) as Arguments);
			expect(result.length).toBeLessThan(SMALL_ANSWER_CHARACTERS);
			const links = entriesOf(result).map(({ url }) => String(url));
			expect(links).toHaveLength(images);
			for (const link of links) {
				expect((await fetch(link)).headers.get('content-type')).toBe('image/png');
			}
			expectBilled(1, images);
			expect(current().simulator.edits().at(-1)?.prompt).toBe(args.instruction);
		});

		it.each<[string, string, Arguments, RegExp]>([
			['no web address', 'Edit_Image', { image_url: 'mug.png' }, /https:\/\//],
			['a size in words', 'Generate_Image', { size: 'huge' }, /width\*height/],
			['too many', 'Generate_Image', { number_of_images: 5 }, /at most 3.*fewer/s],
			['an input too few', 'Edit_Image', {}, /Required[^]*image_url/],
			['a word for a number', 'Generate_Image', { number_of_images: 'two' }, /number/],
		])('says what to mend and sends nothing: %s', async (_, name, args, advice) => {
			expect(await call(name, { instruction: 'x', ...args })).toMatch(advice);
			expectBilled(0, 0);
		});

		it('says what is wrong with an image the service cannot open, unpaid', async () => {
			const args = { image_url: input('no-such-image'), instruction: 'x' };
			const [entry] = entriesOf(await call('Edit_Image', args));
			expect(entry?.error).toMatchObject({
				message: expect.stringContaining('could not be downloaded'),
				description: expect.stringContaining('There is no file at this URL'),
				mayBeBilled: false,
			});
			expectBilled(1, 0);
		});

		it.each<[string, (client: Client, abort: AbortController) => Promise<void> | void]>([
			['canceled by its user', (_, abort) => abort.abort('Stop')],
			['cut off by a broken connection', async (client) => await client.close()],
		])(
			'pays once for a call that was %s, and gives its image to who asks again',
			async (how, cutOff) => {
				const { simulator } = current();
				const client = await connect();
				const args = { image_url: input('mug'), instruction: `Was ${how}` };
				simulator.set({ latencyMs: SLOW_MS });
				const abort = new AbortController();
				const lost = call('Edit_Image', args, client, abort.signal).then(
					() => 'answered',
					() => 'cut off',
				);
				await until('it arrives', () => simulator.edits().length > 0);
				await cutOff(client, abort);
				expect(await lost).toBe('cut off');

				const [entry] = entriesOf(await call('Edit_Image', args));
				expectBilled(1, 1);
				expect((await fetch(String(entry?.url))).status).toBe(200);
				expect(entry?.note).toMatch(/change the instruction/);

				// Another wish is another image.
				const other = { ...args, instruction: `${args.instruction}, differently` };
				const [fresh] = entriesOf(await call('Edit_Image', other));
				expect(fresh?.url).not.toBe(entry?.url);
				expect(fresh?.note).toBeUndefined();
				expectBilled(2, 2);
			},
		);

		it('does not send again what may be paid although its answer was lost, and says so', async () => {
			const args = { image_url: input('mug'), instruction: 'An answer gets lost' };
			current().simulator.faultNext('cutAfter');
			const [lost] = entriesOf(await call('Edit_Image', args));
			expect(lost?.error).toMatchObject({ mayBeBilled: true });
			const [again] = entriesOf(await call('Edit_Image', args));
			expect(again?.error).toMatchObject({
				mayBeBilled: true,
				description: expect.stringMatching(/not sent again.*change the instruction/),
			});
			expectBilled(1, 1);
		});
	});
}
