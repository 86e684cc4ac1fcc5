/** Base64 text that was checked, and what of it counts. */
export interface Base64Text {
	/** The text as given; Base64 begins at `start`. */
	text: string;
	start: number;
	/** Size of what it stands for. */
	bytes: number;
	/** Whether white space, URL-safe letters or padding have to be put right when it is copied. */
	isCanonical: boolean;
	/** What the data-URI prefix says, in lower case; undefined without a prefix. */
	statedType?: string;
}

/** Why a text is no Base64; `url` and `path` are what people put into the wrong field. */
export type Base64Refusal = 'empty' | 'url' | 'notBase64DataUri' | 'foreignCharacter' | 'cut';

const NOT_STANDARD = /[^A-Za-z0-9+/]/g;

/**
 * Checks Base64 text, letter by letter and without decoding or copying it. White space, missing padding and the URL-safe
 * alphabet are tolerated.
 */
export function parseBase64(text: string): Base64Text | Base64Refusal {
	const prefix = /^\s*(data:[^,]{0,200},)?/i.exec(text);
	const start = prefix?.[0].length ?? 0;
	const dataUri = prefix?.[1];
	let statedType: string | undefined;
	if (dataUri !== undefined) {
		if (!/;\s*base64\s*,$/i.test(dataUri)) return 'notBase64DataUri';
		statedType = dataUri.slice('data:'.length).split(/[;,]/)[0]?.trim().toLowerCase();
	} else if (/^https?:\/\//i.test(text.slice(start, start + 8))) {
		return 'url';
	}

	let letters = 0;
	let padding = 0;
	let isCanonical = true;
	let at = start;
	for (;;) {
		const run = endOfRun(text, at) - at;
		if (run > 0 && padding > 0) return 'foreignCharacter';
		letters += run;
		at += run;
		if (at === text.length) break;
		const other = text.charAt(at++);
		if (other === '=') {
			padding++;
		} else if (other === '-' || other === '_') {
			if (padding > 0) return 'foreignCharacter';
			letters++;
			isCanonical = false;
		} else if (/\s/.test(other)) {
			isCanonical = false;
		} else {
			return 'foreignCharacter';
		}
	}
	if (letters === 0) return 'empty';
	if (letters % 4 === 1) return 'cut';
	if (padding > 2) return 'foreignCharacter';
	return {
		text,
		start,
		bytes: Math.floor((letters * 3) / 4),
		isCanonical: isCanonical && padding === (4 - (letters % 4)) % 4,
		statedType,
	};
}

/** Decodes the text block by block, without keeping what was decoded. */
export function* decodeBlocks(base64: Base64Text): Generator<Buffer> {
	let rest = '';
	for (const letters of letterBlocks(base64)) {
		const text = rest + letters;
		const whole = text.length - (text.length % 4);
		rest = text.slice(whole);
		if (whole > 0) yield Buffer.from(text.slice(0, whole), 'base64');
	}
	if (rest !== '') yield Buffer.from(rest, 'base64');
}

/** Copies the text into a buffer as standard Base64 with padding; returns the offset behind it. */
export function writeBase64Text(base64: Base64Text, target: Buffer, offset: number): number {
	const { text, start, isCanonical } = base64;
	// A slice of a string refers to it; nothing is copied but into the target.
	if (isCanonical) return offset + target.write(text.slice(start), offset, 'latin1');
	let end = offset;
	for (const letters of letterBlocks(base64)) end += target.write(letters, end, 'latin1');
	while ((end - offset) % 4 !== 0) end += target.write('=', end, 'latin1');
	return end;
}

const BLOCK_LETTERS = 65_536;

/** The text in blocks, reduced to the standard alphabet, without padding. */
function* letterBlocks({ text, start }: Base64Text): Generator<string> {
	for (let at = start; at < text.length; at += BLOCK_LETTERS) {
		yield text
			.slice(at, at + BLOCK_LETTERS)
			.replace(/[\s=]+/g, '')
			.replace(/-/g, '+')
			.replace(/_/g, '/');
	}
}

/** Offset of the next character that is no letter of the standard alphabet. */
function endOfRun(text: string, from: number): number {
	NOT_STANDARD.lastIndex = from;
	return NOT_STANDARD.exec(text)?.index ?? text.length;
}
