import type { IncomingMessage } from 'node:http';

/** Largest request body, in bytes (64 MiB). */
export const MAX_BODY_BYTES = 64 * 1024 * 1024;

export type Body = { text: string; bytes: number } | { tooLarge: number } | { aborted: true };

/**
 * Reads a request's body. One that is too large is read to its end all the same (unkept), since an answer to a
 * client that is still sending would be lost with the connection.
 */
export async function readBody(request: IncomingMessage): Promise<Body> {
	const chunks: Buffer[] = [];
	let bytes = 0;
	try {
		for await (const chunk of request) {
			if (!(chunk instanceof Buffer)) continue;
			bytes += chunk.length;
			if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
			else chunks.length = 0;
		}
	} catch {
		return { aborted: true };
	}
	if (bytes > MAX_BODY_BYTES) return { tooLarge: bytes };
	return { text: Buffer.concat(chunks, bytes).toString('utf8'), bytes };
}

/** Parsed JSON, or undefined where the text is none. */
export function parseJson(text: string): { json: unknown } | undefined {
	try {
		const json: unknown = JSON.parse(text);
		return { json };
	} catch {
		return undefined;
	}
}
