import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { recordOf, recordsIn, type JsonRecord } from '../../scripts/n8n/json';

export interface ChatModel {
	/** What an OpenAI credential takes as its base URL. */
	readonly url: string;
	readonly requests: readonly JsonRecord[];
	close(): Promise<void>;
}

/** What the stand-in says: words, or the wish to call a tool. */
type Reply = { readonly content: string } | { readonly tool: string; readonly input: JsonRecord };

const LINK = /https?:\/\/[^\s"'\\<>]+/g;

/** A message's text: either a string or a list of parts of which some are text. */
function textOf(content: unknown): string {
	if (typeof content === 'string') return content;
	return recordsIn(content)
		.map(({ text }) => text ?? '')
		.join('');
}

/** The text parameters a tool asks for, by name, each with the words that explain it to a model. */
function parametersOf(tool: JsonRecord): Record<string, string> {
	const schema = recordOf(tool.parameters, 'schema of the tool');
	const properties = recordOf(schema.properties, 'parameters of the tool');
	return Object.fromEntries(
		Object.entries(properties).map(([name, property]) => [
			name,
			String(recordOf(property, name).description ?? ''),
		]),
	);
}

/**
 * What a model does with the first tool it has: it gives the parameter that is about addresses all addresses of the user's
 * words, every other one the words themselves; when the tool has answered, it repeats the answer.
 */
function replyTo({ messages, tools }: JsonRecord): Reply {
	const said = recordsIn(messages);
	const last = said.at(-1);
	if (last?.role === 'tool') return { content: `The tool says: ${textOf(last.content)}` };
	const [tool] = recordsIn(tools).map((entry) => recordOf(entry.function, 'function'));
	if (!tool) return { content: 'I have no tool.' };
	const wish = textOf(said.filter(({ role }) => role === 'user').at(-1)?.content ?? '');
	const links = wish.match(LINK)?.join('\n') ?? '';
	const words = wish.replace(LINK, '').trim();
	const input = Object.entries(parametersOf(tool)).map(([name, description]) => [
		name,
		/address|url/i.test(description) ? links : words,
	]);
	return { tool: String(tool.name), input: Object.fromEntries(input) };
}

function messageOf(reply: Reply): JsonRecord {
	if ('content' in reply) return { role: 'assistant', content: reply.content };
	const call = { name: reply.tool, arguments: JSON.stringify(reply.input) };
	const calls = [{ index: 0, id: 'call-1', type: 'function', function: call }];
	return { role: 'assistant', content: null, tool_calls: calls };
}

function answer(body: JsonRecord, response: ServerResponse): void {
	const reply = replyTo(body);
	const message = messageOf(reply);
	const reason = 'content' in reply ? 'stop' : 'tool_calls';
	const common = { id: 'chat-1', created: 1, model: body.model };
	if (body.stream !== true) {
		const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
		const choices = [{ index: 0, message, finish_reason: reason }];
		sendJson(response, { ...common, object: 'chat.completion', choices, usage });
		return;
	}
	response.setHeader('content-type', 'text/event-stream');
	const chunk = (delta: JsonRecord, finish: string | null): string => {
		const choices = [{ index: 0, delta, finish_reason: finish }];
		return `data: ${JSON.stringify({ ...common, object: 'chat.completion.chunk', choices })}\n\n`;
	};
	response.end(`${chunk(message, null)}${chunk({}, reason)}data: [DONE]\n\n`);
}

function sendJson(response: ServerResponse, content: JsonRecord): void {
	response.setHeader('content-type', 'application/json').end(JSON.stringify(content));
}

/**
 * Starts a server that answers like a chat model behind OpenAI's chat completions interface, always in the same way: it
 * calls its first tool once and then repeats what the tool said.
 */
export async function startChatModel(): Promise<ChatModel> {
	const requests: JsonRecord[] = [];
	const server = createServer(async (request, response) => {
		if (request.method !== 'POST') {
			sendJson(response, { object: 'list', data: [{ id: 'gpt-4.1-mini' }] });
			return;
		}
		const body = recordOf(await json(request), 'body of the request');
		requests.push(body);
		answer(body, response);
	});
	await once(server.listen(0, '127.0.0.1'), 'listening');
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}/v1`,
		requests,
		close: async () => {
			server.closeAllConnections();
			await once(server.close(), 'close');
		},
	};
}
