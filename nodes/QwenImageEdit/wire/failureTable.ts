import { CHOICES, FIELDS } from '../catalogue/fields';
import { ACCEPTED_FORMATS, MAX_IMAGE_MB, RECOMMENDED_SIDE } from '../catalogue/imageLimits';
import type { FailureKind, Repeat } from '../failure';
import { LONGEST_RETRY_AFTER_MS } from '../line/retry';

/**
 * How the service's refusals look and what the user should do: the errors and their documentation are made from this table.
 * The codes and sentences come from Alibaba Model Studio's documentation and from the sources of the open-source gateway.
 */
export interface FailureRow {
	kind: FailureKind;
	/** The error's message; n8n replaces messages that contain Node error codes, so nothing from outside goes in. */
	title: string;
	/** What the user should do. */
	remedy: string;
	remedyZh: string;
	repeat: Repeat;
	mayBeBilled?: boolean;
	/** Matched against the error code and type. */
	code?: RegExp;
	/** Matched against the message, and against the code where gateways move it there. */
	text: RegExp;
	/** Statuses that decide by themselves, once no row has matched by code or text. */
	statuses?: readonly number[];
}

/** In the order they are tried: special before general, since one message can look like several. */
export const FAILURE_TABLE: readonly FailureRow[] = [
	{
		kind: 'balance',
		title: 'The account has no balance or quota left',
		remedy: 'Top up the account at the provider, then run the workflow again.',
		remedyZh: '在服务商处充值后重新运行。',
		repeat: 'never',
		code: /^(insufficient_user_quota|Arrearage|CommodityNotPurchased|(Prepaid|Postpaid)BillOverdue|AllocationQuota\.FreeTierOnly|pre_consume_token_quota_failed)$/i,
		text: /insufficient_user_quota|用户额度不足|预扣费额度失败|令牌额度已用尽|额度不足|余额不足|Arrearage|CommodityNotPurchased|Commodity has not purchased|Bill ?Overdue|bill is overdue|FreeTierOnly|free tier of the model has been exhausted|account is in good standing/i,
		statuses: [402],
	},
	{
		kind: 'model',
		title: 'The service does not offer this model',
		remedy:
			'Choose another model, or check its ID. Gateways offer only some models, and a key may be limited to some.',
		remedyZh: '请选择其他模型或检查模型 ID。网关可能只提供部分模型，密钥也可能只能使用部分模型。',
		repeat: 'never',
		code: /^(ModelNotFound|model_not_found|InvalidModel|model_not_supported)$/i,
		text: /Model not exist|model_not_found|ModelNotFound|无可用渠道|no available channels?\b|The model .{1,80} does not exist/i,
	},
	{
		kind: 'permission',
		title: 'The key is not allowed to use this model',
		remedy:
			'Use a key that is allowed to use this model, or enable the model for this key in the provider’s console.',
		remedyZh: '请使用有权调用该模型的密钥，或在服务商控制台为该密钥开通该模型。',
		repeat: 'never',
		code: /^((Model|Workspace)\.AccessDenied|AccessDenied(\.Unpurchased)?|access_denied)$/i,
		text: /令牌无权访问|无权访问模型|(Model|Workspace)\.?\s?Access\.?Denied|AccessDenied\.Unpurchased/i,
		statuses: [403],
	},
	{
		kind: 'key',
		title: 'The service does not accept the API key',
		remedy:
			'Check the key, the provider and the region in the credential. A key works only with the provider and region it was created for.',
		remedyZh: '请检查凭据中的密钥、服务商和地域。密钥只能用于创建它的服务商和地域。',
		repeat: 'never',
		code: /^(Invalid_?Api_?Key|invalid_api_key|InvalidAccessKeyId)$/i,
		text: /无效的令牌|未提供令牌|令牌已过期|令牌状态不可用|Invalid API-?key|Incorrect API key|InvalidApiKey|No API-?key provided/i,
		statuses: [401],
	},
	{
		kind: 'endpoint',
		title: 'The address does not serve this API',
		remedy: 'Check the provider and the base URL in the credential.',
		remedyZh: '请检查凭据中的服务商和 Base URL。',
		repeat: 'never',
		text: /url error,?\s*please check url|Invalid URL \((GET|POST)/i,
		statuses: [301, 302, 303, 307, 308, 404, 405],
	},
	{
		kind: 'imageUnreachable',
		title: 'The service could not download an image',
		remedy: `Set the option ${FIELDS.imageTransfer.label} to ${CHOICES.sendInline}, or host the image where the service can reach it.`,
		remedyZh: `请将“${FIELDS.imageTransfer.label}”设为“${CHOICES.sendInline}”，或把图片放到服务可以访问的地址。`,
		repeat: 'inline',
		code: /^InvalidURL(\..+)?$/i,
		text: /download (the )?image failed|Invalid URL provided|Connection to \S+ refused|Download \S+ timeout|failed to download|download the media resource|unable to download|image download|InvalidURL/i,
	},
	{
		kind: 'moderation',
		title: 'The service refused the content',
		remedy: 'Change the prompt or the image: the service’s content check refused one of them.',
		remedyZh: '请修改提示词或图片，其中之一未通过内容审核。',
		repeat: 'never',
		code: /^(DataInspectionFailed|data_inspection_failed|IPInfringementSuspect|sensitive_words_detected|content_policy_violation)$/i,
		text: /inappropriate content|DataInspectionFailed|data_inspection_failed|IPInfringementSuspect|infringement|sensitive[_ ]words|敏感词|内容安全/i,
	},
	{
		kind: 'bodyTooLarge',
		title: 'The request is too large for the service',
		remedy: 'Use smaller images (below 7 MB each when sent inline), or pass them by URL.',
		remedyZh: '请使用更小的图片（内联时每张小于 7 MB），或改用 URL。',
		repeat: 'never',
		text: /max bytes per data-uri|request entity too large|payload too large|body too large/i,
		statuses: [413],
	},
	{
		kind: 'imageInvalid',
		title: 'The service cannot use an image',
		remedy: `Check the images: the service takes ${ACCEPTED_FORMATS} of at most ${MAX_IMAGE_MB} MB, ${RECOMMENDED_SIDE.min} to ${RECOMMENDED_SIDE.max} pixels a side.`,
		remedyZh: `请检查图片：JPEG、PNG、WebP、BMP、TIFF 或 GIF，不超过 ${MAX_IMAGE_MB} MB，边长 ${RECOMMENDED_SIDE.min} 到 ${RECOMMENDED_SIDE.max} 像素。`,
		repeat: 'never',
		code: /^InvalidImage/i,
		text: /image format error|invalid (image|file) format|size of image is beyond|corrupted file|InvalidImage|provided URL does not appear to be valid|image (resolution|size) (is )?(invalid|too)/i,
	},
	{
		kind: 'rewrite',
		title: 'The service could not rewrite the prompt',
		remedy: `Switch ${FIELDS.promptExtend.label} off, or word the prompt differently.`,
		remedyZh: `请关闭“${FIELDS.promptExtend.label}”，或换一种说法。`,
		repeat: 'never',
		code: /^RewriteFailed$/i,
		text: /RewriteFailed|failed to rewrite|prompt rewrit\w+ failed/i,
	},
	{
		kind: 'timeout',
		title: 'The service took too long to answer',
		remedy: `The image may have been billed. Check the provider’s console before you send it again. The option ${FIELDS.retryUncertain.label} sends such requests again by itself.`,
		remedyZh: `图片可能已计费。重新发送前请在服务商控制台确认。打开选项“${FIELDS.retryUncertain.label}”后，节点会自动重新发送这类请求。`,
		repeat: 'uncertain',
		mayBeBilled: true,
		code: /^RequestTimeOut$/i,
		text: /RequestTimeOut|request timed out|上游超时/i,
		statuses: [408, 504, 524],
	},
	{
		kind: 'rateLimit',
		title: 'The service asks the node to slow down',
		// Read only once the node has given up, which it does at once where the service asks for a long wait.
		remedy: `The service refused every try, or asked for a wait of more than ${LONGEST_RETRY_AFTER_MS / 60_000} minutes. Run the workflow again later. If this happens often, other workflows may be using the same account: set the option ${FIELDS.requestsPerMinute.label}.`,
		remedyZh: `服务拒绝了每一次尝试，或要求等待超过 ${LONGEST_RETRY_AFTER_MS / 60_000} 分钟。请稍后重新运行。如果经常出现，可能有其他工作流在使用同一账户：请设置选项“${FIELDS.requestsPerMinute.label}”。`,
		repeat: 'wait',
		code: /^(Throttling(\..+)?|rate_limit_exceeded|too_many_requests|limit_requests|insufficient_quota)$/i,
		// A model that has no capacity left says “too many requests”, too, and that is not this account's limit.
		text: /Throttling|请求数限制|请求过于频繁|rate limit|too many requests(?![^]*system capacity)/i,
		statuses: [429],
	},
	{
		kind: 'parameter',
		title: 'The service does not accept a parameter',
		remedy: 'Read what the service says, and change the setting it names.',
		remedyZh: '请查看服务的说明，修改它指出的参数。',
		repeat: 'never',
		code: /^(InvalidParameter(\..+)?|BadRequest(\..+)?|convert_request_failed|invalid_request_error|invalid_parameter_error)$/i,
		text: /InvalidParameter|convert_request_failed|BadRequest\./i,
		statuses: [400, 422],
	},
	{
		kind: 'server',
		title: 'The service is not working properly',
		remedy: 'Run the workflow again later. Failed requests are not billed.',
		remedyZh: '请稍后重新运行。失败的请求不计费。',
		repeat: 'wait',
		code: /^(InternalError(\..+)?|SystemError|ModelServiceFailed|ModelServingError|ModelUnavailable|internal_error)$/i,
		text: /InternalError|SystemError|ModelServiceFailed|ModelServingError|ModelUnavailable/i,
		statuses: [500, 502, 503, 520, 521, 522, 523, 525, 526, 529],
	},
];

/** The row of a kind, for failures that do not come as an answer. */
export function failureRow(kind: FailureKind): FailureRow | undefined {
	return FAILURE_TABLE.find((row) => row.kind === kind);
}
