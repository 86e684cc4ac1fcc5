import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { isRecord, recordOf, type JsonRecord } from '../../scripts/n8n/json';

export interface ChatModel {
	/** What an OpenAI credential takes as its base URL. */
	readonly url: string;
	readonly requests: readonly JsonRecord[];
	close(): Promise<void>;
}

interface Message {
	readonly role: string;
	readonly content: string;
}

/** What the stand-in says: words, or the wish to call a tool. */
type Reply =
	| { readonly content: string }
	| { readonly tool: string; readonly input: Readonly<Record<string, string>> };

const LINK = /https?:\/\/[^\s"'\\<>]+/g;

/** A message's text: either a string or a list of parts of which some are text. */
function textOf(content: unknown): string {
	if (typeof content === 'string') return content;
	const parts = Array.isArray(content) ? content.filter(isRecord) : [];
	return parts.map(({ text }) => (typeof text === 'string' ? text : '')).join('');
}

function messagesOf(body: JsonRecord): Message[] {
	const messages = Array.isArray(body.messages) ? body.messages.filter(isRecord) : [];
	return messages.map(({ role, content }) => ({ role: String(role), content: textOf(content) }));
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
function replyTo(body: JsonRecord): Reply {
	const messages = messagesOf(body);
	const last = messages.at(-1);
	if (last?.role === 'tool') return { content: `The tool says: ${last.content}` };
	const tools = Array.isArray(body.tools) ? body.tools.filter(isRecord) : [];
	const [tool] = tools.map((entry) => recordOf(entry.function, 'function'));
	if (!tool) return { content: 'I have no tool.' };
	const wish = messages.filter(({ role }) => role === 'user').at(-1)?.content ?? '';
	const links = wish.match(LINK) ?? [];
	const words = wish.replace(LINK, '').trim();
	const input = Object.entries(parametersOf(tool)).map(
		([name, description]) =>
			[name, /address|url/i.test(description) ? links.join('\n') : words] as const,
	);
	return { tool: String(tool.name), input: Object.fromEntries(input) };
}

function messageOf(reply: Reply): JsonRecord {
	if ('content' in reply) return { role: 'assistant', content: reply.content };
	const call = { name: reply.tool, arguments: JSON.stringify(reply.input) };
	return {
		role: 'assistant',
		content: null,
		tool_calls: [{ index: 0, id: 'call-1', type: 'function', function: call }],
	};
}

function answer(body: JsonRecord, response: ServerResponse): void {
	const reply = replyTo(body);
	const message = messageOf(reply);
	const reason = 'content' in reply ? 'stop' : 'tool_calls';
	const common = { id: 'chat-1', created: 1, model: String(body.model) };
	if (body.stream !== true) {
		response.setHeader('content-type', 'application/json');
		const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
		const choices = [{ index: 0, message, finish_reason: reason }];
		response.end(JSON.stringify({ ...common, object: 'chat.completion', choices, usage }));
		return;
	}
	response.setHeader('content-type', 'text/event-stream');
	const chunk = (delta: JsonRecord, finishReason: string | null): string => {
		const choices = [{ index: 0, delta, finish_reason: finishReason }];
		return `data: ${JSON.stringify({ ...common, object: 'chat.completion.chunk', choices })}\n\n`;
	};
	response.end(`${chunk(message, null)}${chunk({}, reason)}data: [DONE]\n\n`);
}

async function readBody(request: IncomingMessage): Promise<JsonRecord> {
	let text = '';
	for await (const chunk of request) text += String(chunk);
	return recordOf(JSON.parse(text), 'body of the request');
}

/**
 * Starts a server that answers like a chat model behind OpenAI's chat completions interface, always in the same way: it
 * calls its first tool once and then repeats what the tool said.
 */
export async function startChatModel(): Promise<ChatModel> {
	const requests: JsonRecord[] = [];
	const server = createServer((request, response) => {
		if (request.method !== 'POST' || !request.url?.endsWith('/chat/completions')) {
			response.setHeader('content-type', 'application/json');
			response.end(JSON.stringify({ object: 'list', data: [{ id: 'gpt-4.1-mini' }] }));
			return;
		}
		readBody(request).then(
			(body) => {
				requests.push(body);
				answer(body, response);
			},
			(error: unknown) => {
				response.statusCode = 400;
				response.end(JSON.stringify({ error: { message: String(error) } }));
			},
		);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('No port');
	return {
		url: `http://127.0.0.1:${address.port}/v1`,
		requests,
		close: async () => {
			server.closeAllConnections();
			await new Promise<void>((resolve) => server.close(() => resolve()));
		},
	};
}
