import { dirname, join } from 'node:path';
import sharp from 'sharp';

/** A font with Latin and Chinese glyphs that comes with the packages, since a machine may have none. */
const FONT = join(
	dirname(require.resolve('@expo-google-fonts/noto-sans-sc/package.json')),
	'700Bold/NotoSansSC_700Bold.ttf',
);

/** A line or a paragraph; its size is in pixels. */
export interface Paragraph {
	text: string;
	size: number;
	colour?: string;
}

export type Text = Awaited<ReturnType<typeof writeText>>;

/** Paragraphs below each other, broken into lines where they are wider than `width`. */
export async function writeText(paragraphs: readonly Paragraph[], width?: number) {
	const spans = paragraphs.map(({ text, size, colour = '#ffffff' }) => {
		// What Pango takes for markup, and what no XML may hold.
		const plain = text
			.replace(/\p{Cc}/gu, (character) => (character === '\n' ? character : ''))
			.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
		return `<span foreground="${colour}" size="${Math.round(size * 1024)}">${plain.trim() || '–'}</span>`;
	});
	const { data, info } = await sharp({
		text: {
			...{ text: spans.join('\n'), font: 'Noto Sans SC Bold', fontfile: FONT, dpi: 72 },
			...{ width: width && Math.round(width), rgba: true, wrap: 'word-char' },
		},
	})
		.png()
		.toBuffer({ resolveWithObject: true });
	const href = `data:image/png;base64,${data.toString('base64')}`;
	return {
		...{ width: info.width, height: info.height },
		/** An SVG element of the text, its top left corner at the point. */
		at: (x: number, y: number): string =>
			`<image x="${x}" y="${y}" width="${info.width}" height="${info.height}" href="${href}"/>`,
	};
}
