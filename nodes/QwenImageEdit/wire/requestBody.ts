import { sizeText } from '../catalogue/limits';

/** An image as the request carries it: its address, or (by index) the bytes that the body is filled with. */
export type WireImage = { url: string } | { inline: number };

export interface WireRequest {
	model: string;
	images: WireImage[];
	prompt: string;
	n: number;
	size?: { width: number; height: number };
	promptExtend?: boolean;
	negativePrompt?: string;
	seed: number;
	watermark: boolean;
}

/**
 * A piece of the JSON body: text as it stands, or the place of the data URI of the image with this index, which needs no
 * escaping; the quotation marks around it belong to the texts beside it.
 */
export type BodyPart = { text: string } | { image: number };

/**
 * The request's JSON body in pieces, so that images are encoded straight into the bytes that go out.
 *
 * `n` is always there because some gateways have another default; `prompt_extend` because leaving it out does not switch it
 * off; `watermark` because the default is only documented. Everything else that is unset is left to the service.
 */
export function bodyParts(request: WireRequest): BodyPart[] {
	const parts: BodyPart[] = [];
	let text = `{"model":${JSON.stringify(request.model)},"input":{"messages":[{"role":"user","content":[`;
	for (const image of request.images) {
		if ('url' in image) {
			text += `{"image":${JSON.stringify(image.url)}},`;
			continue;
		}
		parts.push({ text: `${text}{"image":"` }, { image: image.inline });
		text = '"},';
	}
	const parameters = {
		n: request.n,
		negative_prompt: request.negativePrompt,
		size: request.size && sizeText(request.size),
		prompt_extend: request.promptExtend,
		watermark: request.watermark,
		seed: request.seed,
	};
	text += `${JSON.stringify({ text: request.prompt })}]}]},"parameters":${JSON.stringify(parameters)}}`;
	parts.push({ text });
	return parts;
}
