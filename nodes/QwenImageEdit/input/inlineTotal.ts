import type { Failure } from '../failure';
import { inputFailure } from '../failure';
import type { PreparedImage } from './content';
import { megabytes } from './imageFailures';

/**
 * Some models take only so much inside of a request, all its images together.
 *
 * @param most bytes before they are encoded; undefined where no such limit is known
 * @throws Failure of kind `input` that says which images to give by URL
 */
export function checkInlineTotal(images: readonly PreparedImage[], most: number | undefined): void {
	if (most === undefined) return;
	const inline = images.flatMap((image) =>
		'inspected' in image ? [{ about: image.about, bytes: image.inspected.bytes }] : [],
	);
	let total = inline.reduce((sum, { bytes }) => sum + bytes, 0);
	if (total <= most) return;
	const all = total;
	const byUrl: string[] = [];
	// The largest first, so that as few as possible have to be moved.
	for (const { about, bytes } of [...inline].sort((a, b) => b.bytes - a.bytes)) {
		if (total <= most) break;
		total -= bytes;
		byUrl.push(about.label);
	}
	throw tooMuch(all, most, byUrl, inline[0]?.about.field ?? 'images');
}

function tooMuch(total: number, most: number, byUrl: string[], field: string): Failure {
	return inputFailure(
		field,
		`Together the images are ${megabytes(total)}, but this model accepts only ${megabytes(most)} in one request`,
		`Use URLs for these images, or make them smaller: ${byUrl.join(', ')}.`,
	);
}
