import { checkPrompt } from '../../../nodes/QwenImageEdit/input/promptLength';
import { failureOf } from '../support';

const CUT = { unit: 'tokens', most: 1300, cut: true } as const;
const ADVISED = { unit: 'tokens', most: 4500, cut: false } as const;

const MAY_BE_CUT = 'The prompt may have more than 1,300 tokens; the service cuts off the rest.';
const MAY_BE_LONG =
	'The prompt may have more than 4,500 tokens; the model is made for up to that many.';

test.each([
	// A Chinese character may be less than a token.
	['图', 1300, CUT, []],
	['图', 1301, CUT, [MAY_BE_CUT]],
	['mug ', 1300, CUT, []],
	// One very long word.
	['x', 1300 * 6, CUT, []],
	['x', 1300 * 6 + 1, CUT, [MAY_BE_CUT]],
	['mug ', 4500, ADVISED, []],
	['mug ', 4501, ADVISED, [MAY_BE_LONG]],
	['mug ', 100_000, undefined, []],
])(
	'a prompt of %j, %d times, passes where the limit is %j with the hints %j',
	(part, times, limit, hints) => {
		expect(checkPrompt(part.repeat(times), limit)).toEqual(hints);
	},
);

test.each([
	['mug ', 1301, '1,301'],
	['7', 1301, '1,301'],
	['a,', 651, '1,302'],
])('a prompt of %j, %d times, is refused: it surely has %s tokens', (part, times, tokens) => {
	expect(failureOf(() => checkPrompt(part.repeat(times), CUT)).message).toBe(
		`Prompt has at least ${tokens} tokens, but the model reads at most 1,300`,
	);
});
