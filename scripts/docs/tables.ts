/** Tables of the documentation, made from the same data as the node. */
import { FAILURE_TABLE, type FailureRow } from '../../nodes/QwenImageEdit/wire/failureTable';
import { SIZES } from '../../nodes/QwenImageEdit/catalogue/limits';
import { MODELS, type ModelEntry } from '../../nodes/QwenImageEdit/catalogue/models';

export type Language = 'en' | 'zh';

/** A Markdown table. Cells are plain text or Markdown; line ends and bars in them are made harmless. */
export function table(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
	const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
	return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function cell(text: string): string {
	return text.replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|');
}

const MODEL_WORDS = {
	en: {
		head: ['Model', 'Good for', 'Images per request', 'Size', 'Rewrite Prompt', 'Price', 'Pace'],
		yes: 'yes',
		no: 'no',
		perMinute: 'a minute',
		perSecond: 'a second',
		advice: (model: ModelEntry): string => model.advice,
	},
	zh: {
		head: ['模型', '适合', '每次请求图片数', '指定尺寸', '提示词改写', '单价', '速率'],
		yes: '支持',
		no: '不支持',
		perMinute: '次/分钟',
		perSecond: '次/秒',
		advice: (model: ModelEntry): string => model.adviceZh,
	},
} as const;

/** The catalogue: what each model can do and costs. */
export function modelTable(language: Language): string {
	const words = MODEL_WORDS[language];
	return table(
		words.head,
		MODELS.map((model) => [
			`\`${model.id}\``,
			words.advice(model),
			model.maxImages === 1 ? '1' : `1–${model.maxImages}`,
			model.size ? words.yes : words.no,
			model.promptExtend ? words.yes : words.no,
			`¥${model.priceCny}`,
			paceText(model, words),
		]),
	);
}

function paceText(
	{ allowance: { count, windowMs } }: ModelEntry,
	words: { perMinute: string; perSecond: string },
): string {
	return `${count} ${windowMs === 60_000 ? words.perMinute : words.perSecond}`;
}

/** The recommended sizes by ratio. */
export function sizeTable(language: Language): string {
	const ratios = [...new Set(SIZES.map(({ ratio }) => ratio))];
	return table(
		language === 'en' ? ['Ratio', 'Sizes'] : ['比例', '尺寸'],
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
		head: ['What n8n shows', 'What to do', 'Does the node try again?', 'Billed?'],
		repeat: {
			never: 'no',
			wait: 'yes, after a wait',
			inline: 'once, with the image inside the request',
			uncertain: 'only with **Retry When Billing Is Uncertain**',
		},
		billed: 'perhaps',
		free: 'no',
		remedy: (row: FailureRow): string => row.remedy,
	},
	zh: {
		head: ['n8n 显示的内容', '怎么办', '节点会重试吗？', '会计费吗？'],
		repeat: {
			never: '不会',
			wait: '会，等待后重试',
			inline: '会，改为内联图片重试一次',
			uncertain: '仅在打开 **Retry When Billing Is Uncertain** 时',
		},
		billed: '可能',
		free: '否',
		remedy: (row: FailureRow): string => row.remedyZh,
	},
} as const;

/** What the service's refusals look like in n8n, and what to do. */
export function errorTable(language: Language): string {
	const words = ERROR_WORDS[language];
	return table(
		words.head,
		FAILURE_TABLE.map((row) => [
			`**${row.title}**`,
			words.remedy(row),
			words.repeat[row.repeat],
			row.mayBeBilled === true ? words.billed : words.free,
		]),
	);
}
