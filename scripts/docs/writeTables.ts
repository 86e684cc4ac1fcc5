/** `npm run docs:tables`: writes the tables of the documentation that are made from the code. */
import { writeFileSync } from 'node:fs';

import { madeDocuments } from './parts';

for (const { file, path, current, wanted } of madeDocuments()) {
	if (current !== wanted) writeFileSync(path, wanted);
	console.log(`${current === wanted ? 'as it was' : 'rewritten'}  ${file}`);
}
