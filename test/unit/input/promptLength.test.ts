import { checkPrompt } from '../../../nodes/QwenImageEdit/input/promptLength';
import { failureOf } from '../support';

const CUT = { unit: 'tokens', most: 1300, cut: true } as const;
const ADVISED = { unit: 'tokens', most: 4500, cut: false } as const;

describe('a prompt that is counted in tokens', () => {
	test.each([
		['short', 'Make it blue', []],
		['of as many Chinese characters as there may be tokens', '图'.repeat(1300), []],
		[
			'of more of them, which may be fewer tokens',
			'图'.repeat(1301),
			['The prompt may have more than 1,300 tokens; the service cuts off the rest.'],
		],
		['of as many words', 'mug '.repeat(1300), []],
		[
			'of one very long word',
			'x'.repeat(1301 * 6),
			['The prompt may have more than 1,300 tokens; the service cuts off the rest.'],
		],
	])('%s passes with what is to be known', (_name, prompt, hints) => {
		expect(checkPrompt(prompt, CUT)).toEqual(hints);
	});

	test.each(['mug '.repeat(1301), '7'.repeat(1301), 'a,'.repeat(651)])(
		'is refused where it surely has too many',
		(prompt) => {
			expect(failureOf(() => checkPrompt(prompt, CUT)).message).toMatch(
				/^Prompt has at least 1,30\d tokens/,
			);
		},
	);

	test('is never refused where a length is only advised', () => {
		expect(checkPrompt('mug '.repeat(4500), ADVISED)).toEqual([]);
		expect(checkPrompt('mug '.repeat(4501), ADVISED)).toEqual([
			'The prompt may have more than 4,500 tokens; the model is made for up to that many.',
		]);
	});
});

test('a prompt of any length passes where no limit is known', () => {
	expect(checkPrompt('mug '.repeat(100_000), undefined)).toEqual([]);
});
