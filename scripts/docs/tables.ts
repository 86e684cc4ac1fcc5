import { FAILURE_TABLE } from '../../nodes/QwenImageEdit/wire/failureTable';
import { CHOICES, FIELDS } from '../../nodes/QwenImageEdit/catalogue/fields';
import {
	canDo,
	type ModelEntry,
	MODELS,
	type OptionalCapability,
	type Price,
} from '../../nodes/QwenImageEdit/catalogue/models';
import { priceText, yuan } from '../../nodes/QwenImageEdit/catalogue/price';
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

export function wordsIn(language: Language): <T>(english: T, chinese: T) => T {
	return (english, chinese) => (language === 'en' ? english : chinese);
}

/** The catalogue: what each model can do and costs. */
export function modelTable(language: Language): string {
	const say = wordsIn(language);
	return table(
		say(
			'Model | Good for | Input images | Images per request | Price | Rate limit',
			'模型 | 适合 | 输入图片数 | 每次请求图片数 | 单价 | 速率限制',
		),
		MODELS.map((model) => [
			`\`${model.id}\``,
			say(model.advice, model.adviceZh),
			rangeText(model.inputImages.min, model.inputImages.max),
			rangeText(1, model.maxImages),
			priceCell(model.price.mainland, language),
			`${model.allowance.count} ${
				model.allowance.windowMs === 60_000 ? say('a minute', '次/分钟') : say('a second', '次/秒')
			}`,
		]),
	);
}

/** Price of an image, and what each input image adds to it. */
function priceCell({ inputImage, ...image }: Price, language: Language): string {
	if (inputImage === undefined) return priceText(image);
	const say = wordsIn(language);
	const added = `¥${yuan(inputImage)}`;
	return `${priceText(image)}${say(` + ${added} for each input image`, ` + 每张输入图 ${added}`)}`;
}

function rangeText(min: number, max: number): string {
	return min === max ? String(max) : `${min}–${max}`;
}

function sizeText(rule: SizeRule, language: Language): string {
	const say = wordsIn(language);
	if (rule.kind === 'none') return say('no choice', '不能指定');
	if (rule.kind === 'sides') return `${say('each side ', '每边 ')}${rule.min}–${rule.max}`;
	const area = `${thousands(rule.min)}–${thousands(rule.max)}`;
	const ratio = say(`, up to ${rule.maxRatio}:1`, `，比例至 ${rule.maxRatio}:1`);
	return `${say(`${area} pixels in all`, `总像素 ${area}`)}${rule.maxRatio === undefined ? '' : ratio}`;
}

interface Column {
	head: string;
	cell: (model: ModelEntry) => string;
}

/** What each model can do, in full. */
export function capabilityTable(language: Language): string {
	const say = wordsIn(language);
	const can = (able: boolean) => (able ? say('yes', '支持') : say('no', '不支持'));
	const counted = { characters: say('characters', '字符'), tokens: say('tokens', 'token') };
	const places = PROVIDERS.filter(({ kind }) => kind === 'dashscope').length;
	/** A column for each; the type says which one is missing. */
	const capabilities: Record<OptionalCapability, Column> = {
		negativePrompt: {
			head: say(FIELDS.negativePrompt.label, '反向提示词'),
			cell: ({ negativePrompt }) =>
				negativePrompt && negativePrompt.maxCharacters !== undefined
					? `${thousands(negativePrompt.maxCharacters)} ${counted.characters}`
					: can(negativePrompt !== false),
		},
		promptExtend: {
			head: say(FIELDS.promptExtend.label, '提示词改写'),
			cell: ({ promptExtend }) => can(promptExtend),
		},
		thinking: {
			head: say(FIELDS.thinking.label, '思考'),
			cell: ({ thinking }) => can(thinking),
		},
	};
	const columns: Column[] = [
		{ head: say(FIELDS.model.label, '模型'), cell: ({ id }) => `\`${id}\`` },
		{
			head: say(CHOICES.generate, '文生图'),
			cell: (model) => can(canDo(model, 'generate')),
		},
		{ head: say(FIELDS.size.label, '尺寸'), cell: ({ size }) => sizeText(size, language) },
		{
			head: say(FIELDS.prompt.label, '提示词'),
			cell: ({ prompt }) =>
				prompt
					? `${thousands(prompt.most)} ${counted[prompt.unit]}`
					: say('not documented', '无文档'),
		},
		...Object.values(capabilities),
		{
			head: say('Price in Singapore', '新加坡单价'),
			cell: ({ price }) => priceCell(price.singapore, language),
		},
		{
			head: say('Regions', '地域'),
			cell: ({ regions }) =>
				regions.length === places ? say('all', '全部') : placesOf(regions).join(', '),
		},
	];
	return table(
		columns.map(({ head }) => head).join(' | '),
		MODELS.map((model) => columns.map(({ cell }) => cell(model))),
	);
}

/** Where each provider of the credential's list takes requests. */
export function providerTable(language: Language): string {
	const say = wordsIn(language);
	return table(
		say(
			'Provider in the credential | Requests go to | Key test',
			'凭据中的 Provider | 请求发往 | 密钥测试',
		),
		PROVIDERS.map((provider) => {
			const { kind, origin } = provider;
			const hosts = origin === undefined ? [] : [`\`${origin}\``];
			if (kind === 'dashscope') {
				const host = `https://{WorkspaceId}.${provider.region}.${WORKSPACE_HOST_END}`;
				hosts.push(`${say('with a Workspace ID: ', '填写 Workspace ID 时：')}\`${host}\``);
			} else if (origin === undefined) hosts.push(say('your base URL', '您的 Base URL'));
			return [
				provider.name,
				[...hosts, `\`${GENERATION_PATH[kind]}\``].join('<br>'),
				`\`${MODELS_PATH[kind]}\``,
			];
		}),
	);
}

export function sizeTable(language: Language): string {
	const ratios = [...new Set(SIZES.map(({ ratio }) => ratio))];
	return table(
		wordsIn(language)('Ratio | Sizes', '比例 | 尺寸'),
		ratios.map((ratio) => {
			const sizes = SIZES.filter((size) => size.ratio === ratio);
			return [ratio, sizes.map(({ width, height }) => `${width} × ${height}`).join(', ')];
		}),
	);
}

/** What the service's refusals look like in n8n, and what to do. */
export function errorTable(language: Language): string {
	const say = wordsIn(language);
	const repeats = {
		never: say('no', '不会'),
		wait: say('yes, after a wait', '会，等待后重试'),
		inline: say('once, with the image inside the request', '会，改为内联图片重试一次'),
		uncertain: say(
			`only with **${FIELDS.retryUncertain.label}**`,
			`仅在打开 **${FIELDS.retryUncertain.label}** 时`,
		),
	};
	return table(
		say(
			'What n8n shows | What to do | Does the node try again? | Billed?',
			'n8n 显示的内容 | 怎么办 | 节点会重试吗？ | 会计费吗？',
		),
		FAILURE_TABLE.map((row) => [
			`**${row.title}**`,
			say(row.remedy, row.remedyZh),
			repeats[row.repeat],
			row.mayBeBilled === true ? say('perhaps', '可能') : say('no', '否'),
		]),
	);
}
