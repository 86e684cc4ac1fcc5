import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { DocumentRequest } from '../../fixtures/document';

/** The panel's parameters that ask for what a request of the API document asks for; what it leaves out stays at its default. */
export function parametersOf(body: DocumentRequest): INodeParameters {
	const content = body.input.messages.flatMap((message) => message.content);
	const urls = content.flatMap(({ image }) => (image === undefined ? [] : [image]));
	const prompt = content.find(({ text }) => text !== undefined)?.text ?? '';
	const { n, size, seed, watermark, prompt_extend, negative_prompt } = body.parameters;
	const images =
		urls.length === 1
			? { operation: 'edit', imageSource: 'url', imageUrl: urls[0] }
			: {
					operation: 'fuse',
					imagesFrom: 'list',
					images: { image: urls.map((url) => ({ source: 'url', url })) },
				};
	return defined({
		...images,
		model: { __rl: true, mode: 'list', value: body.model },
		prompt,
		numberOfImages: n,
		size,
		promptExtend: prompt_extend,
		parameters: defined({ seed, watermark, negativePrompt: negative_prompt }),
	}) as INodeParameters;
}

function defined(values: IDataObject): IDataObject {
	return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
