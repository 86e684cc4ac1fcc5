import type { IncomingMessage } from 'node:http';

/** Which service's manners an endpoint has: the gateway's, or Alibaba's own. */
export type Style = 'gateway' | 'dashscope';

export interface Refusal {
	status: number;
	code: string;
	message: string;
	/** Where it was born: at the gateway itself, or at Alibaba behind it (then the gateway loses its code). */
	origin: Style;
}

export function serviceRefusal(status: number, code: string, message: string): Refusal {
	return { status, code, message, origin: 'dashscope' };
}

/** An error the gateway itself raises; `code` may be empty, as it often is there. */
export function gatewayRefusal(status: number, code: string, message: string): Refusal {
	return { status, code, message, origin: 'gateway' };
}

/**
 * The JSON body of an error. Through the gateway, Alibaba's code and request id are lost, addresses in the
 * message are masked and the gateway's own request id is put at its end.
 */
export function errorBody(refusal: Refusal, style: Style, requestId: string): unknown {
	if (style === 'dashscope') {
		return { request_id: requestId, code: refusal.code, message: refusal.message };
	}
	const told = (message: string, type: string, code: string) => ({
		error: { message: `${message} (request id: ${requestId})`, type, param: '', code },
	});
	if (refusal.origin === 'gateway') return told(refusal.message, 'new_api_error', refusal.code);
	const lost = 'bad_response_status_code';
	return told(maskUrls(refusal.message), lost, lost);
}

/** Addresses as the gateway shows them: `https://***.com/***`. */
function maskUrls(text: string): string {
	return text.replace(
		/\b(https?):\/\/[^\s/:?#"'，。]*?(\.[^\s./:?#"'，。]+)?(?=[\s/:?#"'，。]|$)[^\s"'，。]*/gi,
		'$1://***$2/***',
	);
}

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
