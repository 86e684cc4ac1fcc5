import { recordOf, recordsIn, type JsonRecord } from '../../scripts/n8n/json';
import { serve } from '../engine/harness/stub';

const LINK = /https?:\/\/[^\s"'\\<>]+/g;

/** A message's text: either a string or a list of parts of which some are text. */
function textOf(content: unknown): string {
	if (typeof content === 'string') return content;
	return recordsIn(content)
		.map(({ text }) => text ?? '')
		.join('');
}

/**
 * What a model does with the first tool it has: it gives the parameter that is about addresses all addresses of the user's
 * words, every other one the words themselves; when the tool has answered, it repeats the answer.
 */
function replyTo({ messages, tools }: JsonRecord): JsonRecord {
	const said = recordsIn(messages);
	const role = 'assistant';
	const last = said.at(-1);
	if (last?.role === 'tool') return { role, content: `The tool says: ${textOf(last.content)}` };
	const tool = recordOf(recordsIn(tools)[0]?.function, 'function');
	const schema = recordOf(tool.parameters, 'schema of the tool');
	const wish = textOf(said.filter((message) => message.role === 'user').at(-1)?.content);
	const links = wish.match(LINK)?.join('\n') ?? '';
	const words = wish.replace(LINK, '').trim();
	const input = Object.entries(recordOf(schema.properties, 'parameters of the tool')).map(
		([name, parameter]) => {
			const isLink = /address|url/i.test(String(recordOf(parameter, name).description));
			return [name, isLink ? links : words];
		},
	);
	const call = { name: tool.name, arguments: JSON.stringify(Object.fromEntries(input)) };
	const tool_calls = [{ index: 0, id: 'call-1', type: 'function', function: call }];
	return { role, content: null, tool_calls };
}

/**
 * Starts a server that answers like a chat model behind OpenAI's chat completions interface, always in the same way: it
 * calls its first tool once and then repeats what the tool said.
 */
export async function startChatModel() {
	const requests: JsonRecord[] = [];
	const { url, close } = await serve(({ body }, response) => {
		response.setHeader('content-type', 'application/json');
		if (body.length === 0) {
			response.end(JSON.stringify({ object: 'list', data: [{ id: 'gpt-4.1-mini' }] }));
			return;
		}
		const asked = recordOf(JSON.parse(body.toString()), 'body of the request');
		requests.push(asked);
		const message = replyTo(asked);
		const finish_reason = message.tool_calls ? 'tool_calls' : 'stop';
		const answer = {
			...{ id: 'chat-1', created: 1, model: asked.model, object: 'chat.completion' },
			choices: [{ index: 0, message, finish_reason }],
			usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
		};
		response.end(JSON.stringify(answer));
	});
	// What an OpenAI credential takes as its base URL.
	return { url: `${url}/v1`, requests, close };
}
