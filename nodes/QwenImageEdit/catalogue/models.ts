/**
 * The catalogue: which models there are and what each can do. The panel's fields and their visibility, the check before a
 * request, the README's table and the tests are all made from this file; adding a model is one more entry.
 */

/** What decides which parameters a request may carry. */
export interface ModelCapabilities {
	/** Most images one request can make. */
	maxImages: number;
	/** Takes `size`. */
	size: boolean;
	/** Takes `prompt_extend`. */
	promptExtend: boolean;
}

export interface ModelEntry extends ModelCapabilities {
	id: string;
	/** The same in a few words, for the model list, which shows about 25 characters behind the longest id, and the field itself, which shows about 18 behind `qwen-image-edit-max`. */
	short: string;
	/** What it is good at, for the README. */
	advice: string;
	adviceZh: string;
	/** List price of one image in CNY (Alibaba, mainland China); a gateway may charge differently. */
	priceCny: number;
	/** What Alibaba allows one account: requests in a time window (ms). The pace starts from it; it is no limit of the node. */
	allowance: { count: number; windowMs: number };
}

const MULTIPLE: ModelCapabilities = { maxImages: 6, size: true, promptExtend: true };
const SINGLE: ModelCapabilities = { maxImages: 1, size: false, promptExtend: false };

const TWO_A_MINUTE = { count: 2, windowMs: 60_000 };
const TWO_A_SECOND = { count: 2, windowMs: 1_000 };

/** Capabilities: the API document. Snapshots, prices and allowances: Alibaba Model Studio's documentation. */
export const MODELS: readonly ModelEntry[] = [
	{
		id: 'qwen-image-edit-max',
		...MULTIPLE,
		short: 'Best, 2 a minute',
		advice: 'Best quality, understands short prompts; slow, about two requests a minute',
		adviceZh: '最高质量，能理解简短提示词；较慢，每分钟约两次请求',
		priceCny: 0.5,
		allowance: TWO_A_MINUTE,
	},
	{
		id: 'qwen-image-edit-max-2026-01-16',
		...MULTIPLE,
		short: 'Frozen in Jan 2026',
		advice: 'The max model frozen on that date, for results that do not change',
		adviceZh: 'max 模型该日期的固定版本，结果不随升级变化',
		priceCny: 0.5,
		allowance: TWO_A_MINUTE,
	},
	{
		id: 'qwen-image-edit-plus',
		...MULTIPLE,
		short: 'Fast, for batches',
		advice: 'High quality at a good pace, for batches and several images at once',
		adviceZh: '高质量且较快，适合批量和一次生成多张',
		priceCny: 0.2,
		allowance: TWO_A_SECOND,
	},
	{
		id: 'qwen-image-edit-plus-2025-12-15',
		...MULTIPLE,
		short: 'Frozen in Dec 2025',
		advice: 'The plus model frozen on that date, for results that do not change',
		adviceZh: 'plus 模型该日期的固定版本，结果不随升级变化',
		priceCny: 0.2,
		allowance: TWO_A_SECOND,
	},
	{
		id: 'qwen-image-edit-plus-2025-10-30',
		...MULTIPLE,
		short: 'Frozen in Oct 2025',
		advice: 'An earlier frozen version of the plus model',
		adviceZh: 'plus 模型较早的固定版本',
		priceCny: 0.2,
		allowance: TWO_A_SECOND,
	},
	{
		id: 'qwen-image-edit',
		...SINGLE,
		short: 'Simple edits, one image',
		advice: 'Simple edits: one image a request, no size choice, no prompt rewriting',
		adviceZh: '简单编辑：每次一张，不能指定尺寸，不支持提示词改写',
		priceCny: 0.3,
		allowance: TWO_A_SECOND,
	},
];

export const DEFAULT_MODEL = 'qwen-image-edit-max';

/** The entry of a model id, or undefined for an id the catalogue does not know. */
export function modelEntry(id: string): ModelEntry | undefined {
	return MODELS.find((model) => model.id === id);
}

/** What a model can do. An id the catalogue does not know is taken to be able to do everything: the service decides. */
export function capabilitiesOf(id: string): ModelCapabilities {
	return modelEntry(id) ?? MULTIPLE;
}

/** Ids of the catalogue's models that lack what `can` asks for; the panel hides a field for these. */
export function modelsWithout(can: (model: ModelCapabilities) => boolean): string[] {
	return MODELS.filter((model) => !can(model)).map((model) => model.id);
}
