import { resolveReferences } from '../../../nodes/QwenImageEdit/input/references';
import { failureOf } from '../support';

const NO_NAMES = '{} { } {"a":1} {a.b} {{a}} {$x} }{';

it.each([
	['{person} wears {dress}', ['person', 'dress'], 'image 1 wears image 2'],
	['{a} and {b}', ['b', '', 'a'], 'image 3 and image 1'],
	['{人物}穿上{dress}', ['dress', '人物'], '图2穿上图1'],
	// A Chinese name does not make the prompt Chinese.
	['{人物} smiles', ['人物'], 'image 1 smiles'],
	['{The Dress} in {blue-sky_2}', [' the dress ', 'Blue-Sky_2'], 'image 1 in image 2'],
	['{person} {"json": 1} {{x}}', ['', '  '], '{person} {"json": 1} {{x}}'],
	[NO_NAMES, ['a'], NO_NAMES],
])('%j with images called %j is %j', (prompt, names, resolved) => {
	expect(resolveReferences(prompt, names)).toBe(resolved);
});

it('refuses a name that no row has, and lists those there are', () => {
	const failure = failureOf(() => resolveReferences('{shoe}', ['person', 'dress']));
	expect(failure).toMatchObject({ kind: 'input', field: 'prompt' });
	expect(failure.message).not.toContain('shoe');
	expect(failure.description).toMatch(/\{shoe\}.*person, dress/);
});

it('refuses two rows of the same name', () => {
	const failure = failureOf(() => resolveReferences('{a}', ['a', '', 'A ']));
	expect(failure).toMatchObject({ kind: 'input', field: 'images' });
});
