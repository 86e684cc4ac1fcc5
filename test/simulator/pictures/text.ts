import type { SKRSContext2D } from '@napi-rs/canvas';

/** A text broken into lines at a font size. */
export interface TextBlock {
	lines: string[];
	/** Pixels. */
	fontSize: number;
	lineHeight: number;
	height: number;
}

/** Chinese may break after any character, Latin only between words. */
const TOKEN =
	/[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]|\n|[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+[ \t]*|[ \t]+/gu;

/** Whether a text is written in Chinese, as far as labels are concerned. */
export function isChinese(text: string): boolean {
	return /[\u4e00-\u9fff]/.test(text);
}

/**
 * Breaks a text into lines no wider than `width` pixels, at the largest of the font sizes with which it needs no more
 * than `maxHeight` pixels; what does not fit even at the smallest is cut with an ellipsis.
 */
export function fitText(
	context: SKRSContext2D,
	text: string,
	options: { width: number; maxHeight: number; fontSizes: readonly number[]; font: string },
): TextBlock {
	const { width, maxHeight, fontSizes, font } = options;
	let lines: string[] = [];
	let fontSize = 0;
	let maxLines = 1;
	for (fontSize of fontSizes) {
		context.font = `${fontSize}px "${font}"`;
		lines = breakLines(context, text, width);
		maxLines = Math.max(1, Math.floor(maxHeight / lineHeightOf(fontSize)));
		if (lines.length <= maxLines) break;
	}
	if (lines.length > maxLines) {
		lines = lines.slice(0, maxLines);
		lines.push(`${[...(lines.pop() ?? '')].slice(0, -1).join('')}…`);
	}
	const lineHeight = lineHeightOf(fontSize);
	return { lines, fontSize, lineHeight, height: lineHeight * lines.length };
}

function lineHeightOf(fontSize: number): number {
	return Math.round(fontSize * 1.42);
}

function breakLines(context: SKRSContext2D, text: string, width: number): string[] {
	const lines: string[] = [];
	let line = '';
	const fits = (candidate: string): boolean =>
		context.measureText(candidate.trimEnd()).width <= width;
	const flush = (): void => {
		lines.push(line.trimEnd());
		line = '';
	};
	for (const token of text.match(TOKEN) ?? []) {
		if (token === '\n') {
			flush();
		} else if (fits(line + token)) {
			line += token;
		} else {
			if (line !== '') flush();
			// A word that is longer than a line breaks anywhere.
			for (const character of token) {
				if (!fits(line + character)) flush();
				line += character;
			}
		}
	}
	if (line !== '') flush();
	return lines;
}
