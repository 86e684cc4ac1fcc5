/** Tables of the documentation, made from the same data as the node. */
import { FAILURE_TABLE } from '../../nodes/QwenImageEdit/wire/failureTable';
import { canDo, MODELS } from '../../nodes/QwenImageEdit/catalogue/models';
import { priceText } from '../../nodes/QwenImageEdit/catalogue/price';
import {
	GENERATION_PATH,
	MODELS_PATH,
	placesOf,
	PROVIDERS,
	WORKSPACE_HOST_END,
} from '../../nodes/QwenImageEdit/catalogue/providers';
import { SIZES, thousands, type SizeRule } from '../../nodes/QwenImageEdit/catalogue/sizes';

export type Language = 'en' | 'zh';

/**
 * A Markdown table. Cells are plain text or Markdown; line ends and bars in them are made harmless.
 * @param head the heads of the columns, with bars between them
 */
export function table(head: string, rows: ReadonlyArray<readonly string[]>): string {
	const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
	return [`| ${head} |`, line(head.split('|').map(() => '---')), ...rows.map(line)].join('\n');
}

function cell(text: string): string {
	return text.replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|');
}

const MODEL_WORDS = {
	en: {
		head: 'Model | Good for | Input images | Images per request | Price | Pace',
		pace: (count: number, minute: boolean) => `${count} ${minute ? 'a minute' : 'a second'}`,
		advice: 'advice',
	},
	zh: {
		head: '模型 | 适合 | 输入图片数 | 每次请求图片数 | 单价 | 速率',
		pace: (count: number, minute: boolean) => `${count} ${minute ? '次/分钟' : '次/秒'}`,
		advice: 'adviceZh',
	},
} as const;

/** The catalogue: what each model can do and costs. */
export function modelTable(language: Language): string {
	const words = MODEL_WORDS[language];
	return table(
		words.head,
		MODELS.map((model) => [
			`\`${model.id}\``,
			model[words.advice],
			rangeText(model.inputImages.min, model.inputImages.max),
			rangeText(1, model.maxImages),
			priceText(model.price.mainland),
			words.pace(model.allowance.count, model.allowance.windowMs === 60_000),
		]),
	);
}

function rangeText(min: number, max: number): string {
	return min === max ? String(max) : `${min}–${max}`;
}

const CAPABILITY_WORDS = {
	en: {
		head: 'Model | Generate Image | Size | Prompt | Negative Prompt | Rewrite Prompt | Thinking | Price in Singapore | Regions',
		yes: 'yes',
		no: 'no',
		unknown: 'not documented',
		everywhere: 'all',
		input: (price: number) => ` + ¥${price} for each input image`,
		characters: (most: number) => `${thousands(most)} characters`,
		tokens: (most: number) => `${thousands(most)} tokens`,
		size: (rule: SizeRule) =>
			rule.kind === 'none'
				? 'no choice'
				: rule.kind === 'sides'
					? `each side ${rule.min}–${rule.max}`
					: `${thousands(rule.min)}–${thousands(rule.max)} pixels in all${rule.maxRatio === undefined ? '' : `, up to ${rule.maxRatio}:1`}`,
	},
	zh: {
		head: '模型 | 文生图 | 尺寸 | 提示词 | 反向提示词 | 提示词改写 | 思考 | 新加坡单价 | 地域',
		yes: '支持',
		no: '不支持',
		unknown: '无文档',
		everywhere: '全部',
		input: (price: number) => ` + 每张输入图 ¥${price}`,
		characters: (most: number) => `${thousands(most)} 字符`,
		tokens: (most: number) => `${thousands(most)} token`,
		size: (rule: SizeRule) =>
			rule.kind === 'none'
				? '不能指定'
				: rule.kind === 'sides'
					? `每边 ${rule.min}–${rule.max}`
					: `总像素 ${thousands(rule.min)}–${thousands(rule.max)}${rule.maxRatio === undefined ? '' : `，比例至 ${rule.maxRatio}:1`}`,
	},
} as const;

/** What each model can do, in full. */
export function capabilityTable(language: Language): string {
	const words = CAPABILITY_WORDS[language];
	const can = (able: boolean) => (able ? words.yes : words.no);
	const places = PROVIDERS.filter(({ kind }) => kind === 'dashscope').length;
	return table(
		words.head,
		MODELS.map((model) => {
			const { prompt, negativePrompt, regions } = model;
			const abroad = model.price.singapore;
			return [
				`\`${model.id}\``,
				can(canDo(model, 'generate')),
				words.size(model.size),
				prompt ? words[prompt.unit](prompt.most) : words.unknown,
				negativePrompt && negativePrompt.maxCharacters !== undefined
					? words.characters(negativePrompt.maxCharacters)
					: can(negativePrompt !== false),
				can(model.promptExtend),
				can(model.thinking),
				`${priceText(abroad)}${abroad.inputImage === undefined ? '' : words.input(abroad.inputImage)}`,
				regions.length === places ? words.everywhere : placesOf(regions).join(', '),
			];
		}),
	);
}

const PROVIDER_WORDS = {
	en: {
		head: 'Provider in the credential | Requests go to | Key test',
		own: 'your base URL',
		workspace: 'with a Workspace ID: ',
	},
	zh: {
		head: '凭据中的 Provider | 请求发往 | 密钥测试',
		own: '您的 Base URL',
		workspace: '填写 Workspace ID 时：',
	},
} as const;

/** Where each provider of the credential's list takes requests. */
export function providerTable(language: Language): string {
	const words = PROVIDER_WORDS[language];
	return table(
		words.head,
		PROVIDERS.map((provider) => {
			const hosts =
				provider.kind === 'gateway'
					? [provider.origin === undefined ? words.own : `\`${provider.origin}\``]
					: [
							...(provider.origin === undefined ? [] : [`\`${provider.origin}\``]),
							`${words.workspace}\`https://{WorkspaceId}.${provider.region}.${WORKSPACE_HOST_END}\``,
						];
			return [
				provider.name,
				`${hosts.join('<br>')}<br>\`${GENERATION_PATH[provider.kind]}\``,
				`\`${MODELS_PATH[provider.kind]}\``,
			];
		}),
	);
}

/** The recommended sizes by ratio. */
export function sizeTable(language: Language): string {
	const ratios = [...new Set(SIZES.map(({ ratio }) => ratio))];
	return table(
		language === 'en' ? 'Ratio | Sizes' : '比例 | 尺寸',
		ratios.map((ratio) => [
			ratio,
			SIZES.filter((size) => size.ratio === ratio)
				.map(({ width, height }) => `${width} × ${height}`)
				.join(', '),
		]),
	);
}

const ERROR_WORDS = {
	en: {
		head: 'What n8n shows | What to do | Does the node try again? | Billed?',
		repeat: {
			never: 'no',
			wait: 'yes, after a wait',
			inline: 'once, with the image inside the request',
			uncertain: 'only with **Retry When Billing Is Uncertain**',
		},
		billed: 'perhaps',
		free: 'no',
		remedy: 'remedy',
	},
	zh: {
		head: 'n8n 显示的内容 | 怎么办 | 节点会重试吗？ | 会计费吗？',
		repeat: {
			never: '不会',
			wait: '会，等待后重试',
			inline: '会，改为内联图片重试一次',
			uncertain: '仅在打开 **Retry When Billing Is Uncertain** 时',
		},
		billed: '可能',
		free: '否',
		remedy: 'remedyZh',
	},
} as const;

/** What the service's refusals look like in n8n, and what to do. */
export function errorTable(language: Language): string {
	const words = ERROR_WORDS[language];
	return table(
		words.head,
		FAILURE_TABLE.map((row) => [
			`**${row.title}**`,
			row[words.remedy],
			words.repeat[row.repeat],
			row.mayBeBilled === true ? words.billed : words.free,
		]),
	);
}
