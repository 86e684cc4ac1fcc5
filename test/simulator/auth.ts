import type { IncomingMessage } from 'node:http';
import { gatewayRefusal, serviceRefusal, type Refusal, type Style } from './refusal';

/** Checks the key of a request; undefined where it is good. */
export function checkKey(
	{ headers }: IncomingMessage,
	apiKeys: readonly string[],
	style: Style,
): Refusal | undefined {
	const key = /^Bearer\s+(\S.*)/i.exec(headers.authorization ?? '')?.[1];
	if (key !== undefined && apiKeys.includes(key)) return undefined;
	if (style === 'gateway') {
		return gatewayRefusal(401, '', key === undefined ? '未提供令牌' : '无效的令牌');
	}
	const what = key === undefined ? 'No API-key provided.' : 'Invalid API-key provided.';
	return serviceRefusal(401, 'InvalidApiKey', what);
}
