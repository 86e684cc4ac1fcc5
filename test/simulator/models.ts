/**
 * What the simulated service knows of its models. Kept apart from the node's own catalogue on purpose:
 * a mistake there must be caught here, not repeated.
 */
export interface ServedModel {
	id: string;
	/** Most images of one request. */
	maxImages: number;
	/** `size` may be sent. */
	size: boolean;
	/** `prompt_extend` may be sent. */
	promptExtend: boolean;
}

const full = (id: string): ServedModel => ({ id, maxImages: 6, size: true, promptExtend: true });

/** The document's four models, the snapshots Alibaba lists, and two of a newer family with the same body. */
export const SERVED_MODELS: readonly ServedModel[] = [
	full('qwen-image-edit-max'),
	full('qwen-image-edit-max-2026-01-16'),
	full('qwen-image-edit-plus'),
	full('qwen-image-edit-plus-2025-12-15'),
	full('qwen-image-edit-plus-2025-10-30'),
	{ id: 'qwen-image-edit', maxImages: 1, size: false, promptExtend: false },
	full('qwen-image-2.0'),
	full('qwen-image-2.0-pro'),
];
