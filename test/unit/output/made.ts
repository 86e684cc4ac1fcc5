import type { IBinaryData } from 'n8n-workflow';

import { Failure, type FailureDetails } from '../../../nodes/QwenImageEdit/failure';
import type { ItemResult, ResultImage } from '../../../nodes/QwenImageEdit/output/result';

export const EXPIRES = '2026-01-09T02:40:00.000Z';

export const image = (name: string): ResultImage => ({
	url: `https://r.example.com/${name}.png`,
	expiresAt: EXPIRES,
	width: 1536,
	height: 1024,
});

/** What came of a request for these images. */
export const result = (names = ['a'], more: Partial<ItemResult> = {}): ItemResult => ({
	images: names.map(image),
	requested: names.length,
	model: 'qwen-image-edit-max',
	seed: 7,
	requestId: 'r-1',
	missing: [],
	...more,
});

export const failure = (more: Partial<FailureDetails> = {}) =>
	new Failure({
		kind: 'moderation',
		message: 'The service refused the content',
		description: 'Change the prompt. The service says: ECONNRESET preexisting',
		...more,
	});

export const file = (fileName: string): IBinaryData => ({
	data: 'x',
	mimeType: 'image/png',
	fileName,
});
