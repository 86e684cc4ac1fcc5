import { sizeText } from '../catalogue/sizes';
import type { GenerationParameters } from '../input/generation';

/** An image as the request carries it: its address, or (by index) the bytes that the body is filled with. */
export type WireImage = { url: string } | { inline: number };

/** A request's settings with nothing left open: pixels in place of an image to match, and a seed. */
export interface WireSettings extends Omit<GenerationParameters, 'size' | 'seed'> {
	size: { width: number; height: number } | undefined;
	seed: number;
}

export interface WireRequest {
	model: string;
	images: WireImage[];
	prompt: string;
	settings: WireSettings;
}

/** What the service calls each setting, in the order in which they are sent. */
const NAMES: Record<keyof WireSettings, string> = {
	n: 'n',
	negativePrompt: 'negative_prompt',
	size: 'size',
	promptExtend: 'prompt_extend',
	thinking: 'enable_thinking',
	watermark: 'watermark',
	seed: 'seed',
};

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
	const { settings } = request;
	const values: Record<string, unknown> = {
		...settings,
		size: settings.size && sizeText(settings.size),
	};
	const parameters = Object.fromEntries(
		Object.entries(NAMES).map(([setting, name]) => [name, values[setting]]),
	);
	text += `${JSON.stringify({ text: request.prompt })}]}]},"parameters":${JSON.stringify(parameters)}}`;
	parts.push({ text });
	return parts;
}
