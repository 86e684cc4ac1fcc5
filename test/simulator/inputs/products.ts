import { blur, horizontalGradient, svg, verticalGradient } from './svg';

const SIDE = 1024;

/** A product before a studio's plain background, on a soft shadow. */
function studio(
	background: readonly [string, string],
	shadow: { y: number; width: number },
	defs: string,
	product: string,
): string {
	const all = verticalGradient('wall', ...background) + blur('soft', 20) + defs;
	return svg(
		SIDE,
		SIDE,
		`<defs>${all}</defs><rect width="${SIDE}" height="${SIDE}" fill="url(#wall)"/>` +
			`<ellipse cx="512" cy="${shadow.y}" rx="${shadow.width}" ry="34" fill="#4d4036" opacity="0.4" filter="url(#soft)"/>` +
			product,
	);
}

/** A red mug with steam. */
export function mug(): string {
	const defs =
		horizontalGradient('glaze', '#a92323', '#e8513f', '#d43c30', '#8f1b1d') +
		verticalGradient('coffee', '#5a3319', '#2c1609');
	return studio(
		['#fbf6ef', '#e6dccd'],
		{ y: 846, width: 300 },
		defs,
		`<path d="M706 430 C860 410 872 690 694 690" fill="none" stroke="#b72a28" stroke-width="52"/>` +
			`<path d="M706 430 C836 420 846 676 696 676" fill="none" stroke="#ea6a58" stroke-width="10" opacity="0.6"/>` +
			`<path d="M290 360 H726 L706 790 Q700 852 630 856 H386 Q316 852 310 790 Z" fill="url(#glaze)"/>` +
			`<ellipse cx="508" cy="360" rx="218" ry="56" fill="#f3ddd0"/><ellipse cx="508" cy="366" rx="192" ry="43" fill="url(#coffee)"/>` +
			`<path d="M346 440 L360 770" stroke="#ffb3a2" stroke-width="26" opacity="0.5" stroke-linecap="round"/>` +
			`<path d="M508 560 c-40 -56 -118 -16 -78 48 c22 36 58 56 78 78 c20 -22 56 -42 78 -78 c40 -64 -38 -104 -78 -48 Z" fill="#fbe9dd"/>` +
			`<g filter="url(#soft)" fill="none" stroke="#ffffff" stroke-width="26" opacity="0.95" stroke-linecap="round"><path d="M440 290 C400 230 480 190 440 120"/><path d="M560 290 C520 230 600 190 560 110"/></g>`,
	);
}

/** A running shoe, seen from its side. */
export function shoe(): string {
	const defs =
		verticalGradient('upper', '#3f8df0', '#1f5fc4') +
		verticalGradient('sole', '#ffffff', '#d7dde6');
	const laces = [0, 1, 2, 3]
		.map((step) => {
			const x = 470 + step * 50;
			const y = 420 + step * 42;
			return `<path d="M${x - 34} ${y + 34} L${x + 34} ${y - 6}" stroke="#ffffff" stroke-width="17" stroke-linecap="round"/>`;
		})
		.join('');
	return studio(
		['#f3f7fb', '#d3dfe9'],
		{ y: 802, width: 410 },
		defs,
		`<path d="M150 640 C140 520 150 400 186 356 C226 330 292 392 366 384 C412 378 434 356 456 372 L642 548 C700 590 800 590 858 640 C888 668 892 700 886 716 H152 Z" fill="url(#upper)"/>` +
			`<path d="M186 356 C226 330 292 392 366 384 C330 430 240 440 176 410 Z" fill="#173f86"/>` +
			`<path d="M430 392 L452 372 L642 548 L604 600 Z" fill="#174b9f"/>${laces}` +
			`<path d="M262 690 C330 560 420 520 500 540 C430 570 400 620 388 700 Z" fill="#ffd34d"/>` +
			`<path d="M760 600 C830 606 880 650 888 706 L770 712 Z" fill="#174b9f" opacity="0.75"/>` +
			`<path d="M132 700 C300 736 700 736 896 700 C916 730 900 780 850 788 H190 C140 784 122 740 132 700 Z" fill="url(#sole)"/>` +
			`<path d="M140 742 C300 766 700 766 896 742" stroke="#ff7a45" stroke-width="12" fill="none"/>` +
			`<path d="M210 788 v-16 m80 16 v-16 m80 16 v-16 m80 16 v-16 m80 16 v-16 m80 16 v-16 m80 16 v-16 m80 16 v-16" stroke="#9aa6b5" stroke-width="9"/>`,
	);
}

/** A brown leather bag. */
export function bag(): string {
	const defs =
		verticalGradient('leather', '#b9763d', '#8a4f22') +
		verticalGradient('flap', '#c98a50', '#a4652f');
	return studio(
		['#f6f2ea', '#ddd2c0'],
		{ y: 842, width: 340 },
		defs,
		`<path d="M352 430 C352 160 672 160 672 430" fill="none" stroke="#70401b" stroke-width="36"/>` +
			`<path d="M352 430 C352 172 672 172 672 430" fill="none" stroke="#a8703d" stroke-width="8" stroke-dasharray="18 12"/>` +
			`<path d="M232 420 H792 Q820 420 824 450 L852 800 Q854 846 806 848 H218 Q170 846 172 800 L200 450 Q204 420 232 420 Z" fill="url(#leather)"/>` +
			`<path d="M212 420 H812 L826 560 Q780 668 512 676 Q244 668 198 560 Z" fill="url(#flap)"/>` +
			`<path d="M222 556 Q270 646 512 654 Q754 646 802 556" fill="none" stroke="#f0c898" stroke-width="6" stroke-dasharray="16 10"/>` +
			`<path d="M196 820 H828" stroke="#e4b482" stroke-width="5" stroke-dasharray="16 10" opacity="0.8"/>` +
			`<rect x="462" y="606" width="100" height="124" rx="16" fill="#70401b"/><rect x="480" y="624" width="64" height="64" rx="10" fill="none" stroke="#e7c46a" stroke-width="13"/><path d="M512 640 V708" stroke="#e7c46a" stroke-width="13" stroke-linecap="round"/>` +
			`<path d="M256 450 Q512 438 768 450" stroke="#e7b684" stroke-width="12" fill="none" opacity="0.5"/>`,
	);
}

/** A table lamp, lit. */
export function lamp(): string {
	const defs =
		verticalGradient('shade', '#fff1c4', '#f6cf7a') +
		horizontalGradient('brass', '#8a6a2f', '#e3c274', '#7d5d26') +
		`<radialGradient id="glow" cx="0.5" cy="0.4" r="0.6"><stop offset="0" stop-color="#ffdf94" stop-opacity="0.9"/><stop offset="1" stop-color="#ffdf94" stop-opacity="0"/></radialGradient>`;
	return studio(
		['#3f4a5c', '#5d6778'],
		{ y: 872, width: 230 },
		defs,
		`<rect width="1024" height="1024" fill="url(#glow)"/>` +
			`<rect x="494" y="480" width="36" height="360" fill="url(#brass)"/><ellipse cx="512" cy="700" rx="40" ry="52" fill="url(#brass)"/>` +
			`<path d="M356 870 Q360 826 512 822 Q664 826 668 870 Z" fill="url(#brass)"/><rect x="350" y="864" width="324" height="20" rx="10" fill="#6d5122"/>` +
			`<path d="M376 190 H648 L752 500 Q512 548 272 500 Z" fill="url(#shade)"/>` +
			`<path d="M376 190 H648 L654 208 H370 Z" fill="#fffaf0"/><path d="M278 486 Q512 532 746 486 L752 500 Q512 548 272 500 Z" fill="#d99f3c"/>` +
			`<g stroke="#e9bd62" stroke-width="4" opacity="0.6"><path d="M430 200 L372 506"/><path d="M512 200 V522"/><path d="M594 200 L652 506"/></g>` +
			`<path d="M620 516 V600" stroke="#e3c274" stroke-width="5"/><circle cx="620" cy="608" r="12" fill="#e3c274"/>`,
	);
}

/** A wrist watch with a green dial. */
export function watch(): string {
	const defs =
		horizontalGradient('steel', '#8d97a3', '#f4f7fa', '#8b95a1') +
		horizontalGradient('strap', '#5a3720', '#8a5a37', '#52301b') +
		`<radialGradient id="dial"><stop offset="0" stop-color="#2f8a63"/><stop offset="1" stop-color="#12422f"/></radialGradient>`;
	const marks = Array.from({ length: 12 }, (_, hour) => {
		const long = hour % 3 === 0;
		return `<rect x="${long ? 503 : 507}" y="322" width="${long ? 18 : 10}" height="${long ? 54 : 34}" rx="4" fill="#f3efe0" transform="rotate(${hour * 30} 512 512)"/>`;
	}).join('');
	return studio(
		['#f4f4f1', '#d8dad6'],
		{ y: 930, width: 200 },
		defs,
		`<path d="M404 330 L420 70 H604 L620 330 Z M404 694 L420 954 H604 L620 694 Z" fill="url(#strap)"/>` +
			`<path d="M436 90 L424 320 M588 90 L600 320 M436 934 L424 704 M588 934 L600 704" stroke="#d0a271" stroke-width="5" stroke-dasharray="14 9"/>` +
			`<rect x="752" y="482" width="46" height="60" rx="10" fill="url(#steel)"/>` +
			`<circle cx="512" cy="512" r="250" fill="url(#steel)"/><circle cx="512" cy="512" r="214" fill="#5d6670"/><circle cx="512" cy="512" r="206" fill="url(#dial)"/>${marks}` +
			`<g stroke="#f7f3e6" stroke-linecap="round"><path d="M512 512 L424 436" stroke-width="17"/><path d="M512 512 L606 386" stroke-width="12"/></g>` +
			`<path d="M512 560 L512 340" stroke="#ff6a4d" stroke-width="5" transform="rotate(200 512 512)"/><circle cx="512" cy="512" r="13" fill="#ff6a4d"/>` +
			`<path d="M352 420 A190 190 0 0 1 470 326" stroke="#ffffff" stroke-width="14" opacity="0.35" fill="none" stroke-linecap="round"/>`,
	);
}
