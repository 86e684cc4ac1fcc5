/** Reads what the tests of the documentation look at out of Markdown. */

/** A document without its code blocks, in which nothing is a link or a heading. */
function withoutCode(markdown: string): string {
	return markdown.replace(/^```[\s\S]*?^```/gm, '');
}

function headingsOf(markdown: string): Array<{ level: number; text: string }> {
	return [...withoutCode(markdown).matchAll(/^(#{1,6}) (.+)$/gm)].map(
		([, marks = '', text = '']) => ({ level: marks.length, text }),
	);
}

/** The anchors of its headings, as GitHub makes them. */
export function anchorsOf(markdown: string): string[] {
	return headingsOf(markdown).map(({ text }) =>
		text
			.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
			.trim()
			.toLowerCase()
			.replace(/[^\p{L}\p{N}\s_-]/gu, '')
			.replace(/\s/g, '-'),
	);
}

/** Targets of links and pictures, in order. */
export function linksOf(markdown: string): string[] {
	return [...withoutCode(markdown).matchAll(/\]\(([^()\s]+)\)/g)].map(([, target = '']) => target);
}

/** Texts in backticks, and code blocks. */
export function codeOf(markdown: string): string[] {
	const inline = withoutCode(markdown).matchAll(/`([^`\n]+)`/g);
	const blocks = markdown.matchAll(/^```\w*\n([\s\S]*?)^```/gm);
	return [...inline, ...blocks].map(([, text = '']) => text);
}

/** The bold texts in the first column of tables. */
export function boldFirstCells(markdown: string): string[] {
	return [...markdown.matchAll(/^\| \*\*([^*|]+)\*\* +\|/gm)].map(([, text = '']) => text);
}

/** What a page and its translation have in common. */
export function shapeOf(markdown: string) {
	const lines = markdown.split('\n');
	return {
		headings: headingsOf(markdown).map(({ level }) => level),
		tables: lines
			.filter((line) => line.startsWith('|'))
			.map((line) => line.split(/(?<!\\)\|/).length),
		blocks: lines.filter((line) => line.startsWith('```')),
		images: linksOf(markdown).filter((target) => /\.(png|svg|webp)$/.test(target)),
	};
}
