import type { FailureKind, Repeat } from '../../nodes/QwenImageEdit/failure';
import { gatewayRefusal, serviceRefusal, type Refusal, type Style } from './refusal';

/**
 * `cut`: the connection is destroyed. `half`: half an answer, then destroyed. `hang`: nothing, ever. `trickle`: white space
 * now and then, for ever. `slow`: a good answer, late.
 */
export type ConnectionFault = 'cut' | 'half' | 'hang' | 'trickle' | 'slow';

export type FaultAnswer =
	/** An error answer, put into the manner of the endpoint that was asked. */
	| ({ how: 'error' } & Refusal)
	| { how: 'raw'; status: number; headers: Record<string, string>; body: string }
	| { how: 'connection'; what: ConnectionFault };

export interface Fault {
	/** What the node must call it; undefined where the request succeeds all the same. */
	kind: FailureKind | undefined;
	/** Whether the node may send the request again. */
	repeat: Repeat;
	/** Whether the node must say that the images may have been charged for. */
	mayBeBilled: boolean;
	/** The images are made, and counted as paid, before the fault strikes. */
	made: boolean;
	at: readonly Style[];
	answer: FaultAnswer;
}

const BOTH: readonly Style[] = ['gateway', 'dashscope'];
const GATEWAY: readonly Style[] = ['gateway'];
const NOT_BILLED = { mayBeBilled: false, made: false } as const;

/** An error as `origin status code: message`: Alibaba's are seen at its own endpoint, and through the gateway without their code. */
type ErrorLine = `${Style} ${number} ${string}: ${string}`;

function error(kind: FailureKind, repeat: Repeat, line: ErrorLine): Fault {
	const [, origin, status, code = '', message = ''] = /^(\w+) (\d+) (\S*): (.*)$/.exec(line) ?? [];
	const [at, refusal] = origin === 'gateway' ? [GATEWAY, gatewayRefusal] : [BOTH, serviceRefusal];
	const answer = { how: 'error', ...refusal(Number(status), code, message) } as const;
	return { kind, repeat, ...NOT_BILLED, at, answer };
}

/** Errors that the node must call the same and treat alike. */
function errors<Name extends string>(
	kind: FailureKind,
	repeat: Repeat,
	lines: Record<Name, ErrorLine>,
): Record<Name, Fault> {
	const faults: Partial<Record<Name, Fault>> = {};
	for (const name in lines) faults[name] = error(kind, repeat, lines[name]);
	return faults as Record<Name, Fault>;
}

/** A body as it stands, at both endpoints unless told. */
function raw(
	kind: FailureKind,
	repeat: Repeat,
	status: number,
	body: unknown,
	headers: Record<string, string> = {},
): Fault {
	const isText = typeof body === 'string';
	const type = isText ? 'text/html' : 'application/json; charset=utf-8';
	const all = body === '' ? {} : { 'content-type': type, ...headers };
	const text = isText ? body : JSON.stringify(body);
	const answer = { how: 'raw', status, headers: all, body: text } as const;
	return { kind, repeat, ...NOT_BILLED, at: BOTH, answer };
}

/** The connection itself goes wrong: nobody can tell from outside whether the images were made. */
function connection(what: ConnectionFault, made: boolean): Fault {
	const answer = { how: 'connection', what } as const;
	return { kind: 'timeout', repeat: 'uncertain', mayBeBilled: true, made, at: BOTH, answer };
}

function late(fault: Fault): Fault {
	return { ...fault, mayBeBilled: true, made: true };
}

const page = (status: string, server = 'nginx'): string =>
	`<html>\r\n<head><title>${status}</title></head>\r\n<body>\r\n<center><h1>${status}</h1></center>\r\n` +
	`<hr><center>${server}</center>\r\n</body>\r\n</html>\r\n`;

function errorObject(message: string, type: string, code: string | number | null = '') {
	return { error: { message, type, param: null, code } };
}

const RATE_ERROR = errorObject(
	'Requests rate limit exceeded, please try again later.',
	'rate_limit',
	'Throttling.RateQuota',
);

const CATALOGUE = {
	...errors('key', 'never', {
		invalidApiKey: 'dashscope 401 InvalidApiKey: Invalid API-key provided.',
		invalidToken: 'gateway 401 : 无效的令牌',
		missingToken: 'gateway 401 : 未提供令牌',
		expiredToken: 'gateway 401 : 该令牌已过期',
		disabledToken: 'gateway 401 : 该令牌状态不可用',
	}),
	...errors('balance', 'never', {
		insufficientUserQuota:
			'gateway 403 insufficient_user_quota: 用户额度不足, 剩余额度: ＄0.012000',
		preConsumeFailed:
			'gateway 403 insufficient_user_quota: 预扣费额度失败, 用户剩余额度: ＄0.012000, 需要预扣费额度: ＄0.140000',
		tokenQuotaUsedUp: 'gateway 403 : 该令牌额度已用尽',
		arrearage:
			'dashscope 400 Arrearage: Access denied, please make sure your account is in good standing.',
		commodityNotPurchased: 'dashscope 429 CommodityNotPurchased: Commodity has not purchased yet.',
		prepaidBillOverdue: 'dashscope 429 PrepaidBillOverdue: The prepaid bill is overdue.',
		postpaidBillOverdue: 'dashscope 429 PostpaidBillOverdue: The postpaid bill is overdue.',
		freeTierOnly:
			'dashscope 403 AllocationQuota.FreeTierOnly: The free tier of the model has been exhausted. If you wish to continue access the model on a paid basis, please disable the "use free tier only" mode in the management console.',
	}),
	...errors('permission', 'never', {
		tokenModelForbidden: 'gateway 403 : 该令牌无权访问模型 qwen-image-edit-max',
		modelAccessDenied: 'dashscope 403 Model.AccessDenied: Model access denied.',
		workspaceAccessDenied: 'dashscope 403 Workspace.AccessDenied: Workspace access denied.',
		accessDeniedUnpurchased:
			'dashscope 403 AccessDenied.Unpurchased: Access to model denied. Please make sure you are eligible for using the model.',
	}),
	...errors('model', 'never', {
		modelNotFound: 'dashscope 404 ModelNotFound: Model not exist.',
		noChannel:
			'gateway 503 model_not_found: 分组 default 下模型 qwen-image-edit-max 无可用渠道（distributor）',
		noChannelEnglish:
			'gateway 503 model_not_found: No available channel for model qwen-image-edit-max under group default (distributor)',
	}),
	...errors('moderation', 'never', {
		inputInspectionFailed:
			'dashscope 400 DataInspectionFailed: Input data may contain inappropriate content.',
		outputInspectionFailed:
			'dashscope 400 DataInspectionFailed: Output data may contain inappropriate content.',
		inspectionFailedLowerCase:
			'dashscope 400 data_inspection_failed: Input or output data may contain inappropriate content.',
		ipInfringement:
			'dashscope 400 IPInfringementSuspect: Input data is suspected of being involved in IP infringement.',
		sensitiveWords: 'gateway 400 sensitive_words_detected: user sensitive words detected: ***',
	}),
	...errors('imageUnreachable', 'inline', {
		downloadImageFailed: 'dashscope 400 InvalidParameter: download image failed',
		multimodalDownloadFailed:
			'dashscope 400 InvalidParameter: Failed to download multimodal content',
		downloadTimedOut:
			'dashscope 400 InvalidParameter.DataInspection: Download the media resource timed out during the data inspection process.',
		inspectionDownloadFailed:
			'dashscope 400 InvalidParameter.DataInspection: Unable to download the media resource during the data inspection process.',
		invalidUrl: 'dashscope 400 InvalidURL: Invalid URL provided in your request.',
		invalidUrlRefused:
			'dashscope 400 InvalidURL.ConnectionRefused: Connection to https://shop.example.com/mug.png refused, please provide avaiable URL',
		invalidUrlTimeout:
			'dashscope 400 InvalidURL.Timeout: Download https://shop.example.com/mug.png timeout, please check network connection.',
	}),
	...errors('imageInvalid', 'never', {
		imageFormatError: 'dashscope 400 InvalidParameter: image format error',
		corruptedImage: 'dashscope 400 InvalidParameter: Invalid image format or corrupted file',
		invalidImageFormat:
			'dashscope 400 InvalidImage.FileFormat: Invalid file format, the request file format is one of the following types: JPEG, JPG, PNG, BMP, and WEBP.',
		invalidImageSize: 'dashscope 400 InvalidImage.ImageSize: The size of image is beyond limit.',
		notAnUrl:
			'dashscope 400 InvalidParameter: The provided URL does not appear to be valid. Ensure it is correctly formatted.',
	}),
	...errors('parameter', 'never', {
		tooManyImages: 'dashscope 400 InvalidParameter: num_images_per_prompt must be 1.',
		sizeOutOfRange:
			'dashscope 400 InvalidParameter: Size is out of range, each side must be in [512, 2048].',
		missingParameter:
			'dashscope 400 InvalidParameter: Required parameter(s) missing or invalid, please check the request parameters.',
		emptyInput:
			'dashscope 400 BadRequest.EmptyInput: Required input parameter missing from request.',
		convertRequestFailed:
			'gateway 500 convert_request_failed: json: cannot unmarshal string into Go struct field AliImageParameters.parameters.n of type int',
	}),
	...errors('endpoint', 'never', {
		wrongServicePath: 'dashscope 400 InvalidParameter: url error, please check url！',
	}),
	wrongGatewayPath: {
		...raw(
			'endpoint',
			'never',
			404,
			errorObject('Invalid URL (POST /v1/v1/images/generations)', 'invalid_request_error'),
		),
		at: GATEWAY,
	},
	...errors('bodyTooLarge', 'never', {
		dataUriTooLarge:
			'dashscope 400 InvalidParameter: Exceeded limit on max bytes per data-uri item : 10485760',
	}),
	proxyBodyTooLarge: raw('bodyTooLarge', 'never', 413, page('413 Request Entity Too Large')),
	...errors('rateLimit', 'wait', {
		throttling: 'dashscope 429 Throttling: Requests throttling triggered.',
		rateQuota:
			'dashscope 429 Throttling.RateQuota: Requests rate limit exceeded, please try again later.',
		burstRate:
			'dashscope 429 Throttling.BurstRate: Request rate increased too quickly. To ensure system stability, please adjust your client logic to scale requests more smoothly over time.',
		allocationQuota:
			'dashscope 429 Throttling.AllocationQuota: Allocated quota exceeded, please increase your quota limit.',
		gatewayRateLimit: 'gateway 429 : 您已达到请求数限制：1分钟内最多请求60次',
	}),
	empty429: raw('rateLimit', 'wait', 429, ''),
	retryAfterSeconds: raw('rateLimit', 'wait', 429, RATE_ERROR, { 'retry-after': '1' }),
	...errors('server', 'wait', {
		internalError:
			'dashscope 500 InternalError: An internal error has occured, please try again later or contact service support.',
		internalErrorAlgo:
			'dashscope 500 InternalError.Algo: An internal error has occured during execution, please try again later or contact service support.',
		systemError: 'dashscope 500 SystemError: An system error has occured, please try again later.',
		modelServiceFailed: 'dashscope 500 ModelServiceFailed: Failed to request model service.',
		modelServingError:
			'dashscope 503 ModelServingError: Too many requests. Your requests are being throttled due to system capacity limits. Please try again later.',
		modelUnavailable:
			'dashscope 500 ModelUnavailable: Model is unavailable, please try again later.',
	}),
	badGateway: raw('server', 'wait', 502, page('502 Bad Gateway')),
	...errors('rewrite', 'never', {
		rewriteFailed: 'dashscope 500 RewriteFailed: Failed to rewrite content for prompt.',
	}),

	// took too long
	requestTimeOut: late(
		error(
			'timeout',
			'uncertain',
			'dashscope 500 RequestTimeOut: Request timed out, please try again later.',
		),
	),
	gatewayTimeout: late(raw('timeout', 'uncertain', 504, page('504 Gateway Time-out'))),
	cloudflareTimeout: late(
		raw('timeout', 'uncertain', 524, page('524: A timeout occurred', 'cloudflare')),
	),
	cutBefore: connection('cut', false),
	cutAfter: connection('cut', true),
	halfAnswer: connection('half', true),
	hang: connection('hang', true),
	trickle: connection('trickle', true),

	// an error in other clothes
	errorUnder200: raw('rateLimit', 'wait', 200, RATE_ERROR),
	serviceErrorUnder200: raw('moderation', 'never', 200, {
		request_id: 'e0a1b2c3-0000-4000-8000-000000000200',
		code: 'DataInspectionFailed',
		message: 'Input data may contain inappropriate content.',
	}),
	wrappedErrorUnder200: raw('balance', 'never', 200, {
		code: 403,
		msg: '用户额度不足',
		data: null,
	}),
	successFalseUnder200: raw('key', 'never', 200, { success: false, message: '无效的令牌' }),
	errorAsString: raw('key', 'never', 401, { error: '无效的令牌' }),
	errorCodeNumber: raw('rateLimit', 'wait', 429, errorObject('请求过于频繁', 'rate_limit', 429)),
	errorCodeNull: raw(
		'server',
		'wait',
		500,
		errorObject('upstream error: do request failed', 'upstream_error', null),
	),

	// an answer that is none: 200, so the images were made
	htmlUnder200: late(
		raw('answer', 'uncertain', 200, '<!doctype html><html><body>Welcome</body></html>'),
	),
	emptyUnder200: late(raw('answer', 'uncertain', 200, '')),
	brokenJson: late(
		raw('answer', 'uncertain', 200, '{"created":1767840000,"data":[{"url":"https://', {
			'content-type': 'application/json',
		}),
	),

	/** Not a failure: a good answer, only late. */
	slow: { ...connection('slow', true), kind: undefined, repeat: 'never', mayBeBilled: false },
} satisfies Record<string, Fault>;

export type FaultName = keyof typeof CATALOGUE;

export const FAULTS: Readonly<Record<FaultName, Fault>> = CATALOGUE;

export const FAULT_NAMES = Object.keys(CATALOGUE).filter(isFaultName);

export function isFaultName(name: string): name is FaultName {
	return Object.hasOwn(CATALOGUE, name);
}
