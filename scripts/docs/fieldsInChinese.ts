/** What the panel's fields and their choices do, in Chinese: n8n shows community nodes in English only, so the panel has none. */
import { FIELDS, joined } from '../../nodes/QwenImageEdit/catalogue/fields';
import { MAX_IMAGE_MB, RECOMMENDED_SIDE } from '../../nodes/QwenImageEdit/catalogue/imageLimits';
import { LIMITS } from '../../nodes/QwenImageEdit/catalogue/limits';
import {
	INPUT_IMAGE_LIMITS,
	MOST_IMAGES,
	MOST_INPUT_IMAGES,
	MOST_PIXELS,
	OLDER_REGIONS,
	SAFE_NEGATIVE_PROMPT,
	SAFE_PROMPT,
	sideBounds,
} from '../../nodes/QwenImageEdit/catalogue/models';
import { placesOf } from '../../nodes/QwenImageEdit/catalogue/providers';
import { thousands } from '../../nodes/QwenImageEdit/catalogue/sizes';

export interface FieldText {
	says: string;
	/** By the choice's value; sizes have a table of their own. */
	choices?: Record<string, string>;
}

const SOURCE: FieldText = {
	says: '',
	choices: {
		base64: 'Base64 文本，带不带 data URI 前缀都可以',
		field: '前面的步骤放进条目的文件',
		url: '图片的公开链接',
	},
};
const URL = `图片链接。图片不超过 ${MAX_IMAGE_MB} MB，边长 ${RECOMMENDED_SIDE.min} 到 ${RECOMMENDED_SIDE.max} 像素（JPEG、PNG、WebP、BMP、TIFF 和 GIF）。`;
const FIELD = '存放图片文件的输入字段的名称。';
const BASE64 = '图片的 Base64 文本，带不带 data URI 前缀都可以。';

const MOST = joined(INPUT_IMAGE_LIMITS, ' 或 ', '、');

const SIDE = `单位为像素。有些模型每边可为 ${joined(sideBounds('到'), ' 或 ', '、')}，其他模型限制宽 × 高：最多 ${thousands(MOST_PIXELS)} 像素，例如 2560 × 1024。`;

/** By the parameter's path in saved workflows, as in the table's last column. */
export const FIELDS_IN_CHINESE: Record<string, string | FieldText> = {
	operation: {
		says: '',
		choices: {
			edit: '按提示词修改一张图片：背景、风格、物体、文字、姿势',
			fuse: `把多张图片合成一张新图片，例如让人物穿上另一张图里的裙子；最多 ${MOST_INPUT_IMAGES} 张，视模型而定`,
			generate: '只用文字生成图片',
		},
	},
	model: `用哪个模型生成图片。列表会显示每个模型擅长什么、阿里云的单张价格，以及每分钟接受多少次请求。网关有自己的价格，也不一定提供全部模型。有些模型阿里云只在 ${joined(placesOf(OLDER_REGIONS), ' 和 ', '、')} 提供。所选模型用不到的字段会隐藏。`,
	imageSource: SOURCE,
	imageUrl: URL,
	imageField: FIELD,
	imageBase64: BASE64,
	imagesFrom: {
		says: '',
		choices: { expression: '用一个表达式给出全部图片', list: '每张图片一行' },
	},
	images: `至少 ${LIMITS.leastToFuse} 张图片，最多 ${MOST} 张，视模型而定。顺序很重要：提示词中依次称为图1、图2……`,
	'images.image[].source': SOURCE,
	'images.image[].url': URL,
	'images.image[].field': FIELD,
	'images.image[].base64': BASE64,
	'images.image[].name':
		'可选。如果给图片取名“dress”，提示词中可以写 {dress} 代替编号，行的顺序也就可以随意调整。',
	imageList: `一个数组，或每行一张图片的文本：URL、data URI 或输入数据字段的名称。最多 ${MOST} 张，视模型而定。`,
	prompt: `要修改或生成什么，以及什么必须保持不变，中文或英文。${SAFE_PROMPT} 个字符以内适合所有模型，许多模型能读取更多。`,
	numberOfImages: `一次请求生成几张图片，最多 ${MOST_IMAGES} 张。每张都收费。`,
	size: '新图片的宽和高，单位为像素。',
	width: SIDE,
	height: SIDE,
	matchImage: '使用第几张输入图片的尺寸；1 表示第一张。',
	promptExtend:
		'是否允许服务在绘制之前补充提示词的细节。对简短的提示词有帮助；如果要逐字使用提示词，请关闭。',
	parameters: '',
	'parameters.negativePrompt': `图片中不能出现的内容；${SAFE_NEGATIVE_PROMPT} 个字符以内适合所有模型。`,
	'parameters.seed': '相同的种子会生成相似的图片。不填时节点随机选一个，并在结果中返回。',
	'parameters.thinking': `模型在绘制之前是否思考：效果更好，但更慢。默认开启，可在这里关闭。只有打开 ${FIELDS.promptExtend.label} 才有效。`,
	'parameters.watermark': '是否在右下角写上“Qwen-Image”。',
	output: {
		says: '下一步以什么形式得到图片。',
		choices: {
			perImage: '每张图片成为一个条目',
			perRequest: '同一请求的全部图片放在一个条目中',
		},
	},
	includeOtherFields: '是否把输入条目的字段也加到结果中。',
	download: '是否把每张图片作为文件下载到条目中。',
	outputField: '存放文件的输出字段的名称。',
	options: '',
	'options.checkOnly': '是否只检查、不发送。每个条目会说明将要发送的内容和费用。',
	'options.imageTransfer': {
		says: 'URL 图片怎样到达服务。文件和 Base64 总是随请求发送。',
		choices: {
			auto: '发送 URL；如果服务无法下载，则由 n8n 下载，再发送图片本身',
			url: '只发送 URL；图片必须可以公开访问',
			inline: '由 n8n 下载图片，再发送图片本身',
		},
	},
	'options.concurrency': '同时最多有几个请求。不设置时，节点自己找出服务允许的速率。',
	'options.maxImages': '如果所有条目要求的图片总数超过这个值，就什么都不发送。不设置则没有限制。',
	'options.requestsPerMinute': '每分钟最多发送几个请求。不设置时，节点自己找出服务允许的速率。',
	'options.maxTries': `一个请求最多发送几次。可能已计费的请求，只有打开 ${FIELDS.retryUncertain.label} 才会再次发送。`,
	'options.retryUncertain': '响应丢失时是否再次发送请求。这张图片可能因此付费两次。',
	'options.timeout': '一个请求最多等待多少秒。时间太短，可能要为收不到的图片付费。',
	'options.unsupportedParameters': {
		says: '遇到所选模型不支持的设置时怎么办。',
		choices: {
			drop: '发送请求时去掉该设置，并给出提示',
			error: '不发送请求，并说明需要修改什么',
		},
	},
};
