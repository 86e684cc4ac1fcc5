import fc from 'fast-check';

import { Failure } from '../../../nodes/QwenImageEdit/failure';
import {
	boolean,
	characterCount,
	choice,
	integer,
	limitedText,
	quoted,
	text,
} from '../../../nodes/QwenImageEdit/input/values';
import { anything, failureOf } from '../support';

const FIELD = { name: 'seed', label: 'Seed' };

describe('characters', () => {
	it.each([
		['', 0],
		['mug', 3],
		['图像编辑', 4],
		['😀', 1],
		['👨‍👩‍👧‍👦', 1],
		['🇨🇳', 1],
		['𠮷', 1],
		['é', 1],
		['a\r\nb', 3],
	])('%j has %d', (value, count) => {
		expect(characterCount(value)).toBe(count);
	});

	it('are limited by that count, not by the length of the string', () => {
		expect(limitedText(FIELD, '😀'.repeat(10), 10)).toBe('😀'.repeat(10));
		const failure = failureOf(() => limitedText(FIELD, '😀'.repeat(12), 10));
		expect(failure.message).toBe('Seed has 12 characters, but at most 10 are allowed');
		expect(failure.description).toContain('Shorten it by 2.');
	});
});

describe('whole numbers', () => {
	it.each([
		[3, 3],
		['3', 3],
		[' 12345678 ', 12345678],
		['+5', 5],
		['-0', -0],
		[2147483647, 2147483647],
		['999999999999999', 999999999999999],
	])('takes %j', (value, number) => {
		expect(integer(FIELD, value, { min: 0, max: number })).toBe(number);
	});

	it.each([
		1.5,
		'1.5',
		'two',
		'0x10',
		'1e3',
		NaN,
		Infinity,
		true,
		[],
		[1],
		{},
		null,
		'1 2',
		'x1',
		'1x',
		'1'.repeat(16),
		10n,
	])('refuses %p', (value) => {
		const failure = failureOf(() => integer(FIELD, value, { min: 0 }));
		expect(failure).toMatchObject({ kind: 'input', field: 'seed' });
		expect(failure.message).toBe('Seed is not a whole number');
	});

	it('names the bounds', () => {
		for (const value of [7, 'x']) {
			const failure = failureOf(() => integer(FIELD, value, { min: 1, max: 6 }));
			expect(failure.description).toContain('Enter a whole number, 1 to 6.');
			if (value === 7) expect(failure.message).toBe('Seed is 7, but must be 1 to 6');
		}
		expect(failureOf(() => integer(FIELD, 0, { min: 1 })).message).toBe(
			'Seed is 0, but must be 1 or more',
		);
	});

	it('are within bounds, or refused', () => {
		fc.assert(
			fc.property(fc.oneof(anything, fc.integer(), fc.integer().map(String)), (value) => {
				try {
					const number = integer(FIELD, value, { min: -5, max: 100 });
					expect(Number.isInteger(number) && number >= -5 && number <= 100).toBe(true);
				} catch (error) {
					expect(error).toBeInstanceOf(Failure);
				}
			}),
		);
	});
});

it('takes yes and no as text, as spreadsheets give it', () => {
	expect(
		[true, 'true', ' TRUE  ', false, 'False', '  false  '].map((value) =>
			boolean(FIELD, value, false),
		),
	).toEqual([true, true, true, false, false, false]);
	expect([undefined, null, ''].map((value) => boolean(FIELD, value, true))).toEqual([
		true,
		true,
		true,
	]);
	for (const value of [0, 1, 'yes', 'untrue', 'trueish', 'a false', 'falsely', [], {}]) {
		expect(failureOf(() => boolean(FIELD, value, false)).field).toBe('seed');
	}
});

it('takes only choices it knows', () => {
	expect(choice(FIELD, 'b', ['a', 'b'], 'a')).toBe('b');
	expect(choice(FIELD, undefined, ['a', 'b'], 'a')).toBe('a');
	const failure = failureOf(() => choice(FIELD, 'c', ['a', 'b'], 'a'));
	expect(failure.description).toContain('“c”');
	expect(failure.description).toContain('a, b');
});

it('takes numbers for text, and nothing else', () => {
	expect([undefined, null, '', 7, 'x'].map((value) => text(FIELD, value))).toEqual([
		'',
		'',
		'',
		'7',
		'x',
	]);
	for (const value of [true, [], {}])
		expect(failureOf(() => text(FIELD, value)).kind).toBe('input');
});

it('quotes anything shortly', () => {
	const circular: Record<string, unknown> = {};
	circular.self = circular;
	expect(quoted(circular)).toBe('“object”');
	expect(quoted(undefined)).toBe('“undefined”');
	expect(quoted({ a: 1 })).toBe('“{"a":1}”');
	expect(quoted('x'.repeat(60))).toBe(`“${'x'.repeat(60)}”`);
	expect(quoted('x'.repeat(61))).toBe(`“${'x'.repeat(60)}…”`);
	fc.assert(
		fc.property(anything, (value) => {
			expect(quoted(value).length).toBeLessThanOrEqual(63);
		}),
	);
});
