/** Which service's manners an endpoint has: the gateway's, or Alibaba's own. */
export type Style = 'gateway' | 'dashscope';

/** Where an error was born: at the gateway itself, or at Alibaba behind it (then the gateway loses its code). */
export type Origin = Style;

/** An error answer before it is put into an endpoint's style. */
export interface Refusal {
	status: number;
	code: string;
	message: string;
	origin: Origin;
}

/** An error of Alibaba's service. */
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
	if (refusal.origin === 'dashscope') {
		const message = `${maskUrls(refusal.message)} (request id: ${requestId})`;
		const code = 'bad_response_status_code';
		return { error: { message, type: code, param: '', code } };
	}
	const message = `${refusal.message} (request id: ${requestId})`;
	return { error: { message, type: 'new_api_error', param: '', code: refusal.code } };
}

/** Addresses as the gateway shows them: `https://***.com/***`. */
function maskUrls(text: string): string {
	return text.replace(/\bhttps?:\/\/[^\s"'，。]+/gi, (url) => {
		const host = url.replace(/^https?:\/\//i, '').split(/[/:?#]/)[0] ?? '';
		const scheme = /^https:/i.test(url) ? 'https' : 'http';
		const suffix = host.includes('.') ? host.slice(host.lastIndexOf('.')) : '';
		return `${scheme}://***${suffix}/***`;
	});
}
