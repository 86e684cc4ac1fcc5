import type { ImageSource } from '../input/imageSource';
import type { ItemRequest } from '../input/itemRequest';

/** File systems allow names of 255 bytes; index and extension still have to fit. */
const MOST_BYTES = 200;

const IMAGE_EXTENSION = /\.(jpe?g|jfif|png|bmp|dib|tiff?|webp|gif|hei[cf]|avif)$/i;

/** Names that Windows keeps for devices, whatever follows behind a dot. */
const RESERVED = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d¹²³])\s*(\.|$)/i;

/** So much of a prompt makes a file name, in characters. */
const PROMPT_CHARACTERS = 48;

/** Control characters, the marks that turn writing direction, half a surrogate pair, and what file systems refuse. */
const UNSAFE = /[\p{Cc}\p{Bidi_Control}\p{Cs}<>:"/\\|?*]/u;

/**
 * Name for a result's file.
 * @param after what it is named after, where there is something
 * @param index which of `count` results of the request it is, from 0
 * @param extension what its bytes are, without dot
 */
export function resultFileName(
	after: string | undefined,
	index: number,
	count: number,
	extension: string,
): string {
	const stem = safeStem(after ?? '');
	return `${stem}${count > 1 ? `-${index + 1}` : ''}.${extension}`;
}

/** What a request's files are named after: its first input image, or, where it has none, the first words of its prompt. */
export function nameSource({
	images: [first],
	prompt,
}: Pick<ItemRequest, 'images' | 'prompt'>): string | undefined {
	return first ? inputFileName(first) : firstWords(prompt);
}

/** The first words of a prompt as one line; a text without spaces, such as Chinese, is cut by its length. */
function firstWords(prompt: string): string {
	const line = prompt.replace(/[\s/\\.,;:!?，。；：！？、…]+/gu, ' ').trim();
	const characters = Array.from(line);
	if (characters.length <= PROMPT_CHARACTERS) return line;
	const start = characters.slice(0, PROMPT_CHARACTERS + 1).join('');
	const lastSpace = start.lastIndexOf(' ');
	return lastSpace > 0
		? start.slice(0, lastSpace)
		: characters.slice(0, PROMPT_CHARACTERS).join('');
}

/** File name of an input image: the file's own, or the last part of the URL's path. */
export function inputFileName(source: ImageSource): string | undefined {
	if (source.kind === 'file') return source.binary.fileName;
	if (source.kind === 'base64') return undefined;
	const path = /^https?:\/\/[^/?#]+([^?#]*)/i.exec(source.url.trim())?.[1] ?? '';
	const last = path.slice(path.lastIndexOf('/') + 1);
	return decoded(last);
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		// A name with a lone percent sign is used as it is.
		return text;
	}
}

function safeStem(name: string): string {
	const lastPart = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
	let visible = '';
	let bytes = 0;
	for (const character of lastPart.replace(IMAGE_EXTENSION, '')) {
		bytes += Buffer.byteLength(character);
		if (bytes > MOST_BYTES) break;
		visible += UNSAFE.test(character) ? '_' : character;
	}
	const stem = visible.replace(/^[.\s]+|[.\s]+$/g, '');
	if (stem === '' || RESERVED.test(stem)) return 'image';
	return stem;
}
