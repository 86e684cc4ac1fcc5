import { FIELDS } from '../catalogue/fields';
import type { PromptLimit } from '../catalogue/models';
import { thousands } from '../catalogue/sizes';
import { inputFailure } from '../failure';
import { limitedText } from './values';

/**
 * Pieces that the service's tokenizer never joins into one token: words, digits, runs of marks. It makes at least one token
 * of each, so their number is the least number of tokens.
 */
const PIECES = /\p{L}+|\p{N}|[^\s\p{L}\p{N}]+/gu;

const WIDE_SCRIPTS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;

/** Characters of a longer word that make about one token. */
const TOKEN_CHARACTERS = 6;

/**
 * Checks the length of a prompt. Only the service can count tokens, so a prompt that surely has too many and would be cut is
 * an error, and one that may have too many gets a hint.
 *
 * @param limit undefined where it is not known
 * @returns hints, plain text
 * @throws Failure of kind `input`
 */
export function checkPrompt(prompt: string, limit: PromptLimit | undefined): string[] {
	if (!limit) return [];
	if (limit.unit === 'characters') {
		limitedText(FIELDS.prompt, prompt, limit.most);
		return [];
	}
	const most = thousands(limit.most);
	const least = prompt.match(PIECES)?.length ?? 0;
	if (limit.cut && least > limit.most) {
		throw inputFailure(
			FIELDS.prompt.name,
			`${FIELDS.prompt.label} has at least ${thousands(least)} tokens, but the model reads at most ${most}`,
			'Shorten it: a token is a short word or one Chinese character. The service would cut off the rest, so the node does not send it.',
		);
	}
	if (likelyTokens(prompt) <= limit.most) return [];
	return [
		limit.cut
			? `The prompt may have more than ${most} tokens; the service cuts off the rest.`
			: `The prompt may have more than ${most} tokens; the model is made for up to that many.`,
	];
}

/** About one token for a Chinese, Japanese or Korean character, and for every few letters of a word. */
function likelyTokens(text: string): number {
	const wide = text.match(WIDE_SCRIPTS)?.length ?? 0;
	const pieces = text.replace(WIDE_SCRIPTS, ' ').match(PIECES) ?? [];
	return pieces.reduce((sum, piece) => sum + Math.ceil(piece.length / TOKEN_CHARACTERS), wide);
}
