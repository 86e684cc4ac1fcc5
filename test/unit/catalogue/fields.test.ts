import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

import { CHOICES, FIELDS } from '../../../nodes/QwenImageEdit/catalogue/fields';
import { panel } from '../../../nodes/QwenImageEdit/panel';

const FOLDER = join(__dirname, '../../../nodes/QwenImageEdit');

/** The texts of a file, without comments and without what is filled in. */
function textsOf(node: ts.Node): string[] {
	const isText =
		ts.isStringLiteralLike(node) ||
		ts.isTemplateHead(node) ||
		ts.isTemplateMiddleOrTemplateTail(node);
	const inside: string[] = [];
	ts.forEachChild(node, (child) => void inside.push(...textsOf(child)));
	return isText ? [node.text] : inside;
}

it('a label that messages name stands in FIELDS or CHOICES only', () => {
	const named = [...Object.values(FIELDS).map(({ label }) => label), ...Object.values(CHOICES)];
	const shown = [...JSON.stringify(panel).matchAll(/"(?:displayName|name)":"([^"]+)"/g)];
	const all = new Set([...named, ...shown.map(([, text = '']) => text)]);
	const files = readdirSync(FOLDER, { encoding: 'utf8', recursive: true });
	const found = files
		.filter((file) => file.endsWith('.ts') && file !== join('catalogue', 'fields.ts'))
		.flatMap((file) => {
			const source = readFileSync(join(FOLDER, file), 'utf8');
			const texts = textsOf(ts.createSourceFile(file, source, ts.ScriptTarget.Latest))
				.join('\n')
				.replace('n8n’s own Edit Image node', '');
			return (
				[...(file.startsWith('panel') ? named : all)]
					// A single word cannot be told from a label.
					.filter((label) => label.includes(' ') && texts.includes(label))
					.map((label) => `${file}: ${label}`)
			);
		});
	expect(found).toEqual([]);
});
