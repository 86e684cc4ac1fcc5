import axios from 'axios';
import type { AxiosResponse } from 'axios';
import { isObject } from '../../simulator/json';
import type { JsonObject } from '../../simulator/json';
import type { Simulator } from '../../simulator';

export const GATEWAY_PATH = '/v1/images/generations';
export const DASHSCOPE_PATH = '/api/v1/services/aigc/multimodal-generation/generation';
export const PATHS = { gateway: GATEWAY_PATH, dashscope: DASHSCOPE_PATH } as const;

/** A valid request with one demo picture; `change` replaces parts of it. */
export function editBody(
	simulator: Simulator,
	change: { model?: unknown; content?: unknown; parameters?: unknown; prompt?: string } = {},
): JsonObject {
	const content = change.content ?? [
		{ image: `${simulator.url}/inputs/mug.png` },
		{ text: change.prompt ?? 'Make the mug blue' },
	];
	return {
		model: 'model' in change ? change.model : 'qwen-image-edit-plus',
		input: { messages: [{ role: 'user', content }] },
		parameters: change.parameters ?? { n: 1 },
	};
}

/** POSTs with axios; every status is an answer, a broken connection rejects. */
export async function post(
	simulator: Simulator,
	path: string,
	body: unknown,
	headers: Record<string, string> = {},
): Promise<AxiosResponse<unknown>> {
	return await axios.post<unknown>(simulator.url + path, body, {
		headers: { Authorization: 'Bearer sk-simulator', ...headers },
		validateStatus: () => true,
		maxBodyLength: Infinity,
	});
}

/** All strings anywhere in a JSON value. */
export function strings(value: unknown): string[] {
	if (typeof value === 'string') return [value];
	if (Array.isArray(value)) return value.flatMap(strings);
	return isObject(value) ? Object.values(value).flatMap(strings) : [];
}

/** The distinct result links of an answer, wherever they stand. */
export function links(answer: unknown): string[] {
	return [...new Set(strings(answer).filter((text) => text.includes('/results/')))];
}

/** GETs a file as bytes; every status is an answer. */
export async function get(
	url: string,
	headers: Record<string, string> = {},
): Promise<AxiosResponse<Buffer>> {
	return await axios.get<Buffer>(url, {
		headers,
		responseType: 'arraybuffer',
		validateStatus: () => true,
	});
}

/** The code of the error with which a request failed before an answer was read. */
export async function errorCode(request: Promise<unknown>): Promise<string> {
	try {
		await request;
		return 'no error';
	} catch (error) {
		return axios.isAxiosError(error) ? (error.code ?? error.message) : String(error);
	}
}
