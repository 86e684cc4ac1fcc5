import type { Drawable } from './drawable';
import type { Look } from './look';

/** Colours that an instruction may name, in both languages. */
const NAMED: ReadonlyArray<readonly [RegExp, string]> = [
	[/红|\bred\b/i, '#de3426'],
	[/蓝|\bblue\b/i, '#3478e6'],
	[/绿|\bgreen\b/i, '#46aa54'],
	[/黄|\byellow\b/i, '#facc3c'],
	[/粉|\bpink\b/i, '#f682b0'],
	[/紫|\bpurple\b/i, '#9654d2'],
	[/橙|\borange\b/i, '#f58a2c'],
];

/** Dark lines where brightness changes sharply, over what an earlier step called `in`. */
const OUTLINE =
	'<feColorMatrix in="SourceGraphic" type="luminanceToAlpha"/>' +
	'<feConvolveMatrix order="3" kernelMatrix="-1 -1 -1 -1 8 -1 -1 -1 -1" divisor="1" edgeMode="duplicate"/>' +
	'<feComponentTransfer result="lines"><feFuncA type="linear" slope="4" intercept="-0.5"/></feComponentTransfer>' +
	'<feMerge><feMergeNode in="coloured"/><feMergeNode in="lines"/></feMerge>';

/** Few, strong colours, as in a cartoon. */
const CARTOON =
	'<feColorMatrix type="saturate" values="1.7"/><feComponentTransfer result="coloured">' +
	['R', 'G', 'B']
		.map((channel) => `<feFunc${channel} type="discrete" tableValues="0.05 0.3 0.55 0.8 1"/>`)
		.join('') +
	`</feComponentTransfer>${OUTLINE}`;

/** Whether a request with two images asks for the one in the style of the other. */
export function isStyleTransfer(prompt: string, inputs: readonly Drawable[]): boolean {
	return inputs.length === 2 && /风格|画风|style/i.test(prompt);
}

/** What an instruction does to the first image, as steps of an SVG filter; nothing where no program could do it. */
export function effectOf(prompt: string, [first, second]: readonly Drawable[], look: Look): string {
	if (second) return gradientMap(second.palette) + OUTLINE;
	if (first?.isGrey) {
		const wanted = NAMED.find(([word]) => word.test(prompt))?.[1];
		return gradientMap(wanted ? [...look.palette.slice(0, -1), wanted] : look.palette);
	}
	if (/动漫|漫画|卡通|anime|cartoon|manga|comic/i.test(prompt)) return CARTOON;
	const isMonochrome = /黑白|black[ -]and[ -]white|monochrome/i.test(prompt);
	return isMonochrome ? gradientMap(['#0c0c0e', '#fafaf8']) : '';
}

/** Colours an image by its brightness, from the palette's first (dark) to its last (bright). */
function gradientMap(palette: readonly string[]): string {
	const functions = ['R', 'G', 'B'].map((channel, index) => {
		const values = palette.map(
			(colour) => parseInt(colour.slice(1 + index * 2, 3 + index * 2), 16) / 255,
		);
		return `<feFunc${channel} type="table" tableValues="${values.join(' ')}"/>`;
	});
	return `<feColorMatrix type="saturate" values="0"/><feComponentTransfer result="coloured">${functions.join('')}</feComponentTransfer>`;
}
