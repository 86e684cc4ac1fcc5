import type { IncomingMessage, ServerResponse } from 'node:http';

export const SIMULATOR_HEADER = {
	'x-simulator': 'simulation: no image model was asked, the pictures are drawn',
} as const;

export type Headers = Record<string, string>;

export function send(
	response: ServerResponse,
	status: number,
	headers: Headers,
	body: string | Buffer,
): void {
	if (response.destroyed) return;
	const bytes = typeof body === 'string' ? Buffer.from(body) : body;
	response.writeHead(status, {
		...SIMULATOR_HEADER,
		...headers,
		'content-length': String(bytes.length),
	});
	response.end(bytes);
}

export function sendJson(
	response: ServerResponse,
	status: number,
	body: unknown,
	headers: Headers = {},
): void {
	const type = { 'content-type': 'application/json; charset=utf-8' };
	send(response, status, { ...type, ...headers }, JSON.stringify(body));
}

/** Answers with a file; obeys a single byte range, as object stores do. */
export function sendFile(
	request: Pick<IncomingMessage, 'headers'>,
	response: ServerResponse,
	file: { bytes: Buffer; contentType: string },
): void {
	const { bytes, contentType } = file;
	const headers = { 'content-type': contentType, 'accept-ranges': 'bytes' };
	const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
	if (from === undefined) return send(response, 200, headers, bytes);
	const end = Math.min(to ? Number(to) : Infinity, bytes.length - 1);
	const wanted = bytes.subarray(Number(from), end + 1);
	const range = wanted.length > 0 ? `${from}-${end}` : '*';
	const ranged = { ...headers, 'content-range': `bytes ${range}/${bytes.length}` };
	send(response, wanted.length > 0 ? 206 : 416, ranged, wanted);
}
