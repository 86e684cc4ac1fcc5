import type { Field } from '../input/values';

/** A field by its parameter name and the name the user sees. */
export const field = (name: string, label: string): Field => ({ name, label });

/** The panel's fields as messages speak of them. */
export const FIELDS = {
	operation: field('operation', 'Operation'),
	model: field('model', 'Model'),
	imageSource: field('imageSource', 'Image Source'),
	imagesFrom: field('imagesFrom', 'Images From'),
	prompt: field('prompt', 'Prompt'),
	numberOfImages: field('numberOfImages', 'Number of Images'),
	size: field('size', 'Size'),
	width: field('width', 'Width'),
	height: field('height', 'Height'),
	matchImage: field('matchImage', 'Image to Match'),
	promptExtend: field('promptExtend', 'Rewrite Prompt'),
	negativePrompt: field('negativePrompt', 'Negative Prompt'),
	seed: field('seed', 'Seed'),
	watermark: field('watermark', 'Watermark'),
	output: field('output', 'Output'),
	includeOtherFields: field('includeOtherFields', 'Include Other Input Fields'),
	download: field('download', 'Download Images'),
	outputField: field('outputField', 'Put Output File in Field'),
	imageTransfer: field('imageTransfer', 'Image Transfer'),
	concurrency: field('concurrency', 'Max Concurrent Requests'),
	requestsPerMinute: field('requestsPerMinute', 'Max Requests per Minute'),
	checkOnly: field('checkOnly', 'Check Only'),
	maxImages: field('maxImages', 'Most Images per Run'),
	maxTries: field('maxTries', 'Max Tries'),
	retryUncertain: field('retryUncertain', 'Retry When Billing Is Uncertain'),
	timeout: field('timeout', 'Timeout'),
	unsupportedParameters: field('unsupportedParameters', 'Unsupported Parameters'),
} as const;
