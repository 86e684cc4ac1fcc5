import type { IncomingMessage } from 'node:http';
import { gatewayRefusal, serviceRefusal } from './refusal';
import type { Refusal, Style } from './refusal';

/** Checks the key of a request; undefined where it is good. */
export function checkKey(
	request: IncomingMessage,
	apiKeys: readonly string[],
	style: Style,
): Refusal | undefined {
	const header = request.headers.authorization;
	if (header === undefined || !/^Bearer\s+\S/i.test(header)) {
		return style === 'gateway'
			? gatewayRefusal(401, '', '未提供令牌')
			: serviceRefusal(401, 'InvalidApiKey', 'No API-key provided.');
	}
	if (apiKeys.includes(header.replace(/^Bearer\s+/i, ''))) return undefined;
	return style === 'gateway'
		? gatewayRefusal(401, '', '无效的令牌')
		: serviceRefusal(401, 'InvalidApiKey', 'Invalid API-key provided.');
}
