import { inputFailure } from '../failure';
import { quoted } from './values';

/** A name in braces: letters, digits, spaces, hyphens and underscores, in any script; anything else in braces is left alone. */
const REFERENCE = /(?<!\{)\{([\p{L}\p{N}][\p{L}\p{N} _-]*)\}(?!\})/gu;

/**
 * Replaces `{name}` in a prompt by the number of the image that has this reference name, in the words the API document uses:
 * 图1 in a Chinese prompt, image 1 in any other. Without named images the prompt is left as it is.
 *
 * @param names reference names by image order, empty where a row has none
 * @throws Failure when two rows share a name, or the prompt uses a name that no row has
 */
export function resolveReferences(prompt: string, names: readonly string[]): string {
	const numbers = new Map<string, number>();
	names.forEach((name, index) => {
		const key = normalize(name);
		if (key === '') return;
		if (numbers.has(key)) {
			throw inputFailure(
				'images',
				'Two images have the same reference name',
				`Both are called ${quoted(name)}. Give each image a name of its own.`,
			);
		}
		numbers.set(key, index + 1);
	});
	if (numbers.size === 0) return prompt;
	const chinese = /\p{Script=Han}/u.test(prompt.replace(REFERENCE, ''));
	return prompt.replace(REFERENCE, (whole, name: string) => {
		const number = numbers.get(normalize(name));
		if (number === undefined) {
			throw inputFailure(
				'prompt',
				'The prompt contains a reference name that no image has',
				`No image is called ${whole}. The reference names are: ${[...numbers.keys()].join(', ')}. Correct the name, or give it to an image.`,
			);
		}
		return chinese ? `图${number}` : `image ${number}`;
	});
}

function normalize(name: string): string {
	return name.trim().toLowerCase();
}
