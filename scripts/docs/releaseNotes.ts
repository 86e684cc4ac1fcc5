/** `npm run --silent release:notes [version]`: prints what CHANGELOG.md says about a version, by default package.json's. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { changelogSection } from './changelog';
import { recordOf, stringOf } from '../n8n/json';

const ROOT = join(__dirname, '../..');

function ownVersion(): string {
	const content: unknown = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
	return stringOf(recordOf(content, 'package.json').version, 'version');
}

try {
	// A tag is called v0.1.0.
	const version = process.argv[2]?.replace(/^v/, '') ?? ownVersion();
	console.log(changelogSection(readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8'), version));
} catch (error) {
	console.error(error instanceof Error ? error.message : String(error));
	process.exitCode = 1;
}
