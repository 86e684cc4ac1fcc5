/** A panel field as the panel and messages speak of it: its parameter name and the name the user sees. */
export interface Field {
	name: string;
	label: string;
}

/** A field by its parameter name and the name the user sees. */
export const field = (name: string, label: string): Field => ({ name, label });

/** The panel's fields: the one place for a field's label, from which the panel and the messages take it. */
export const FIELDS = {
	operation: field('operation', 'Operation'),
	model: field('model', 'Model'),
	imageSource: field('imageSource', 'Image Source'),
	imageUrl: field('imageUrl', 'Image URL'),
	imageField: field('imageField', 'Input Data Field Name'),
	imageBase64: field('imageBase64', 'Image as Base64'),
	imagesFrom: field('imagesFrom', 'Images From'),
	images: field('images', 'Images'),
	imageList: field('imageList', 'Images'),
	referenceName: field('name', 'Reference Name'),
	prompt: field('prompt', 'Prompt'),
	numberOfImages: field('numberOfImages', 'Number of Images'),
	size: field('size', 'Size'),
	width: field('width', 'Width'),
	height: field('height', 'Height'),
	matchImage: field('matchImage', 'Image to Match'),
	promptExtend: field('promptExtend', 'Rewrite Prompt'),
	parameters: field('parameters', 'More Settings'),
	negativePrompt: field('negativePrompt', 'Negative Prompt'),
	seed: field('seed', 'Seed'),
	thinking: field('thinking', 'Thinking'),
	watermark: field('watermark', 'Watermark'),
	output: field('output', 'Output'),
	includeOtherFields: field('includeOtherFields', 'Include Other Input Fields'),
	download: field('download', 'Download Images'),
	outputField: field('outputField', 'Put Output File in Field'),
	options: field('options', 'Options'),
	imageTransfer: field('imageTransfer', 'Image Transfer'),
	concurrency: field('concurrency', 'Max Concurrent Requests'),
	requestsPerMinute: field('requestsPerMinute', 'Max Requests per Minute'),
	checkOnly: field('checkOnly', 'Check Only'),
	maxImages: field('maxImages', 'Max Images per Run'),
	maxTries: field('maxTries', 'Max Tries'),
	retryUncertain: field('retryUncertain', 'Retry When Billing Is Uncertain'),
	timeout: field('timeout', 'Timeout'),
	unsupportedParameters: field('unsupportedParameters', 'Unsupported Parameters'),
} as const;

/** The choices of Operation; n8n shows the chosen one below the node. */
export const OPERATIONS = {
	edit: 'Edit Image',
	fuse: 'Fuse Images',
	generate: 'Generate Image',
} as const;

/** Choices of fields that messages name. */
export const CHOICES = {
	...OPERATIONS,
	inputDataField: 'Input Data Field',
	matchSize: 'Match an Input Image',
	sendInline: 'Send Inline',
	drop: 'Drop',
} as const;

/** Several things in a sentence: "3, 5 or 10". */
export function joined(
	things: ReadonlyArray<string | number>,
	last = ' and ',
	between = ', ',
): string {
	const before = things.slice(0, -1).join(between);
	return `${before}${before === '' ? '' : last}${things.at(-1) ?? ''}`;
}

/** How many of something, in words: "1 image", "4 images". */
export function counted(count: number, what: string): string {
	return `${count} ${what}${count === 1 ? '' : 's'}`;
}
