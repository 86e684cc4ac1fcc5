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

/** Why a text is no Base64; `url` is what people put into the wrong field. */
export type Base64Refusal = 'empty' | 'url' | 'notBase64DataUri' | 'foreignCharacter' | 'cut';

/**
 * Checks Base64 text without copying it as a whole. White space, missing padding and the URL-safe
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
	for (let at = start; at < text.length; at += BLOCK_LETTERS) {
		const block = text.slice(at, at + BLOCK_LETTERS);
		if (padding === 0 && !block.endsWith('=') && isStandard(block)) {
			letters += block.length;
			continue;
		}
		const compact = standardLetters(block);
		if (compact !== block) isCanonical = false;
		const tail = compact.indexOf('=');
		const body = tail < 0 ? compact : compact.slice(0, tail);
		const marks = compact.slice(body.length);
		if (body !== '' && padding > 0) return 'foreignCharacter';
		if (!isAlphabet(body) || !/^=*$/.test(marks)) return 'foreignCharacter';
		letters += body.length;
		padding += marks.length;
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

/** A multiple of four, so that a block stands for whole bytes. */
const BLOCK_LETTERS = 65_536;

/** The text in blocks, reduced to the standard alphabet, without padding. */
function* letterBlocks({ text, start }: Base64Text): Generator<string> {
	for (let at = start; at < text.length; at += BLOCK_LETTERS) {
		yield standardLetters(text.slice(at, at + BLOCK_LETTERS)).replace(/=+/, '');
	}
}

/** Without white space, and with the URL-safe letters replaced; the same string where there is nothing to do. */
function standardLetters(text: string): string {
	return text.replace(/\s+/g, '').replace(/-/g, '+').replace(/_/g, '/');
}

/**
 * Whether decoding and encoding gives the same text again, true of whole groups of four letters; ten times as fast as
 * looking at each letter.
 */
function isStandard(text: string): boolean {
	return Buffer.from(text, 'base64').toString('base64') === text;
}

/** Whether the text has only letters of the standard alphabet, in any number. */
function isAlphabet(text: string): boolean {
	const whole = text.length - (text.length % 4);
	return isStandard(text.slice(0, whole)) && /^[A-Za-z0-9+/]*$/.test(text.slice(whole));
}
