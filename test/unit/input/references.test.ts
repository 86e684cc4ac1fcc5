import fc from 'fast-check';

import { Failure } from '../../../nodes/QwenImageEdit/failure';
import { resolveReferences } from '../../../nodes/QwenImageEdit/input/references';
import { failureOf } from '../support';

it('writes the number of the image, in the words of the language of the prompt', () => {
	expect(resolveReferences('{person} wears {dress}', ['person', 'dress'])).toBe(
		'image 1 wears image 2',
	);
	expect(resolveReferences('{人物}穿上{dress}', ['dress', '人物'])).toBe('图2穿上图1');
});

it('does not take a Chinese name for a Chinese prompt', () => {
	expect(resolveReferences('{人物} smiles', ['人物'])).toBe('image 1 smiles');
});

it('finds names in any case and with spaces around', () => {
	expect(resolveReferences('{The Dress} in {blue-sky}', [' the dress ', 'Blue-Sky'])).toBe(
		'image 1 in image 2',
	);
});

it('follows the rows when they are put in another order', () => {
	expect(resolveReferences('{a} and {b}', ['b', 'a'])).toBe('image 2 and image 1');
});

it('leaves a prompt as it is where no row has a name', () => {
	for (const names of [[], ['', ''], ['  ']]) {
		expect(resolveReferences('{person} {"json": 1} {{x}}', names)).toBe(
			'{person} {"json": 1} {{x}}',
		);
	}
});

it('leaves braces that are no name alone', () => {
	const prompt = '{} { } {"a":1} {a.b} {{dress}} {$x} }{';
	expect(resolveReferences(prompt, ['dress'])).toBe(prompt);
});

it('refuses a name that no row has, and lists those there are', () => {
	const failure = failureOf(() => resolveReferences('{shoe}', ['person', 'dress']));
	expect(failure).toMatchObject({ kind: 'input', field: 'prompt' });
	expect(failure.message).not.toContain('shoe');
	expect(failure.description).toContain('{shoe}');
	expect(failure.description).toContain('person, dress');
});

it('refuses two rows of the same name', () => {
	const failure = failureOf(() => resolveReferences('{a}', ['a', '', 'A ']));
	expect(failure).toMatchObject({ kind: 'input', field: 'images' });
});

it('gives text or a failure for anything', () => {
	fc.assert(
		fc.property(
			fc.string({ unit: 'grapheme' }),
			fc.array(fc.string(), { maxLength: 3 }),
			(prompt, names) => {
				try {
					expect(typeof resolveReferences(prompt, names)).toBe('string');
				} catch (error) {
					expect(error).toBeInstanceOf(Failure);
				}
			},
		),
	);
});
