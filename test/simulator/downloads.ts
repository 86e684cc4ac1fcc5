import type { ServerResponse } from 'node:http';
import { randomUUID } from 'node:crypto';
import { send, sendFile, SIMULATOR_HEADER } from './http';
import { readInput } from './inputs';
import type { DownloadFault } from './options';
import type { Asked } from './state';

const PNG = 'image/png';
const CHUNK = Buffer.alloc(64 * 1024);

/** Answers a GET of a result link, as Alibaba's object store would. */
export async function handleResult(asked: Asked, id: string, rawQuery: string): Promise<void> {
	const { state, request, response } = asked;
	state.counts.downloads += 1;
	if (refuseKey(asked)) return;
	const result = state.results.get(id);
	if (!result) return sendNoSuchKey(response);
	const wrong = state.links.check(id, rawQuery, result.end, Date.now());
	if (wrong === 'SignatureDoesNotMatch') {
		const message =
			'The request signature we calculated does not match the signature you provided. Check your key and signing method.';
		return sendError(response, 403, wrong, message);
	}
	if (wrong) return sendError(response, 403, wrong, 'Request has expired.');
	result.asked += 1;
	const bytes = await result.png();
	const fault = state.options.downloadFault;
	if (fault && strikeDownload(response, bytes, result.asked, fault)) return;
	sendFile(request, response, { bytes, contentType: PNG });
}

export async function handleInput(asked: Asked, name: string): Promise<void> {
	if (refuseKey(asked)) return;
	const file = await readInput(name);
	if (file) sendFile(asked.request, asked.response, file);
	else sendNoSuchKey(asked.response);
}

/** A picture's address must never get the API key. */
function refuseKey({ state, request, response }: Asked): boolean {
	if (request.headers.authorization === undefined) return false;
	state.counts.keyLeaks += 1;
	const message =
		'Only one auth mechanism allowed; only the signature query string should be specified.';
	sendError(response, 400, 'InvalidArgument', message);
	return true;
}

function strikeDownload(
	response: ServerResponse,
	bytes: Buffer,
	asked: number,
	fault: DownloadFault,
): boolean {
	if ('times' in fault && asked > (fault.times ?? Infinity)) return false;
	switch (fault.kind) {
		case 'failFirst':
			sendError(response, fault.status ?? 500, 'InternalError', 'Please try again.');
			return true;
		case 'cut':
			response.writeHead(200, head(bytes.length));
			response.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => response.destroy());
			return true;
		case 'wrongLength':
			response.strictContentLength = false;
			response.writeHead(200, head(Math.floor(bytes.length * fault.factor)));
			// Written past the response, which would hold to the length it announced.
			response.write(bytes.subarray(0, 1), () => {
				response.socket?.end(bytes.subarray(1));
			});
			return true;
		case 'endless':
			response.writeHead(200, { ...SIMULATOR_HEADER, 'content-type': PNG });
			response.write(bytes.subarray(0, 64));
			pourEndlessly(response);
			return true;
		case 'notFound':
			sendNoSuchKey(response);
			return true;
		case 'html':
			send(response, 200, { 'content-type': 'text/html' }, '<html><body>Sign in</body></html>');
			return true;
	}
}

/** Sends zeros as fast as they are taken, until the client goes away. */
export function pourEndlessly(response: ServerResponse): void {
	const pour = (): void => {
		while (!response.destroyed && response.write(CHUNK));
	};
	response.on('drain', pour);
	pour();
}

function head(length: number): Record<string, string> {
	return { ...SIMULATOR_HEADER, 'content-type': PNG, 'content-length': String(length) };
}

/** The XML with which the object store refuses a link. */
function sendError(response: ServerResponse, status: number, code: string, message: string): void {
	const xml = [
		'<?xml version="1.0" encoding="UTF-8"?>\n<Error>',
		...[`  <Code>${code}</Code>`, `  <Message>${message}</Message>`],
		`  <RequestId>${randomUUID()}</RequestId>`,
		'  <HostId>simulator.oss-cn-simulated.aliyuncs.com</HostId>\n</Error>\n',
	];
	send(response, status, { 'content-type': 'application/xml' }, xml.join('\n'));
}

function sendNoSuchKey(response: ServerResponse): void {
	sendError(response, 404, 'NoSuchKey', 'The specified key does not exist.');
}
