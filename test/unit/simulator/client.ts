import axios from 'axios';
import type { AxiosResponse } from 'axios';
import type { JsonObject } from '../../simulator/json';
import type { Style } from '../../simulator/refusal';
import type { Simulator } from '../../simulator';

const PATHS: Record<Style, string> = {
	gateway: '/v1/images/generations',
	dashscope: '/api/v1/services/aigc/multimodal-generation/generation',
};

export interface Change {
	model?: unknown;
	content?: unknown;
	messages?: unknown;
	parameters?: unknown;
	prompt?: string;
}

const MUG = { image: 'https://shop.example.com/mug.png' };

/** A valid request with one picture; `change` replaces parts of it. */
export function editBody(change: Change = {}): JsonObject {
	const content = change.content ?? [MUG, { text: change.prompt ?? 'Make the mug blue' }];
	return {
		model: 'model' in change ? change.model : 'qwen-image-edit-plus',
		input: { messages: change.messages ?? [{ role: 'user', content }] },
		parameters: change.parameters ?? { n: 1 },
	};
}

/** POSTs with axios; every status is an answer, a broken connection rejects. */
export async function post(
	simulator: Simulator,
	body: unknown,
	style: Style = 'gateway',
	{ headers, signal }: { headers?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<AxiosResponse<unknown>> {
	return await axios.post<unknown>(simulator.url + PATHS[style], body, {
		headers: { Authorization: 'Bearer sk-simulator', ...headers },
		validateStatus: () => true,
		maxBodyLength: Infinity,
		signal,
	});
}

/** GETs a file as bytes; every status is an answer. */
export async function get(url: string, headers = {}): Promise<AxiosResponse<Buffer>> {
	const responseType = 'arraybuffer';
	return await axios.get<Buffer>(url, { headers, responseType, validateStatus: () => true });
}

/** The distinct result links of an answer, wherever they stand. */
export function links(answer: unknown): string[] {
	return [...new Set(JSON.stringify(answer).match(/[^"]*\/results\/[^"]*/g))];
}
