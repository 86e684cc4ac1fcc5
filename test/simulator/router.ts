import type { IncomingMessage, ServerResponse } from 'node:http';
import { handleInput, handleResult } from './downloads';
import { handleEdit } from './edit';
import { sendJson } from './http';
import { OWN_FETCH_HEADER } from './input-images';
import { SERVED_MODELS } from './models';
import type { RecordedRequest, Route } from './record';
import { checkKey, errorBody, serviceRefusal } from './refusal';
import type { Asked, State } from './state';

const ROUTES: ReadonlyArray<[method: RegExp, path: RegExp, route: Route]> = [
	[/POST/, /^\/v1\/images\/generations$/, 'edit'],
	[/POST/, /^\/api\/v1\/services\/aigc\/multimodal-generation\/generation$/, 'edit'],
	[/GET/, /^(\/compatible-mode)?\/v1\/models$/, 'models'],
	[/GET/, /^\/results\/([0-9a-f]+)\.png$/, 'result'],
	[/GET/, /^\/inputs\/(.+)$/, 'input'],
];

export async function route(
	state: State,
	request: IncomingMessage,
	response: ServerResponse,
): Promise<void> {
	const { method = 'GET', url: path = '/' } = request;
	const [pathname = '/', rawQuery = ''] = path.split(/\?(.*)/s);
	const [, pattern, found = 'other'] =
		ROUTES.find(([methods, paths]) => methods.test(method) && paths.test(pathname)) ?? [];
	const name = pattern?.exec(pathname)?.[1] ?? '';
	const record: RecordedRequest = {
		route: found,
		method,
		path,
		headers: request.headers,
		arrivedAt: performance.timeOrigin + performance.now(),
		...{ body: undefined, answeredAt: 0, status: 0, images: 0, fen: 0, aborted: false },
	};
	if (request.headers[OWN_FETCH_HEADER] === undefined) state.requests.push(record);
	response.once('close', () => {
		record.answeredAt = performance.timeOrigin + performance.now();
		record.status = response.headersSent ? response.statusCode : 0;
		record.aborted = !response.writableFinished;
	});

	const style = /^\/(api|compatible-mode)\//.test(pathname) ? 'dashscope' : 'gateway';
	const asked: Asked = { state, style, request, response, record };
	if (found === 'edit') return await handleEdit(asked);
	// Whatever is sent elsewhere is not read.
	request.resume();
	if (found === 'models') return handleModels(asked);
	if (found === 'result') return await handleResult(asked, name, rawQuery);
	if (found === 'input') return await handleInput(asked, name);
	refuseAddress(asked, `${method} ${pathname}`);
}

/** Answers the models list, which costs nothing and needs a good key. */
function handleModels({ state, style, request, response }: Asked): void {
	const refusal = checkKey(request, state.options.apiKeys, style);
	if (refusal) return sendJson(response, 401, errorBody(refusal, style, 'simulated'));
	const more = { object: 'model', created: 1_767_840_000, owned_by: 'ali' };
	const data = SERVED_MODELS.map(({ id }) => ({ id, ...more }));
	sendJson(response, 200, { object: 'list', data });
}

/** A wrong address, in the words of the service that would have been asked. */
function refuseAddress({ response, style }: Asked, address: string): void {
	if (style === 'dashscope') {
		const refusal = serviceRefusal(400, 'InvalidParameter', 'url error, please check url！');
		return sendJson(response, 400, errorBody(refusal, style, 'simulated'));
	}
	const message = `Invalid URL (${address})`;
	const error = { message, type: 'invalid_request_error', param: '', code: '' };
	sendJson(response, 404, { error });
}
