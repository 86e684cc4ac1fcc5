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
	const [, from = '', to = ''] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
	if (from === '') {
		send(response, 200, headers, bytes);
		return;
	}
	const start = Number(from);
	const end = Math.min(to === '' ? Infinity : Number(to), bytes.length - 1);
	if (start > end) {
		send(response, 416, { ...headers, 'content-range': `bytes */${bytes.length}` }, '');
		return;
	}
	const range = { 'content-range': `bytes ${start}-${end}/${bytes.length}` };
	send(response, 206, { ...headers, ...range }, bytes.subarray(start, end + 1));
}

export function headersOf(request: IncomingMessage): Headers {
	return Object.fromEntries(
		Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
	);
}
