/**
 * What the simulated service knows of its models. Kept apart from the node's own catalogue on purpose:
 * a mistake there must be caught here, not repeated.
 */
export interface ServedModel {
	id: string;
	inputs: readonly [least: number, most: number];
	maxImages: number;
	/** How sizes are checked; `refused` where the parameter may not be sent. */
	size: 'refused' | 'sides' | 'area' | 'area with ratio';
	rounds: boolean;
	/** What is made where no size is asked for. */
	automaticArea: number;
	promptExtend: boolean;
	negativePrompt: 'refused' | 'up to 500' | 'any length';
	thinking: boolean;
	newUsage: boolean;
	/** Most bytes of all inline images together, once decoded. */
	inlineTotal?: number;
	maxDataUriBytes?: number;
	/** Fen (hundredths of CNY) for one image, by its pixels, and for one input image. */
	fen: { image: (pixels: number) => number; input: number };
}

const ONE_MEGAPIXEL = 1024 * 1024;
const MIB = 1024 * 1024;

function edit(id: string, fen: number): ServedModel {
	return {
		id,
		inputs: [1, 3],
		maxImages: 6,
		size: 'sides',
		rounds: true,
		automaticArea: ONE_MEGAPIXEL,
		promptExtend: true,
		negativePrompt: 'up to 500',
		thinking: false,
		newUsage: false,
		fen: { image: () => fen, input: 0 },
	};
}

function newer(id: string, fen: number): ServedModel {
	return {
		...edit(id, fen),
		inputs: [0, 3],
		size: 'area',
		inlineTotal: 16 * MIB,
		maxDataUriBytes: 20 * MIB,
	};
}

function version2point1(id: string, fen: number): ServedModel {
	return {
		...newer(id, fen),
		inputs: [0, 10],
		size: 'area with ratio',
		rounds: false,
		negativePrompt: 'refused',
	};
}

function version3(id: string, image: (pixels: number) => number): ServedModel {
	return {
		...newer(id, 0),
		size: 'area with ratio',
		rounds: false,
		automaticArea: 2048 * 2048,
		negativePrompt: 'any length',
		thinking: true,
		newUsage: true,
		fen: { image, input: 2 },
	};
}

/** The document's models, the newer families with the same body, and their snapshots. */
export const SERVED_MODELS: readonly ServedModel[] = [
	edit('qwen-image-edit-max', 50),
	edit('qwen-image-edit-max-2026-01-16', 50),
	edit('qwen-image-edit-plus', 20),
	edit('qwen-image-edit-plus-2025-12-15', 20),
	edit('qwen-image-edit-plus-2025-10-30', 20),
	{ ...edit('qwen-image-edit', 30), maxImages: 1, size: 'refused', promptExtend: false },
	newer('qwen-image-2.0', 20),
	newer('qwen-image-2.0-2026-03-03', 20),
	newer('qwen-image-2.0-pro', 50),
	newer('qwen-image-2.0-pro-2026-03-03', 50),
	newer('qwen-image-2.0-pro-2026-04-22', 50),
	newer('qwen-image-2.0-pro-2026-06-22', 50),
	version2point1('qwen-image-2.1-turbo', 10),
	{ ...version2point1('qwen-image-2.1-pro', 25), thinking: true },
	version3('qwen-image-3.0', () => 18),
	version3('qwen-image-3.0-pro', (pixels) => (pixels > 2_250_000 ? 50 : 25)),
];

export function servedModel(id: string): ServedModel | undefined {
	return SERVED_MODELS.find((model) => model.id === id);
}

const STEP = 16;

export interface Size {
	width: number;
	height: number;
}

/**
 * The size of the result: what was asked for, where the model does so rounded to multiples of 16; without it the ratio of
 * the last input image (a square where there is none) at the area the model chooses by itself.
 */
export function resultSize(model: ServedModel, asked: Size | undefined, last?: Size): Size {
	if (asked) {
		if (!model.rounds) return asked;
		return { width: round(asked.width), height: round(asked.height) };
	}
	const ratio = last ? last.width / last.height : 1;
	return {
		width: round(Math.sqrt(model.automaticArea * ratio)),
		height: round(Math.sqrt(model.automaticArea / ratio)),
	};
}

function round(side: number): number {
	return Math.max(STEP, Math.round(side / STEP) * STEP);
}
