import { dirname, join } from 'node:path';
import sharp from 'sharp';

/** Fonts with Latin and Chinese glyphs that come with the packages, since a machine may have none. */
const FONTS = dirname(require.resolve('@expo-google-fonts/noto-sans-sc/package.json'));
const FILES = {
	Regular: join(FONTS, '400Regular', 'NotoSansSC_400Regular.ttf'),
	Bold: join(FONTS, '700Bold', 'NotoSansSC_700Bold.ttf'),
};

export interface Text {
	/** An SVG element of the text, its top left corner at the point. */
	at(x: number, y: number): string;
	width: number;
	height: number;
}

/** A text at a size in pixels, broken into lines where it is wider than `width`, and cut below `maxHeight`. */
export async function writeText(
	text: string,
	{ colour = '#ffffff', weight = 'Bold', width, maxHeight = Infinity, sizes }: TextOptions,
): Promise<Text> {
	// What Pango takes for markup, and what no XML may hold.
	const plain = text
		.replace(/\p{Cc}/gu, (character) => (character === '\n' ? character : ''))
		.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
	for (const [index, size] of sizes.entries()) {
		const { data, info } = await sharp({
			text: {
				text: `<span foreground="${colour}">${plain.trim() || '–'}</span>`,
				font: `Noto Sans SC ${weight} ${Math.round(size)}`,
				fontfile: FILES[weight],
				dpi: 72,
				width: width && Math.round(width),
				rgba: true,
				wrap: 'word-char',
			},
		})
			.png()
			.toBuffer({ resolveWithObject: true });
		if (info.height > maxHeight && index < sizes.length - 1) continue;
		const height = Math.min(info.height, maxHeight);
		const at = (x: number, y: number): string =>
			`<svg x="${x}" y="${y}" width="${info.width}" height="${height}"><image width="${info.width}" height="${info.height}" href="data:image/png;base64,${data.toString('base64')}"/></svg>`;
		return { at, width: info.width, height };
	}
	throw new Error('A text needs a size');
}

interface TextOptions {
	/** In pixels, the first that fits is taken, or the last. */
	sizes: readonly number[];
	colour?: string;
	weight?: keyof typeof FILES;
	width?: number;
	maxHeight?: number;
}
