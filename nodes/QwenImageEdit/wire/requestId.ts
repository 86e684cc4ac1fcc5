import { get, textOf } from './json';

/** The ID by which the provider can find the request: in the body, in a header, or at the end of a gateway's message. */
export function requestIdOf(headers: Record<string, unknown>, body: unknown): string | undefined {
	const inBody = [
		get(body, 'request_id'),
		get(body, 'metadata', 'request_id'),
		get(body, 'requestId'),
		get(body, 'error', 'request_id'),
	];
	const inHeaders = ['x-oneapi-request-id', 'x-request-id', 'x-dashscope-request-id'].map(
		(name) => headers[name],
	);
	const message = textOf(get(body, 'error', 'message')) ?? textOf(get(body, 'message'));
	const inMessage = message && /\(request id:\s*([^)\s]{1,80})\)$/i.exec(message)?.[1];
	return [...inBody, inMessage, ...inHeaders].map(textOf).find((id) => id !== undefined);
}
