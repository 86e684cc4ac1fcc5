import { blur, svg, verticalGradient } from './svg';

const WIDTH = 768;
const HEIGHT = 1152;

/** A young woman in a light sweater and jeans before a warm wall, from head to knees. */
export function person(): string {
	const defs =
		verticalGradient('wall', '#f6e7d8', '#f0d9c4', '#e3c3a6') +
		verticalGradient('skin', '#fbd9bf', '#f3c3a2') +
		verticalGradient('hair', '#5b3a2a', '#3a231a') +
		verticalGradient('sweater', '#8fc1c4', '#5f9ca5') +
		verticalGradient('jeans', '#5b79a8', '#3f5a86') +
		blur('soft', 26) +
		blur('blush', 7);
	return svg(
		WIDTH,
		HEIGHT,
		`<defs>${defs}</defs><rect width="${WIDTH}" height="${HEIGHT}" fill="url(#wall)"/>` +
			`<circle cx="600" cy="210" r="150" fill="#fff6ea" opacity="0.75" filter="url(#soft)"/>` +
			`<ellipse cx="410" cy="1120" rx="250" ry="60" fill="#b98d68" opacity="0.35" filter="url(#soft)"/>` +
			hairBehind() +
			body() +
			head(),
	);
}

function hairBehind(): string {
	return `<path d="M246 330 C236 150 532 150 522 330 C530 430 560 520 538 610 C500 640 450 610 440 560 H328 C318 610 268 640 230 610 C208 520 238 430 246 330 Z" fill="url(#hair)"/>`;
}

function body(): string {
	return (
		// Jeans
		`<path d="M266 820 H502 L520 1152 H398 L386 920 L372 1152 H248 Z" fill="url(#jeans)"/>` +
		`<path d="M386 846 V920" stroke="#31476b" stroke-width="4"/><path d="M272 846 Q384 864 496 846" stroke="#31476b" stroke-width="5" fill="none"/>` +
		// Neck
		`<path d="M340 440 H428 V520 Q384 560 340 520 Z" fill="#eab795"/>` +
		// Arms
		`<path d="M270 540 C206 570 190 690 186 820 L196 900 H244 L256 820 L282 690 Z" fill="url(#sweater)"/>` +
		`<path d="M498 540 C562 570 578 690 582 820 L572 900 H524 L512 820 L486 690 Z" fill="url(#sweater)"/>` +
		`<path d="M196 898 Q190 960 212 974 Q238 976 244 898 Z M572 898 Q578 960 556 974 Q530 976 524 898 Z" fill="url(#skin)"/>` +
		// Sweater
		`<path d="M336 508 C300 518 268 530 256 560 L262 846 Q384 878 506 846 L512 560 C500 530 468 518 432 508 Q384 560 336 508 Z" fill="url(#sweater)"/>` +
		`<path d="M336 508 Q384 560 432 508" stroke="#d5ecec" stroke-width="12" fill="none" stroke-linecap="round"/>` +
		`<path d="M263 822 Q384 852 505 822" stroke="#4e8790" stroke-width="6" fill="none"/>` +
		`<g stroke="#b7dcdd" stroke-width="6" opacity="0.55" fill="none"><path d="M262 640 Q384 668 506 640"/><path d="M262 676 Q384 704 506 676"/></g>` +
		`<path d="M282 690 L268 560 M486 690 L500 560" stroke="#4e8790" stroke-width="4" opacity="0.7"/>`
	);
}

function head(): string {
	return (
		`<ellipse cx="384" cy="346" rx="112" ry="134" fill="url(#skin)"/>` +
		// Fringe
		`<path d="M268 352 C256 186 512 186 500 352 C490 296 462 262 424 246 C386 282 322 296 286 290 C276 308 272 330 268 352 Z" fill="url(#hair)"/>` +
		`<path d="M330 214 Q392 188 444 226" stroke="#7d5640" stroke-width="7" fill="none" opacity="0.6" stroke-linecap="round"/>` +
		`<g filter="url(#blush)" fill="#f19a86" opacity="0.7"><ellipse cx="318" cy="396" rx="24" ry="13"/><ellipse cx="450" cy="396" rx="24" ry="13"/></g>` +
		// Eyes
		`<g fill="#3b2a22"><ellipse cx="340" cy="356" rx="12" ry="15"/><ellipse cx="428" cy="356" rx="12" ry="15"/></g>` +
		`<g fill="#ffffff"><circle cx="344" cy="351" r="4.5"/><circle cx="432" cy="351" r="4.5"/></g>` +
		`<g stroke="#4a2f22" stroke-width="6" fill="none" stroke-linecap="round"><path d="M320 326 Q340 314 360 324"/><path d="M408 324 Q428 314 448 326"/></g>` +
		`<path d="M384 366 Q376 396 388 400" stroke="#d99a78" stroke-width="5" fill="none" stroke-linecap="round"/>` +
		// A calm mouth: the document asks to make it smile
		`<path d="M358 432 Q384 438 410 432" stroke="#c25f58" stroke-width="8" fill="none" stroke-linecap="round"/>`
	);
}
