import type { IDataObject } from 'n8n-workflow';
import type { DocumentUseCase } from '../../test/fixtures/document';

/** A picture on the page: a file beside it, or an address where it could not be had. */
export interface Picture {
	/** Path relative to the page, or URL. */
	source: string;
	width?: number;
	height?: number;
}

/** What came of one use case. */
export interface Outcome {
	useCase: DocumentUseCase;
	inputs: Picture[];
	results: Picture[];
	/** The node's output, item by item. */
	items: IDataObject[];
	durationMs: number;
	/** Why there are no results. */
	failure?: { message: string; description?: string };
}

/** The texts and images of a request. */
export function contentOf({ body }: DocumentUseCase): { urls: string[]; prompt: string } {
	const content = body.input.messages.flatMap((message) => message.content);
	return {
		urls: content.flatMap(({ image }) => (image === undefined ? [] : [image])),
		prompt: content.flatMap(({ text }) => (text === undefined ? [] : [text])).join('\n'),
	};
}
