import type { IncomingMessage } from 'node:http';

/** Largest request body, in bytes (64 MiB). */
export const MAX_BODY_BYTES = 64 * 1024 * 1024;

/**
 * Reads a request's body; undefined where the client went away. One that is too large is read to its end all the same,
 * unkept, since an answer to a client that is still sending would be lost with the connection.
 */
export async function readBody(
	request: IncomingMessage,
): Promise<{ text: string } | { tooLarge: true } | undefined> {
	const chunks: Buffer[] = [];
	let bytes = 0;
	try {
		for await (const chunk of request as AsyncIterable<Buffer>) {
			bytes += chunk.length;
			if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
			else chunks.length = 0;
		}
	} catch {
		return undefined;
	}
	if (bytes > MAX_BODY_BYTES) return { tooLarge: true };
	return { text: Buffer.concat(chunks).toString() };
}

/** Parsed JSON, or undefined where the text is none. */
export function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
