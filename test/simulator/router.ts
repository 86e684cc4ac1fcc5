import type { IncomingMessage, ServerResponse } from 'node:http';
import { handleInput, handleResult } from './downloads';
import { handleEdit } from './edit';
import { handleHome, handleStats } from './home';
import { headersOf, sendJson } from './http';
import { OWN_FETCH_HEADER } from './input-images';
import { handleBilling, handleModels } from './models-list';
import type { RecordedRequest, Route } from './record';
import { errorBody, serviceRefusal } from './refusal';
import type { Style } from './refusal';
import type { State } from './state';

const EDIT_PATHS: Readonly<Record<string, Style>> = {
	'/v1/images/generations': 'gateway',
	'/api/v1/services/aigc/multimodal-generation/generation': 'dashscope',
};
const MODELS_PATHS: Readonly<Record<string, Style>> = {
	'/v1/models': 'gateway',
	'/compatible-mode/v1/models': 'dashscope',
};

/** Records a request and hands it to whom it concerns. */
export async function route(
	state: State,
	request: IncomingMessage,
	response: ServerResponse,
): Promise<void> {
	const arrivedAt = performance.timeOrigin + performance.now();
	const method = request.method ?? 'GET';
	const path = request.url ?? '/';
	const [pathname = '/', rawQuery = ''] = path.split(/\?(.*)/s);
	const record = startRecord(request, {
		method,
		path,
		arrivedAt,
		route: routeOf(method, pathname),
	});
	if (request.headers[OWN_FETCH_HEADER] === undefined) state.requests.push(record);
	response.once('close', () => {
		record.answeredAt = performance.timeOrigin + performance.now();
		record.status = response.headersSent ? response.statusCode : 0;
		record.aborted = !response.writableFinished;
	});

	const editStyle = EDIT_PATHS[pathname];
	if (record.route === 'edit' && editStyle) {
		return await handleEdit(state, editStyle, request, response, record);
	}
	// Whatever is sent elsewhere is not read.
	request.resume();
	const modelsStyle = MODELS_PATHS[pathname];
	if (record.route === 'models' && modelsStyle) {
		return handleModels(state, modelsStyle, request, response);
	}
	const result = /^\/results\/([0-9a-f]+)\.png$/.exec(pathname)?.[1];
	if (record.route === 'result' && result !== undefined) {
		return await handleResult(state, request, response, result, rawQuery);
	}
	if (record.route === 'input') {
		return await handleInput(state, request, response, decodeName(pathname));
	}
	if (pathname === '/' && method === 'GET') return handleHome(state, response);
	if (pathname === '/stats' && method === 'GET') return handleStats(state, response);
	const billing = /^\/v1\/dashboard\/billing\/(subscription|usage)$/.exec(pathname)?.[1];
	if (billing !== undefined) return handleBilling(state, request, response, billing);
	refuseAddress(response, method, pathname);
}

function startRecord(
	request: IncomingMessage,
	seen: { method: string; path: string; arrivedAt: number; route: Route },
): RecordedRequest {
	return {
		...seen,
		headers: headersOf(request),
		body: undefined,
		bytes: 0,
		answeredAt: 0,
		status: 0,
		images: 0,
		fen: 0,
		aborted: false,
	};
}

function routeOf(method: string, pathname: string): Route {
	if (method === 'POST') return pathname in EDIT_PATHS ? 'edit' : 'other';
	if (method !== 'GET' && method !== 'HEAD') return 'other';
	if (pathname in MODELS_PATHS) return 'models';
	if (pathname.startsWith('/results/')) return 'result';
	return pathname.startsWith('/inputs/') ? 'input' : 'other';
}

function decodeName(pathname: string): string {
	try {
		return decodeURIComponent(pathname.slice('/inputs/'.length));
	} catch {
		return '';
	}
}

/** A wrong address, in the words of the service that would have been asked. */
function refuseAddress(response: ServerResponse, method: string, pathname: string): void {
	if (/^\/(api|compatible-mode)\//.test(pathname)) {
		const refusal = serviceRefusal(400, 'InvalidParameter', 'url error, please check url！');
		return sendJson(response, 400, errorBody(refusal, 'dashscope', 'simulated'));
	}
	const message = `Invalid URL (${method} ${pathname})`;
	const error = { message, type: 'invalid_request_error', param: '', code: '' };
	sendJson(response, 404, { error });
}
