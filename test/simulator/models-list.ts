import type { IncomingMessage, ServerResponse } from 'node:http';
import { checkKey } from './auth';
import { sendJson } from './http';
import { SERVED_MODELS } from './models';
import { errorBody } from './refusal';
import type { Style } from './refusal';
import type { State } from './state';

/** Answers the models list, which costs nothing and needs a good key. */
export function handleModels(
	state: State,
	style: Style,
	request: IncomingMessage,
	response: ServerResponse,
): void {
	const refusal = checkKey(request, state.options.apiKeys, style);
	if (!refusal) {
		const owner = style === 'gateway' ? 'ali' : 'system';
		const data = SERVED_MODELS.map(({ id }) => ({
			id,
			object: 'model',
			created: 1_767_840_000,
			owned_by: owner,
		}));
		return sendJson(response, 200, { object: 'list', data });
	}
	if (style === 'gateway') {
		return sendJson(response, 401, errorBody(refusal, style, 'simulated'));
	}
	// Alibaba's compatible mode answers in OpenAI's shape.
	const error = {
		message: 'Incorrect API key provided.',
		type: 'invalid_request_error',
		param: null,
		code: 'invalid_api_key',
	};
	sendJson(response, 401, { error, request_id: 'simulated' });
}

/** Answers the gateway's balance, as far as anybody asks: a fixed one. */
export function handleBilling(
	state: State,
	request: IncomingMessage,
	response: ServerResponse,
	what: string,
): void {
	const refusal = checkKey(request, state.options.apiKeys, 'gateway');
	if (refusal) return sendJson(response, 401, errorBody(refusal, 'gateway', 'simulated'));
	sendJson(
		response,
		200,
		what === 'usage'
			? { object: 'list', total_usage: state.counts.imagesMade * 7 }
			: { object: 'billing_subscription', hard_limit_usd: 100 },
	);
}
