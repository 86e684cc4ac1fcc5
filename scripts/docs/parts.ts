import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { fieldTable } from './fields';
import { withSection } from './section';
import {
	capabilityTable,
	errorTable,
	type Language,
	modelTable,
	providerTable,
	sizeTable,
} from './tables';

const ROOT = join(__dirname, '../..');

/** Which made parts stand in which document, and in its Chinese twin. */
const PARTS: Record<string, Record<string, (language: Language) => string>> = {
	README: { models: modelTable },
	'docs/errors': { errors: errorTable },
	'docs/models': { models: modelTable, capabilities: capabilityTable },
	'docs/gateways-and-regions': { providers: providerTable },
	'docs/fields': { fields: fieldTable, sizes: sizeTable },
};

export function madeDocuments() {
	return Object.entries(PARTS).flatMap(([name, parts]) =>
		(['en', 'zh'] as const).map((language) => {
			const file = `${name}${language === 'zh' ? '.zh-CN' : ''}.md`;
			const path = join(ROOT, file);
			const current = readFileSync(path, 'utf8');
			const wanted = Object.entries(parts).reduce(
				(document, [part, content]) => withSection(document, part, content(language)),
				current,
			);
			return { file, path, current, wanted };
		}),
	);
}
