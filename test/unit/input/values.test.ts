import {
	boolean,
	characterCount,
	choice,
	integer,
	limitedText,
	quoted,
	text,
} from '../../../nodes/QwenImageEdit/input/values';
import { failureOf } from '../support';

const FIELD = { name: 'seed', label: 'Seed' };

it('counts characters as a person does', () => {
	for (const character of ['图', '😀', '👨‍👩‍👧‍👦', '🇨🇳', '𠮷', 'e\u0301', '\r\n']) {
		expect([character, characterCount(character)]).toEqual([character, 1]);
	}
	expect(characterCount('')).toBe(0);
	expect(characterCount('mug')).toBe(3);
});

const READERS = {
	'a number': (value: unknown) => integer(FIELD, value, { min: -5 }),
	'1 to 6': (value: unknown) => integer(FIELD, value, { min: 1, max: 6 }),
	'yes or no': (value: unknown) => boolean(FIELD, value, false),
	'yes unless said': (value: unknown) => boolean(FIELD, value, true),
	'a or b': (value: unknown) => choice(FIELD, value, ['a', 'b'], 'a'),
	'a text': (value: unknown) => text(FIELD, value),
	'ten characters': (value: unknown) => limitedText(FIELD, value, 10),
};

it.each<[keyof typeof READERS, unknown, unknown[]]>([
	['a number', 3, [3, '3', ' 3 ', '+3']],
	['a number', -5, [-5, '-5']],
	['a number', 999999999999999, ['999999999999999']],
	['1 to 6', 1, [1]],
	['1 to 6', 6, [6]],
	['yes or no', true, [true, 'true', ' TRUE  ']],
	['yes or no', false, [false, 'False', '  false  ', undefined, null, '']],
	['yes unless said', true, [undefined, null, '']],
	['a or b', 'b', ['b']],
	['a or b', 'a', ['a', undefined]],
	['a text', '', [undefined, null, '']],
	['a text', '7', [7, '7']],
	['ten characters', '😀'.repeat(10), ['😀'.repeat(10)]],
])('as %s, reads %j in all of %j', (reader, expected, values) => {
	expect(values.map((value) => READERS[reader](value))).toEqual(values.map(() => expected));
});

it.each<[keyof typeof READERS, unknown[], message: string, remedy: string]>([
	[
		'a number',
		[
			...[1.5, '1.5', 'two', '0x10', '1e3', NaN, Infinity, true, [], [1], {}, null, 10n],
			...['1 2', 'x1', '1x', '1'.repeat(16)],
		],
		'Seed is not a whole number',
		'”. Enter a whole number, -5 or more.',
	],
	['a number', [-6], 'Seed is -6, but must be -5 or more', 'Enter a whole number, -5 or more.'],
	['1 to 6', [0, '0'], 'Seed is 0, but must be 1 to 6', 'Enter a whole number, 1 to 6.'],
	['1 to 6', [7], 'Seed is 7, but must be 1 to 6', 'Enter a whole number, 1 to 6.'],
	[
		'yes or no',
		[0, 1, 'yes', 'untrue', 'trueish', 'a false', 'falsely', [], {}],
		'Seed is neither true nor false',
		'”. Switch the field on or off',
	],
	['a or b', ['c'], 'Seed has a value that is not one of its choices', '“c”. Choose one of: a, b.'],
	['a text', [true, [], {}], 'Seed is not text', '”. Enter text'],
	[
		'ten characters',
		['😀'.repeat(12)],
		'Seed has 12 characters, but at most 10 are allowed',
		'Shorten it by 2 characters.',
	],
])('as %s, refuses all of %p: %s', (reader, values, message, remedy) => {
	for (const value of values) {
		const failure = failureOf(() => READERS[reader](value));
		expect(failure).toMatchObject({ kind: 'input', field: 'seed', message });
		expect(failure.description).toContain(remedy);
	}
});

it('quotes anything shortly', () => {
	const circular: Record<string, unknown> = {};
	circular.self = circular;
	expect([circular, undefined, { a: 1 }, 'x'.repeat(60), 'x'.repeat(61)].map(quoted)).toEqual([
		...['“object”', '“undefined”', '“{"a":1}”'],
		...[`“${'x'.repeat(60)}”`, `“${'x'.repeat(60)}…”`],
	]);
});
