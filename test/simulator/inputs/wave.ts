import { svg, verticalGradient } from './svg';

const WIDTH = 1152;
const HEIGHT = 768;
const DEEP = '#1f3b5c';
const MIDDLE = '#3d6a91';
const LIGHT = '#8fb4c7';
const FOAM = '#f3ecd9';

/** A great wave, a far mountain and a red sun, in the flat colours of a woodblock print: the picture of a style. */
export function wave(): string {
	return svg(
		WIDTH,
		HEIGHT,
		`<defs>${verticalGradient('sky', '#e9cfa4', '#f3e2c0', '#f1dcc0')}</defs>` +
			`<rect width="${WIDTH}" height="${HEIGHT}" fill="url(#sky)"/>` +
			`<circle cx="846" cy="204" r="92" fill="#cf4b37"/>` +
			clouds() +
			mountain() +
			sea() +
			greatWave() +
			`<rect x="16" y="16" width="${WIDTH - 32}" height="${HEIGHT - 32}" fill="none" stroke="${DEEP}" stroke-width="6" opacity="0.55"/>`,
	);
}

function clouds(): string {
	return [
		[640, 150, 220],
		[930, 280, 190],
		[560, 300, 150],
	]
		.map(
			([x = 0, y = 0, length = 0]) =>
				`<path d="M${x} ${y} h${length} M${x + 40} ${y + 20} h${length * 0.8}" stroke="#fbf4e2" stroke-width="13" stroke-linecap="round"/>`,
		)
		.join('');
}

function mountain(): string {
	return (
		`<path d="M610 520 L806 340 Q830 328 852 342 L1060 520 Z" fill="#5b7d99"/>` +
		`<path d="M752 390 L806 340 Q830 328 852 342 L908 390 L880 384 L862 404 L838 384 L812 406 L788 382 Z" fill="${FOAM}"/>`
	);
}

function sea(): string {
	const rows = [
		{ y: 520, height: 26, colour: LIGHT },
		{ y: 576, height: 34, colour: MIDDLE },
		{ y: 650, height: 40, colour: DEEP },
	];
	return rows
		.map(({ y, height, colour }, row) => {
			let path = `M-80 ${y}`;
			for (let x = -80 - row * 50; x < WIDTH + 160; x += 160) {
				path += ` Q${x + 50} ${y - height} ${x + 100} ${y} T${x + 160} ${y}`;
			}
			const foam = `<path d="${path}" fill="none" stroke="${FOAM}" stroke-width="7"/>`;
			return `<path d="${path} V${HEIGHT} H-80 Z" fill="${colour}"/>${foam}`;
		})
		.join('');
}

function greatWave(): string {
	const drops = [
		[548, 236, 9],
		[586, 282, 7],
		[614, 240, 6],
		[520, 190, 7],
		[640, 318, 8],
		[600, 356, 6],
		[470, 150, 6],
		[668, 268, 5],
	]
		.map(([x = 0, y = 0, r = 0]) => `<circle cx="${x}" cy="${y}" r="${r}" fill="${FOAM}"/>`)
		.join('');
	return (
		`<path d="M0 768 V360 C70 190 230 96 376 128 C470 150 540 222 566 316 C520 284 470 280 436 306 C380 352 388 460 470 560 C540 644 650 690 760 768 Z" fill="${DEEP}"/>` +
		`<path d="M40 768 C30 520 120 280 330 206 C250 300 230 460 330 600 C390 680 470 730 560 768 Z" fill="${MIDDLE}"/>` +
		`<path d="M120 768 C110 600 150 440 250 350 C220 470 240 600 330 700 C360 732 390 752 420 768 Z" fill="${LIGHT}"/>` +
		`<path d="M0 368 C70 190 230 92 376 124 C476 148 548 226 570 322 C552 298 540 318 526 296 C514 322 498 290 484 318 C470 292 456 322 440 304 C428 330 408 318 410 344 C390 338 388 366 392 384 C372 330 402 270 450 252 C390 190 250 168 130 250 C70 290 26 340 0 400 Z" fill="${FOAM}"/>` +
		`<path d="M70 300 C150 210 300 170 430 230 M40 420 C70 350 120 300 180 276" stroke="${LIGHT}" stroke-width="6" fill="none"/>` +
		drops
	);
}
