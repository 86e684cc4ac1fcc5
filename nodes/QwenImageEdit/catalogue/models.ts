/**
 * The catalogue: which models there are and what each can do. The panel's fields and their visibility, the check before a
 * request, the documentation's tables and the tests are all made from this file; adding a model is one more entry.
 */
import { DATA_URI_BYTES } from './imageLimits';
import { PROVIDERS, type Region } from './providers';
import type { SizeRule } from './sizes';

/** What a model reads of a prompt. */
export type PromptLimit =
	/** Characters as a person counts them; what is over is cut off. */
	| { unit: 'characters'; most: number }
	/** Tokens, which only the service can count; `cut` says whether what is over is cut off or just not advised. */
	| { unit: 'tokens'; most: number; cut: boolean };

/** List price in CNY for one image, and for each input image of a request. */
export interface Price {
	image: number;
	/** Another price for images of more than so many pixels. */
	large?: { abovePixels: number; image: number };
	inputImage?: number;
}

/** What decides which parameters a request may carry. */
export interface ModelCapabilities {
	/** How many input images a request may have; from 0 on where the model makes images from words alone. */
	inputImages: { min: 0 | 1; max: number };
	/** Most images one request can make. */
	maxImages: number;
	size: SizeRule;
	/** Area of a result for which no size was asked: about one megapixel, or about four (2K). */
	automaticSize: '1K' | '2K';
	/** Undefined where it is not known. */
	prompt?: PromptLimit;
	/** Takes `negative_prompt`, and how many characters of it where that is known; false where sending it may be refused. */
	negativePrompt: false | { maxCharacters?: number };
	/** Takes `prompt_extend`. */
	promptExtend: boolean;
	/** Takes `enable_thinking`, together with `prompt_extend`. */
	thinking: boolean;
	/** Most bytes of one image's data URI, and of all inline images together before they are encoded. */
	inline: { uriBytes: number; totalBytes?: number };
}

/** What a model may lack altogether: its entry says `false`. A capability has the name of its field in the panel. */
export type OptionalCapability = {
	[Name in keyof ModelCapabilities]-?: false extends ModelCapabilities[Name] ? Name : never;
}[keyof ModelCapabilities];

export interface ModelEntry extends ModelCapabilities {
	id: string;
	/** A frozen version of another model. */
	snapshot: boolean;
	/** What it is good at in a few words, for the model list, which shows about 57 characters in all. */
	short: string;
	/** The same in a sentence, for the documentation. */
	advice: string;
	adviceZh: string;
	/** Alibaba's list prices; a gateway may charge differently. */
	price: { mainland: Price; singapore: Price };
	/** What Alibaba allows one account: requests in a time window (ms). The pace starts from it; it is no limit of the node. */
	allowance: { count: number; windowMs: number };
	/** Alibaba's regions that sell it. */
	regions: readonly Region[];
}

const MINUTE = 60_000;
const SECOND = 1_000;
const MIB = 1024 * 1024;

/** Where the models are sold that are not sold everywhere. */
export const OLDER_REGIONS = ['cn-beijing', 'ap-southeast-1'] as const;
const ALL_REGIONS = PROVIDERS.flatMap((provider) =>
	provider.kind === 'dashscope' ? [provider.region] : [],
);

/** The models of the API document; facts are its own. */
const EDIT = {
	inputImages: { min: 1, max: 3 },
	maxImages: 6,
	size: { kind: 'sides', min: 512, max: 2048 },
	automaticSize: '1K',
	prompt: { unit: 'characters', most: 800 },
	negativePrompt: { maxCharacters: 500 },
	promptExtend: true,
	thinking: false,
	inline: { uriBytes: DATA_URI_BYTES },
	regions: OLDER_REGIONS,
} as const;

const MAX = {
	...EDIT,
	price: { mainland: { image: 0.5 }, singapore: { image: 0.55 } },
	allowance: { count: 2, windowMs: MINUTE },
} as const;

const PLUS = {
	...EDIT,
	price: { mainland: { image: 0.2 }, singapore: { image: 0.22 } },
	allowance: { count: 2, windowMs: SECOND },
} as const;

/** Newer families that take the same body; facts are Alibaba Model Studio's documentation. */
const NEWER = {
	maxImages: 6,
	promptExtend: true,
	thinking: false,
	inline: { uriBytes: 20 * MIB, totalBytes: 16 * MIB },
} as const;

const FREE_AREA = { kind: 'area', min: 512 * 512, max: 2048 * 2048 } as const;

const V2_0 = {
	...NEWER,
	inputImages: { min: 0, max: 3 },
	size: FREE_AREA,
	automaticSize: '1K',
	prompt: { unit: 'tokens', most: 1300, cut: true },
	negativePrompt: { maxCharacters: 500 },
	regions: OLDER_REGIONS,
} as const;

const V2_0_PRO = {
	...V2_0,
	price: { mainland: { image: 0.5 }, singapore: { image: 0.55 } },
	allowance: { count: 2, windowMs: MINUTE },
} as const;

const V2_0_BASE = {
	...V2_0,
	price: { mainland: { image: 0.2 }, singapore: { image: 0.26 } },
	allowance: { count: 2, windowMs: SECOND },
} as const;

/** Of 2.1 only third parties' descriptions could be read, so nothing is sent that may be refused. */
const V2_1 = {
	...NEWER,
	inputImages: { min: 0, max: 10 },
	size: { ...FREE_AREA, maxRatio: 8 },
	automaticSize: '1K',
	negativePrompt: false,
	regions: ALL_REGIONS,
} as const;

const V3_0 = {
	...NEWER,
	inputImages: { min: 0, max: 3 },
	size: { ...FREE_AREA, maxRatio: 8 },
	automaticSize: '2K',
	prompt: { unit: 'tokens', most: 4500, cut: false },
	negativePrompt: {},
	thinking: true,
	regions: ALL_REGIONS,
} as const;

/** Current models first, snapshots last. */
export const MODELS: readonly ModelEntry[] = [
	{
		id: 'qwen-image-edit-max',
		snapshot: false,
		...MAX,
		short: 'best edit model',
		advice: 'Best of the edit models, understands short prompts; slow',
		adviceZh: 'edit 系列中质量最高，能理解简短提示词；较慢',
	},
	{
		id: 'qwen-image-3.0-pro',
		snapshot: false,
		...V3_0,
		short: 'newest, best',
		advice:
			'Newest and best: follows long instructions, renders text in images, thinks before it draws; a minute or more per image',
		adviceZh: '最新、质量最高：能遵循长指令，擅长图中文字，绘制前会思考；每张一分钟以上',
		price: {
			mainland: { image: 0.25, large: { abovePixels: 2_250_000, image: 0.5 }, inputImage: 0.02 },
			singapore: { image: 0.3, large: { abovePixels: 2_250_000, image: 0.56 }, inputImage: 0.02 },
		},
		allowance: { count: 5, windowMs: MINUTE },
	},
	{
		id: 'qwen-image-3.0',
		snapshot: false,
		...V3_0,
		short: 'newest, good value',
		advice: 'The newest family at one price for every size; for daily work in high resolution',
		adviceZh: '最新一代，任何尺寸同一价格；适合高分辨率的日常工作',
		price: {
			mainland: { image: 0.18, inputImage: 0.02 },
			singapore: { image: 0.22, inputImage: 0.02 },
		},
		allowance: { count: 20, windowMs: MINUTE },
	},
	{
		id: 'qwen-image-2.1-pro',
		snapshot: false,
		...V2_1,
		thinking: true,
		short: 'up to ten images',
		advice:
			'Up to ten input images, including masks and painted marks; transparent backgrounds if the prompt asks for them',
		adviceZh: '最多十张输入图，其中可含蒙版或手绘标记；提示词要求时可生成透明背景',
		price: { mainland: { image: 0.25 }, singapore: { image: 0.28 } },
		allowance: { count: 20, windowMs: MINUTE },
	},
	{
		id: 'qwen-image-2.1-turbo',
		snapshot: false,
		...V2_1,
		short: 'fastest, cheapest',
		advice: 'Fastest and cheapest, up to ten input images; for large batches',
		adviceZh: '最快、最便宜，最多十张输入图；适合大批量',
		price: { mainland: { image: 0.1 }, singapore: { image: 0.11 } },
		allowance: { count: 120, windowMs: MINUTE },
	},
	{
		id: 'qwen-image-2.0-pro',
		snapshot: false,
		...V2_0_PRO,
		short: 'fine detail, text',
		advice: 'Fine textures and text in images; slow, an older family',
		adviceZh: '纹理细腻，擅长图中文字；较慢，上一代模型',
	},
	{
		id: 'qwen-image-2.0',
		snapshot: false,
		...V2_0_BASE,
		short: 'balanced',
		advice: 'Balance of quality and speed of the older family',
		adviceZh: '上一代模型中质量与速度均衡',
	},
	{
		id: 'qwen-image-edit-plus',
		snapshot: false,
		...PLUS,
		short: 'fast, for batches',
		advice: 'High quality at a good pace, for batches and several images at once',
		adviceZh: '高质量且较快，适合批量和一次生成多张',
	},
	{
		id: 'qwen-image-edit',
		snapshot: false,
		...EDIT,
		maxImages: 1,
		size: { kind: 'none' },
		promptExtend: false,
		short: 'simple edits',
		advice: 'Simple edits: one image per request, no size choice, no prompt rewriting',
		adviceZh: '简单编辑：每次一张，不能指定尺寸，不支持提示词改写',
		price: { mainland: { image: 0.3 }, singapore: { image: 0.33 } },
		allowance: { count: 2, windowMs: SECOND },
	},
	{
		id: 'qwen-image-2.0-pro-2026-06-22',
		snapshot: true,
		...V2_0_PRO,
		short: 'frozen in Jun 2026',
		advice: 'The 2.0 pro model frozen in June 2026, for results that do not change',
		adviceZh: '2.0 pro 模型 2026 年 6 月的固定版本，结果不随升级变化',
	},
	{
		id: 'qwen-image-2.0-pro-2026-04-22',
		snapshot: true,
		...V2_0_PRO,
		short: 'frozen in Apr 2026',
		advice:
			'The 2.0 pro model frozen in April 2026, the version that the name without a date currently uses',
		adviceZh: '2.0 pro 模型 2026 年 4 月的固定版本，不带日期的名称目前使用这个版本',
	},
	{
		id: 'qwen-image-2.0-pro-2026-03-03',
		snapshot: true,
		...V2_0_PRO,
		short: 'frozen in Mar 2026',
		advice: 'The 2.0 pro model frozen in March 2026',
		adviceZh: '2.0 pro 模型 2026 年 3 月的固定版本',
	},
	{
		id: 'qwen-image-2.0-2026-03-03',
		snapshot: true,
		...V2_0_BASE,
		short: 'frozen in Mar 2026',
		advice:
			'The 2.0 model frozen in March 2026, the version that the name without a date currently uses',
		adviceZh: '2.0 模型 2026 年 3 月的固定版本，不带日期的名称目前使用这个版本',
	},
	{
		id: 'qwen-image-edit-max-2026-01-16',
		snapshot: true,
		...MAX,
		short: 'frozen in Jan 2026',
		advice: 'The max model frozen on that date, for results that do not change',
		adviceZh: 'max 模型该日期的固定版本，结果不随升级变化',
	},
	{
		id: 'qwen-image-edit-plus-2025-12-15',
		snapshot: true,
		...PLUS,
		short: 'frozen in Dec 2025',
		advice: 'The plus model frozen on that date, for results that do not change',
		adviceZh: 'plus 模型该日期的固定版本，结果不随升级变化',
	},
	{
		id: 'qwen-image-edit-plus-2025-10-30',
		snapshot: true,
		...PLUS,
		short: 'frozen in Oct 2025',
		advice: 'An earlier frozen version of the plus model',
		adviceZh: 'plus 模型较早的固定版本',
	},
];

export const DEFAULT_MODEL = 'qwen-image-edit-max';

/** What a request is for: how many input images it needs decides which models can do it. */
export type Operation = 'edit' | 'fuse' | 'generate';

/** The entry of a model id, or undefined for an id the catalogue does not know: the service decides what that can do. */
export function modelEntry(id: string): ModelEntry | undefined {
	return MODELS.find((model) => model.id === id);
}

/** Whether a model can do an operation, by the number of input images it takes. */
export function canDo({ inputImages }: ModelCapabilities, operation: Operation): boolean {
	return operation !== 'generate' || inputImages.min === 0;
}

/** Ids of the catalogue's models that lack what `can` asks for; the panel hides a field for these. */
export function modelsWithout(can: (model: ModelCapabilities) => boolean): string[] {
	return MODELS.filter((model) => !can(model)).map((model) => model.id);
}

/** Most input images of the known models: each number that one of them has, the smallest first. */
export const INPUT_IMAGE_LIMITS = [
	...new Set(MODELS.map(({ inputImages }) => inputImages.max)),
].sort((a, b) => a - b);

/** Most input images any known model takes. */
export const MOST_INPUT_IMAGES = Math.max(...INPUT_IMAGE_LIMITS);

/** So many characters of a prompt, and of a negative one, suit every model whose limit is known; a token is at least one. */
export const SAFE_PROMPT = Math.min(...MODELS.flatMap(({ prompt }) => prompt?.most ?? []));
export const SAFE_NEGATIVE_PROMPT = Math.min(
	...MODELS.flatMap(({ negativePrompt }) => (negativePrompt || {}).maxCharacters ?? []),
);

/** What the known models that limit each side of an image let it be: "512 to 2048". */
export function sideBounds(to: string): string[] {
	const bounds = MODELS.flatMap(({ size }) =>
		size.kind === 'sides' ? `${size.min} ${to} ${size.max}` : [],
	);
	return [...new Set(bounds)];
}

/** Most pixels that a known model makes. */
export const MOST_PIXELS = Math.max(
	...MODELS.flatMap(({ size }) => (size.kind === 'area' ? size.max : [])),
);

/** Most images any known model makes from one request. */
export const MOST_IMAGES = Math.max(...MODELS.map(({ maxImages }) => maxImages));
