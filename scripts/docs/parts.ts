import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { fieldTable } from './fields';
import { withSection } from './section';
import { capabilityTable, errorTable, modelTable, providerTable, sizeTable } from './tables';

const ROOT = join(__dirname, '../..');

/** Which made parts stand in which document. */
const PARTS: Record<string, ReadonlyArray<readonly [name: string, content: () => string]>> = {
	'README.md': [['models', () => modelTable('en')]],
	'README.zh-CN.md': [['models', () => modelTable('zh')]],
	'docs/errors.md': [['errors', () => errorTable('en')]],
	'docs/errors.zh-CN.md': [['errors', () => errorTable('zh')]],
	'docs/models.md': [
		['models', () => modelTable('en')],
		['capabilities', () => capabilityTable('en')],
	],
	'docs/models.zh-CN.md': [
		['models', () => modelTable('zh')],
		['capabilities', () => capabilityTable('zh')],
	],
	'docs/gateways-and-regions.md': [['providers', () => providerTable('en')]],
	'docs/gateways-and-regions.zh-CN.md': [['providers', () => providerTable('zh')]],
	'docs/fields.md': [
		['fields', () => fieldTable('en')],
		['sizes', () => sizeTable('en')],
	],
	'docs/fields.zh-CN.md': [
		['fields', () => fieldTable('zh')],
		['sizes', () => sizeTable('zh')],
	],
};

/** A document as it stands and as it should stand. */
export interface MadeDocument {
	/** Relative to the repository. */
	file: string;
	path: string;
	current: string;
	wanted: string;
}

/** All documents with made parts. */
export function madeDocuments(): MadeDocument[] {
	return Object.entries(PARTS).map(([file, parts]) => {
		const path = join(ROOT, file);
		const current = readFileSync(path, 'utf8');
		const wanted = parts.reduce(
			(document, [name, content]) => withSection(document, name, content()),
			current,
		);
		return { file, path, current, wanted };
	});
}
