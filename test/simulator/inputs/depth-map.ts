import { between, seededRandom } from '../random';
import { blur, svg, verticalGradient } from './svg';

const WIDTH = 1152;
const HEIGHT = 768;

/** Near is bright, far is dark: trunks to both sides of a path, a bicycle in front. */
export function depthMap(): string {
	const defs =
		verticalGradient('far', '#0a0a0a', '#161616', '#2c2c2c') +
		verticalGradient('ground', '#262626', '#565656', '#929292') +
		verticalGradient('path', '#333333', '#858585', '#dadada') +
		blur('soft', 5) +
		blur('edge', 1.4);
	return svg(
		WIDTH,
		HEIGHT,
		`<defs>${defs}</defs><rect width="${WIDTH}" height="${HEIGHT}" fill="url(#far)"/>` +
			trees() +
			`<g filter="url(#soft)"><path d="M-60 452 Q576 404 1212 452 V828 H-60 Z" fill="url(#ground)"/>` +
			`<path d="M520 430 Q556 424 600 430 C640 520 860 640 990 828 H240 C380 640 520 520 520 430 Z" fill="url(#path)"/></g>` +
			bicycle(),
	);
}

function trees(): string {
	const random = seededRandom(7);
	const layers = [
		{ grey: 26, count: 20, width: 16, base: 446 },
		{ grey: 48, count: 13, width: 30, base: 474 },
		{ grey: 86, count: 6, width: 58, base: 540 },
	];
	return layers
		.map(({ grey, count, width, base }, depth) => {
			const trunks = Array.from({ length: count }, (_, index) => {
				const place = (index + between(random, 0.1, 0.9)) / count;
				const x = place * WIDTH;
				// The nearest trunks leave the middle, and so the path, free.
				if (depth === 2 && Math.abs(x - 560) < 330) return '';
				const half = (width * between(random, 0.7, 1.3)) / 2;
				const crown = `<ellipse cx="${x}" cy="${between(random, 10, 120)}" rx="${half * 6}" ry="${half * 4.2}"/>`;
				return `<path d="M${x - half} -40 L${x - half * 1.5} ${base} H${x + half * 1.5} L${x + half} -40 Z"/>${crown}`;
			}).join('');
			return `<g filter="url(#soft)" fill="rgb(${grey},${grey},${grey})">${trunks}</g>`;
		})
		.join('');
}

function bicycle(): string {
	const wheel = (x: number): string => {
		const spokes = Array.from({ length: 9 }, (_, index) => {
			const angle = (index * Math.PI) / 9;
			const dx = 104 * Math.cos(angle);
			const dy = 104 * Math.sin(angle);
			return `<path d="M${x - dx} ${560 - dy} L${x + dx} ${560 + dy}" stroke-width="2.5" stroke="#bdbdbd"/>`;
		}).join('');
		return `${spokes}<circle cx="${x}" cy="560" r="108" stroke-width="13"/><circle cx="${x}" cy="560" r="11" fill="#e6e6e6"/>`;
	};
	return (
		`<g filter="url(#edge)" fill="none" stroke="#ececec" stroke-linecap="round" stroke-linejoin="round">` +
		`<ellipse cx="560" cy="674" rx="330" ry="15" fill="#9a9a9a" stroke="none"/>` +
		wheel(398) +
		wheel(730) +
		`<g stroke-width="15" stroke="#f6f6f6"><path d="M398 560 L492 408 L676 400 L548 562 L398 560 M492 408 L548 562 M676 400 L730 560"/>` +
		`<path d="M492 408 L478 370 M676 400 L662 342 Q700 318 730 350"/></g>` +
		`<path d="M438 366 Q480 350 522 364" stroke-width="24" stroke="#ffffff"/>` +
		`<circle cx="548" cy="562" r="31" stroke-width="9"/><path d="M548 562 L582 612 M566 616 H604" stroke-width="10"/>` +
		`<path d="M548 532 L398 548 M548 592 L398 572" stroke-width="4"/></g>`
	);
}
