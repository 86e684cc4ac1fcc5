import { type Failure, inputFailure, reasonOf } from '../failure';
import type { Base64Refusal } from '../images/base64Text';
import type { ImageAbout } from './content';
import { FIELDS } from '../catalogue/fields';
import { ACCEPTED_FORMATS, MAX_IMAGE_BYTES } from '../catalogue/imageLimits';
import type { FullySniffed, ImageFormat } from '../images/sniff';

const FORMAT_NAME: Record<ImageFormat, string> = {
	jpeg: 'JPEG',
	png: 'PNG',
	bmp: 'BMP',
	tiff: 'TIFF',
	webp: 'WebP',
	gif: 'GIF',
};

/** File extensions and types that may be repeated in a message; anything else from outside stays out of it. */
const STATED =
	/^\.?(jpe?g|png|bmp|tiff?|webp|gif|heic|heif|avif|image\/(jpe?g|png|bmp|tiff|webp|gif))$/;

const TAKES = `The service takes ${ACCEPTED_FORMATS} of at most ${megabytes(MAX_IMAGE_BYTES)}.`;

/** What is known of an image besides its bytes. */
export interface StatedImage {
	/** File name, as the user's data has it. */
	fileName?: string;
	/** Type in front of Base64 text. */
	type?: string;
}

/** Why a file that is no usable image cannot be sent. */
export function unusableImage(
	sniffed: Exclude<FullySniffed, { kind: 'image' }>,
	about: ImageAbout,
	stated: StatedImage = {},
): Failure {
	switch (sniffed.kind) {
		case 'unsupported':
			return inputFailure(
				about.field,
				`${about.label} is ${sniffed.name}${statement(stated)}`,
				`${TAKES} Convert it to one of these formats first.${named(stated)}`,
			);
		case 'unknown':
			return inputFailure(
				about.field,
				`${about.label} is not an image the service can read${statement(stated)}`,
				`${TAKES} Check that the data is the image itself.${named(stated)}`,
			);
		case 'cut':
			return cutImage(sniffed.format, about, stated);
		case 'broken':
			return inputFailure(
				about.field,
				`${about.label} looks like a ${FORMAT_NAME[sniffed.format]} file but is damaged`,
				`Its size in pixels cannot be read. Export the image again.${named(stated)}`,
			);
	}
}

/** A file that ends before its image does. */
export function cutImage(
	format: ImageFormat,
	about: ImageAbout,
	stated: StatedImage = {},
): Failure {
	return inputFailure(
		about.field,
		`${about.label} is a ${FORMAT_NAME[format]} file that is cut off before its end`,
		`Probably a download or upload was interrupted. Get the file again.${named(stated)}`,
	);
}

export function emptyImage(about: ImageAbout, stated: StatedImage = {}): Failure {
	return inputFailure(
		about.field,
		`${about.label} is empty`,
		`There is no data in it. Check the step that provides it.${named(stated)}`,
	);
}

/** `bytes` is the size where it is known; undefined where reading was stopped at the limit. */
export function tooLargeImage(
	bytes: number | undefined,
	about: ImageAbout,
	stated: StatedImage = {},
): Failure {
	const limit = megabytes(MAX_IMAGE_BYTES);
	return inputFailure(
		about.field,
		bytes === undefined
			? `${about.label} is larger than ${limit}`
			: `${about.label} is ${megabytes(bytes)}, larger than ${limit}`,
		`${TAKES} Make it smaller, for example with n8n’s own Edit Image node or by saving it as JPEG.${named(stated)}`,
	);
}

const BASE64_REFUSAL: Record<Exclude<Base64Refusal, 'empty'>, readonly [string, string]> = {
	url: ['is a URL, but Base64 text is expected', `Set ${FIELDS.imageSource.label} to URL.`],
	notBase64DataUri: [
		'is a data URI that is not Base64',
		'The text before the comma has to end in ;base64, for example data:image/png;base64,',
	],
	foreignCharacter: [
		'is not Base64',
		'The text has characters that Base64 does not have. Enter the Base64 text of the image itself, with or without a data URI prefix.',
	],
	cut: [
		'is Base64 text that is cut off',
		'The end of the text is missing. Check that the step before passes on all of it.',
	],
};

/** Text that is no Base64. */
export function notBase64(refusal: Base64Refusal, about: ImageAbout): Failure {
	if (refusal === 'empty') return emptyImage(about);
	const [what, remedy] = BASE64_REFUSAL[refusal];
	return inputFailure(about.field, `${about.label} ${what}`, remedy);
}

/** A file of n8n's binary store that cannot be read; `cause` is what reading it threw. */
export function unreadableImage(cause: unknown, about: ImageAbout, stated: StatedImage): Failure {
	const reason = reasonOf(cause);
	return inputFailure(
		about.field,
		`${about.label} cannot be read from n8n's storage`,
		`The file may have been removed. Run the step that provides it again.${named(stated)}${reason === '' ? '' : ` n8n says: ${reason}`}`,
	);
}

/** Bytes as a person reads them, rounded up so that "more than 10 MB" is never said of "10 MB". */
export function megabytes(bytes: number): string {
	return `${Math.ceil((bytes / 1024 / 1024) * 10) / 10} MB`;
}

function statement({ fileName, type }: StatedImage): string {
	const extension = /\.[A-Za-z]+$/.exec(fileName ?? '')?.[0].toLowerCase();
	if (extension !== undefined && STATED.test(extension)) return ` (its name says ${extension})`;
	if (type !== undefined && STATED.test(type)) return ` (its prefix says ${type})`;
	return '';
}

function named({ fileName }: StatedImage): string {
	return fileName === undefined || fileName === '' ? '' : ` File: ${fileName}.`;
}
