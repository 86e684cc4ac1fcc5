import { blur, horizontalGradient, svg, verticalGradient } from './svg';

const WIDTH = 768;
const HEIGHT = 1152;

/** A black dress on a tailor's bust, as a shop would show it. */
export function dress(): string {
	const defs =
		verticalGradient('wall', '#fbfaf8', '#efece7', '#dcd6cd') +
		horizontalGradient('cloth', '#0f0f14', '#33333d', '#17171d', '#3a3a45', '#0d0d12') +
		horizontalGradient('bodice', '#111116', '#3a3a44', '#131318') +
		horizontalGradient('linen', '#cdbfa8', '#efe4d0', '#bfb097') +
		blur('soft', 22);
	return svg(
		WIDTH,
		HEIGHT,
		`<defs>${defs}</defs><rect width="${WIDTH}" height="${HEIGHT}" fill="url(#wall)"/>` +
			`<ellipse cx="384" cy="1090" rx="220" ry="26" fill="#8d8577" opacity="0.55" filter="url(#soft)"/>` +
			stand() +
			skirt() +
			bodice(),
	);
}

function stand(): string {
	return (
		`<rect x="374" y="900" width="20" height="176" fill="#6d5238"/>` +
		`<path d="M300 1088 Q384 1040 468 1088" stroke="#6d5238" stroke-width="18" fill="none" stroke-linecap="round"/>` +
		// The bust's neck and shoulders
		`<path d="M352 96 H416 L424 190 Q500 204 522 250 L500 330 H268 L246 250 Q268 204 344 190 Z" fill="url(#linen)"/>` +
		`<ellipse cx="384" cy="96" rx="33" ry="12" fill="#7d6044"/><rect x="374" y="58" width="20" height="38" rx="8" fill="#7d6044"/>`
	);
}

function skirt(): string {
	const folds = [250, 306, 350, 418, 470, 520]
		.map((x) => {
			const top = 384 + (x - 384) * 0.38;
			return `<path d="M${top} 540 Q${(top + x) / 2 - 6} 760 ${x} 968" stroke="#4b4b58" stroke-width="5" opacity="0.65" fill="none"/>`;
		})
		.join('');
	return (
		`<path d="M296 520 H472 C520 660 600 820 626 946 Q592 984 548 958 Q504 996 452 964 Q410 998 366 966 Q318 998 272 962 Q222 990 142 946 C168 820 248 660 296 520 Z" fill="url(#cloth)"/>` +
		folds
	);
}

function bodice(): string {
	return (
		`<path d="M290 226 L316 214 Q330 300 384 304 Q438 300 452 214 L478 226 C492 290 516 330 492 396 C478 440 472 480 474 526 H294 C296 480 290 440 276 396 C252 330 276 290 290 226 Z" fill="url(#bodice)"/>` +
		`<path d="M316 214 Q330 300 384 304 Q438 300 452 214" stroke="#55555f" stroke-width="5" fill="none"/>` +
		`<path d="M294 508 H474 V544 H294 Z" fill="#050507"/><path d="M294 508 H474" stroke="#5a5a66" stroke-width="3"/>` +
		`<g fill="#050507"><path d="M384 526 L330 494 V558 Z M384 526 L438 494 V558 Z"/><circle cx="384" cy="526" r="13"/></g>` +
		`<path d="M372 538 L350 640 L376 628 L384 548 L392 628 L418 640 L396 538 Z" fill="#050507"/>`
	);
}
