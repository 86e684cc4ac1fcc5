import type { IncomingMessage, ServerResponse } from 'node:http';
import { randomUUID } from 'node:crypto';
import { send, sendFile, SIMULATOR_HEADER } from './http';
import { readInput } from './inputs';
import { linkErrorXml } from './links';
import type { DownloadFault } from './options';
import type { State, StoredResult } from './state';

const XML = { 'content-type': 'application/xml' };
const PNG = 'image/png';
const CHUNK = Buffer.alloc(64 * 1024);

/** Answers a GET of a result link, as Alibaba's object store would. */
export async function handleResult(
	state: State,
	request: IncomingMessage,
	response: ServerResponse,
	id: string,
	rawQuery: string,
): Promise<void> {
	state.counts.downloads += 1;
	if (refuseKey(state, request, response)) return;
	const result = state.results.get(id);
	if (!result) return sendError(response, 404, 'NoSuchKey', 'The specified key does not exist.');
	const wrong = state.links.check(id, rawQuery, result.end, Date.now());
	if (wrong === 'SignatureDoesNotMatch') {
		const message =
			'The request signature we calculated does not match the signature you provided. Check your key and signing method.';
		return sendError(response, 403, wrong, message);
	}
	if (wrong) return sendError(response, 403, wrong, 'Request has expired.');
	result.asked += 1;
	const fault = state.options.downloadFault;
	if (fault && (await strikeDownload(response, result, fault))) return;
	await sendPicture(state, request, response, result);
}

/** Answers a GET of a demo picture. */
export async function handleInput(
	state: State,
	request: IncomingMessage,
	response: ServerResponse,
	name: string,
): Promise<void> {
	if (refuseKey(state, request, response)) return;
	const file = await readInput(name);
	if (file) sendFile(request, response, file);
	else sendError(response, 404, 'NoSuchKey', 'The specified key does not exist.');
}

/** A picture's address must never get the API key. */
function refuseKey(state: State, request: IncomingMessage, response: ServerResponse): boolean {
	if (request.headers.authorization === undefined) return false;
	state.counts.keyLeaks += 1;
	const message =
		'Only one auth mechanism allowed; only the signature query string should be specified.';
	sendError(response, 400, 'InvalidArgument', message);
	return true;
}

async function sendPicture(
	state: State,
	request: IncomingMessage,
	response: ServerResponse,
	result: StoredResult,
): Promise<void> {
	const bytes = await result.png();
	response.once('finish', () => {
		state.counts.downloadsComplete += 1;
	});
	sendFile(request, response, { bytes, contentType: PNG });
}

/** Returns whether the fault has answered the request. */
async function strikeDownload(
	response: ServerResponse,
	result: StoredResult,
	fault: DownloadFault,
): Promise<boolean> {
	switch (fault.kind) {
		case 'failFirst':
			if (result.asked > fault.times) return false;
			sendError(response, fault.status ?? 500, 'InternalError', 'Please try again.');
			return true;
		case 'cut': {
			if (result.asked > (fault.times ?? Infinity)) return false;
			const bytes = await result.png();
			response.writeHead(200, head(bytes.length));
			const half = bytes.subarray(0, Math.ceil(bytes.length / 2));
			response.write(half, () => response.destroy());
			return true;
		}
		case 'wrongLength': {
			const bytes = await result.png();
			const claimed = Math.floor(bytes.length * fault.factor);
			response.strictContentLength = false;
			response.writeHead(200, head(claimed));
			// Written past the response, which would hold to the length it announced.
			response.write(bytes.subarray(0, 1), () => {
				response.socket?.end(bytes.subarray(1));
			});
			return true;
		}
		case 'endless':
			response.writeHead(200, { ...SIMULATOR_HEADER, 'content-type': PNG });
			response.write((await result.png()).subarray(0, 64));
			pourEndlessly(response);
			return true;
		case 'notFound':
			sendError(response, 404, 'NoSuchKey', 'The specified key does not exist.');
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

function sendError(response: ServerResponse, status: number, code: string, message: string): void {
	send(response, status, XML, linkErrorXml(code, message, randomUUID()));
}
