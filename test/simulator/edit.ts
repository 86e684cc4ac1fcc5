import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { FAULTS, type ConnectionFault, type Fault, type FaultName } from './faults';
import { send, sendJson, SIMULATOR_HEADER, type Headers } from './http';
import { loadImage, type InputImage } from './input-images';
import { abridge } from './json';
import { retryAfterHeader } from './limits';
import { readMarkers } from './markers';
import { resultSize } from './models';
import type { PictureMode } from './options';
import { drawPicture, type PictureJob } from './pictures';
import { BLANK_PNG, paddedPng } from './pictures/png';
import { between, pick } from './random';
import { count, fingerprint } from './record';
import {
	checkKey,
	errorBody,
	gatewayRefusal,
	serviceRefusal,
	type Refusal,
	type Style,
} from './refusal';
import { readRequest, type ItemRequest } from './rules';
import { imagesMade, SHAPES, type ResultImage, type ShapeName } from './shapes';
import type { Asked } from './state';

/** Largest request body (64 MiB). */
const MAX_BODY_BYTES = 64 * 1024 * 1024;
const MAX_SEED = 2_147_483_647;

/** One request to a generation endpoint on its way through the simulator. */
interface Exchange extends Asked {
	requestId: string;
	/** What chance and the queues have in store for it, drawn in the order of arrival. */
	fault?: FaultName;
	shape?: ShapeName;
	latencyMs: number;
	imageSeed: number;
}

/** Answers a POST to the gateway's or Alibaba's generation endpoint. */
export async function handleEdit(asked: Asked): Promise<void> {
	const exchange = begin(asked);
	const { state, style, request } = asked;
	const refusal = checkKey(request, state.options.apiKeys, style) ?? checkAsynchronous(request);
	// Even a request that is refused is read to its end: its sender is still sending.
	const body = await buffer(request).catch(() => undefined);
	if (!body) return;
	if (refusal) return refuse(exchange, refusal);
	if (body.length > MAX_BODY_BYTES) return refuseTooLarge(exchange);
	const json = parseJson(body.toString());
	if (json === undefined || !isJson(request)) {
		return refuse(exchange, badJson(style, json === undefined));
	}
	note(exchange, json);

	const fault = exchange.fault === undefined ? undefined : FAULTS[exchange.fault];
	if (fault && !fault.made) return strike(exchange, fault);
	const read = readRequest(json, style);
	if ('refusal' in read) return refuse(exchange, read.refusal);
	const { images, model } = read.ok;
	if (inlineBytes(images) > (model.inlineTotal ?? Infinity)) {
		const message = 'Exceeded limit on max bytes of all inline images.';
		return refuse(exchange, serviceRefusal(413, 'BadRequest.TooLarge', message));
	}
	const { maxDataUriBytes = state.options.maxDataUriBytes } = model;
	const inputs: InputImage[] = [];
	for (const image of images) {
		const loaded = await loadImage(image, { ...state.options, maxDataUriBytes }, state.origin);
		if ('refusal' in loaded) return refuse(exchange, loaded.refusal);
		inputs.push(loaded.ok);
	}
	await work(exchange, read.ok, inputs, fault);
}

function begin(asked: Asked): Exchange {
	const { options, random, faultQueue, shapeQueue } = asked.state;
	const { latencyMs, faultRate, faultNames } = options;
	const [least, most] = typeof latencyMs === 'number' ? [latencyMs, latencyMs] : latencyMs;
	const latency = between(random, least, most);
	const struck = random() < faultRate && faultNames.length > 0;
	const drawn = struck ? pick(random, faultNames) : undefined;
	return {
		...asked,
		requestId: randomUUID(),
		fault: faultQueue.shift() ?? drawn,
		shape: shapeQueue.shift(),
		latencyMs: latency,
		imageSeed: Math.floor(random() * MAX_SEED),
	};
}

/** Records the body, and lets markers in its instruction say what is to happen. */
function note(exchange: Exchange, json: unknown): void {
	const { record, state } = exchange;
	record.body = state.options.recordBodies ? json : abridge(json);
	record.fingerprint = fingerprint(json);
	record.prompt = promptOf(json);
	const markers = readMarkers(record.prompt);
	const same = state.requests.filter((each) => each.fingerprint === record.fingerprint);
	if (same.length <= markers.faultTimes) exchange.fault ??= markers.fault;
	exchange.shape ??= markers.shape;
	exchange.latencyMs = markers.latencyMs ?? exchange.latencyMs;
}

/** Makes the images, and answers; from here on they are paid. */
async function work(
	exchange: Exchange,
	edit: ItemRequest,
	inputs: InputImage[],
	fault: Fault | undefined,
): Promise<void> {
	const { state, record, response, style } = exchange;
	const refused = state.limits.enter(state.options, record.arrivedAt);
	if (refused) {
		state.counts.refused += 1;
		const message = 'Requests rate limit exceeded, please try again later.';
		const headers = retryAfterHeader(refused, state.options.retryAfter, Date.now());
		return refuse(exchange, serviceRefusal(429, 'Throttling.RateQuota', message), headers);
	}
	state.counts.highestConcurrency = state.limits.highest;
	try {
		const shape = exchange.shape ?? state.options.shape ?? style;
		record.images = imagesMade(shape, edit.n);
		const size = resultSize(edit.model, edit.size, inputs.at(-1));
		const { fen } = edit.model;
		// By the service's list; a request that makes nothing is free.
		const each = fen.image(size.width * size.height);
		record.fen = record.images && record.images * each + inputs.length * fen.input;
		count(state.counts, record);
		const late = fault?.answer.how === 'connection' && fault.answer.what === 'slow';
		const wait = exchange.latencyMs + (late ? state.options.slowMs : 0);
		// A closed simulator must not hold its process.
		if (wait > 0) await sleep(wait, undefined, { ref: false });
		const body = await answerBody(exchange, { edit, inputs, size }, shape);
		if (fault && !late) strike(exchange, fault, body);
		else sendJson(response, 200, body, idHeaders(exchange));
	} finally {
		state.limits.leave();
	}
}

async function answerBody(
	{ state, record, imageSeed, requestId }: Exchange,
	made: Pick<PictureJob, 'edit' | 'inputs' | 'size'>,
	shape: ShapeName,
): Promise<unknown> {
	const { pictures, linkLifetimeMs } = state.options;
	const { seed = imageSeed, model } = made.edit;
	const images: ResultImage[] = [];
	for (let index = 0; index < record.images; index++) {
		const end = Date.now() + linkLifetimeMs;
		const { id, path } = state.links.create(end);
		const png = pngOf({ ...made, seed, index }, pictures);
		state.results.set(id, { end, asked: 0, png });
		images.push({
			url: state.origin + path,
			png: SHAPES[shape].bytes ? await png() : undefined,
		});
	}
	const created = Math.floor(Date.now() / 1000);
	const form = model.newUsage ? { inputs: made.inputs.length } : undefined;
	return SHAPES[shape].body({ images, ...made.size, requestId, created, form });
}

function pngOf(job: PictureJob, mode: PictureMode): () => Promise<Buffer> {
	if (mode === 'drawn') return drawnOf(job);
	// Not within reach of the job: its images would be kept as long as the result can be asked for.
	return async () => (mode === 'blank' ? BLANK_PNG : paddedPng(mode.bytes));
}

/** A result, drawn when it is first asked for, then kept. */
function drawnOf(job: PictureJob): () => Promise<Buffer> {
	let drawn: Promise<Buffer> | undefined;
	return async () => await (drawn ??= drawPicture(job));
}

function inlineBytes(images: readonly string[]): number {
	return images
		.filter((image) => /^data:/i.test(image))
		.reduce((sum, uri) => sum + Math.floor(((uri.length - uri.indexOf(',') - 1) * 3) / 4), 0);
}

/** Lets a connection go wrong; `goodBody` is what the answer would have been. */
function strikeConnection(
	response: ServerResponse,
	what: ConnectionFault,
	trickleMs: number,
	goodBody: unknown,
): void {
	const headers = { ...SIMULATOR_HEADER, 'content-type': 'application/json; charset=utf-8' };
	if (what === 'cut') {
		response.destroy();
	} else if (what === 'half') {
		const text = JSON.stringify(goodBody);
		response.writeHead(200, { ...headers, 'content-length': String(Buffer.byteLength(text)) });
		response.write(text.slice(0, Math.floor(text.length / 2)), () => response.destroy());
	} else if (what === 'trickle') {
		// White space is valid before JSON, so no byte of it says that something is wrong.
		response.writeHead(200, headers);
		const timer = setInterval(() => response.write(' '), trickleMs);
		response.once('close', () => clearInterval(timer));
	}
	// `hang`: the connection stays open, and silent.
}

function strike(exchange: Exchange, fault: Fault, goodBody?: unknown): void {
	const { state, record, response } = exchange;
	if (!fault.made) count(state.counts, record);
	const { answer } = fault;
	if (answer.how === 'connection') {
		strikeConnection(response, answer.what, state.options.trickleMs, goodBody);
	} else if (answer.how === 'raw') {
		send(response, answer.status, { ...idHeaders(exchange), ...answer.headers }, answer.body);
	} else {
		answerRefusal(exchange, answer);
	}
}

function refuse(exchange: Exchange, refusal: Refusal, headers: Headers = {}): void {
	count(exchange.state.counts, exchange.record);
	answerRefusal(exchange, refusal, headers);
}

function answerRefusal(exchange: Exchange, refusal: Refusal, headers: Headers = {}): void {
	const { style, response, requestId } = exchange;
	const body = errorBody(refusal, style, requestId);
	sendJson(response, refusal.status, body, { ...idHeaders(exchange), ...headers });
}

function refuseTooLarge(exchange: Exchange): void {
	if (exchange.style === 'dashscope') {
		const message = `Exceeded limit on max bytes to request body : ${MAX_BODY_BYTES}`;
		return refuse(exchange, serviceRefusal(413, 'BadRequest.TooLarge', message));
	}
	// Such a body does not get past the proxy before the gateway.
	strike(exchange, FAULTS.proxyBodyTooLarge);
}

/** These models have no asynchronous form; the header is refused, wherever it is sent. */
function checkAsynchronous(request: IncomingMessage): Refusal | undefined {
	if (request.headers['x-dashscope-async'] === undefined) return undefined;
	const message = 'current user api does not support asynchronous calls.';
	return serviceRefusal(403, 'AccessDenied', message);
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

function isJson(request: IncomingMessage): boolean {
	return /^application\/json\b/i.test(request.headers['content-type'] ?? '');
}

function badJson(style: Style, broken: boolean): Refusal {
	if (style === 'dashscope') {
		const message = 'Required body invalid, please check the request body format.';
		return serviceRefusal(400, 'InvalidParameter', message);
	}
	return broken
		? gatewayRefusal(400, 'invalid_request', 'invalid character looking for beginning of value')
		: gatewayRefusal(400, '', '未指定模型名称，模型名称不能为空');
}

function idHeaders({ style, requestId }: Exchange): Headers {
	return style === 'gateway' ? { 'x-oneapi-request-id': requestId } : { 'x-request-id': requestId };
}

/** The first text of a body, however wrong the rest is. */
function promptOf(json: unknown): string {
	const inside = (value: unknown, ...names: string[]) =>
		names.reduce((found, name) => (Object(found) as Record<string, unknown>)[name], value);
	const content = inside(json, 'input', 'messages', '0', 'content');
	const texts = Array.isArray(content) ? content.map((part) => inside(part, 'text')) : [];
	return texts.find((text): text is string => typeof text === 'string') ?? '';
}
