/** Reads what the tests of the documentation look at out of Markdown. */

/** A heading's anchor as GitHub makes it. */
export function anchorOf(heading: string): string {
	return heading
		.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
		.trim()
		.toLowerCase()
		.replace(/[^\p{L}\p{N}\s_-]/gu, '')
		.replace(/\s/g, '-');
}

/** A document without its code blocks, in which nothing is a link or a heading. */
export function withoutCode(markdown: string): string {
	return markdown.replace(/^```[\s\S]*?^```/gm, '');
}

export interface Heading {
	level: number;
	text: string;
}

export function headingsOf(markdown: string): Heading[] {
	return [...withoutCode(markdown).matchAll(/^(#{1,6}) (.+)$/gm)].map(
		([, marks = '', text = '']) => ({ level: marks.length, text }),
	);
}

/** Targets of links and pictures, in order. */
export function linksOf(markdown: string): string[] {
	return [...withoutCode(markdown).matchAll(/\]\(([^()\s]+)\)/g)].map(([, target = '']) => target);
}

/** Texts in backticks, and the lines of code blocks. */
export function codeOf(markdown: string): string[] {
	const inline = [...withoutCode(markdown).matchAll(/`([^`\n]+)`/g)].map(([, text = '']) => text);
	const blocks = [...markdown.matchAll(/^```\w*\n([\s\S]*?)^```/gm)].flatMap(([, text = '']) =>
		text.split('\n'),
	);
	return [...inline, ...blocks];
}

/** The bold texts in the first column of tables. */
export function boldFirstCells(markdown: string): string[] {
	return [...markdown.matchAll(/^\| \*\*([^*|]+)\*\* +\|/gm)].map(([, text = '']) => text);
}
