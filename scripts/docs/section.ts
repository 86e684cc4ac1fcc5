/** Parts of a document that are made from the code, between a pair of comments that name them. */

function marks(name: string): { start: string; end: string } {
	return {
		start: `<!-- ${name}: written by npm run docs:tables -->`,
		end: `<!-- ${name}: end -->`,
	};
}

/** A document with one made part replaced. Prettier leaves the part alone, so that what is written is what is compared. */
export function withSection(document: string, name: string, content: string): string {
	const { start, end } = marks(name);
	const before = document.split(start);
	const after = document.split(end);
	if (before.length !== 2 || after.length !== 2) {
		throw new Error(`The document needs "${start}" and "${end}" once each`);
	}
	const ignored = `<!-- prettier-ignore-start -->\n${content}\n<!-- prettier-ignore-end -->`;
	return `${before[0] ?? ''}${start}\n\n${ignored}\n\n${end}${after[1] ?? ''}`;
}
