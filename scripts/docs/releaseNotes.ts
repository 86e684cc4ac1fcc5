/** `npm run --silent release:notes [version]`: prints what CHANGELOG.md says about a version, by default package.json's. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { run } from '../main';
import { recordOf, stringOf } from '../n8n/json';
import { changelogSection } from './changelog';

const read = (file: string): string => readFileSync(join(__dirname, '../..', file), 'utf8');

run(async () => {
	const own = stringOf(
		recordOf(JSON.parse(read('package.json')), 'package.json').version,
		'version',
	);
	// A tag is called v0.1.0.
	const version = process.argv[2]?.replace(/^v/, '') ?? own;
	console.log(changelogSection(read('CHANGELOG.md'), version));
});
