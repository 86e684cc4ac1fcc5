/** The API document's limits, in one place for the panel, the check before a request, and the documentation. */
export const LIMITS = {
	/** Input images of one request. */
	images: 3,
	/** Characters as a person counts them. */
	promptCharacters: 800,
	negativePromptCharacters: 500,
	/** Pixels of each side of the output. */
	minSide: 512,
	maxSide: 2048,
	maxSeed: 2_147_483_647,
} as const;

export interface SizeOption {
	ratio: string;
	width: number;
	height: number;
}

/** Recommended output sizes in pixels, by ratio: the API document's, and those Alibaba's own documentation adds. */
export const SIZES: readonly SizeOption[] = [
	{ ratio: '1:1', width: 1024, height: 1024 },
	{ ratio: '1:1', width: 1536, height: 1536 },
	{ ratio: '2:3', width: 768, height: 1152 },
	{ ratio: '2:3', width: 1024, height: 1536 },
	{ ratio: '3:2', width: 1152, height: 768 },
	{ ratio: '3:2', width: 1536, height: 1024 },
	{ ratio: '3:4', width: 960, height: 1280 },
	{ ratio: '3:4', width: 1080, height: 1440 },
	{ ratio: '4:3', width: 1280, height: 960 },
	{ ratio: '4:3', width: 1440, height: 1080 },
	{ ratio: '9:16', width: 720, height: 1280 },
	{ ratio: '9:16', width: 1080, height: 1920 },
	{ ratio: '16:9', width: 1280, height: 720 },
	{ ratio: '16:9', width: 1920, height: 1080 },
	{ ratio: '21:9', width: 1344, height: 576 },
	{ ratio: '21:9', width: 2048, height: 872 },
];

/** A size as the service writes it. */
export function sizeText(size: { width: number; height: number }): string {
	return `${size.width}*${size.height}`;
}
