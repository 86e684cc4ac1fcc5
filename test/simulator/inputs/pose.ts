import { svg } from './svg';

type Point = readonly [number, number];

const WIDTH = 768;
const HEIGHT = 1152;

/** The joints of a person who sits on a stool, in the colours in which pose maps are usually drawn. */
const JOINTS = {
	nose: [372, 210],
	neck: [380, 322],
	rightShoulder: [292, 332],
	rightElbow: [236, 470],
	rightWrist: [318, 574],
	leftShoulder: [468, 332],
	leftElbow: [530, 466],
	leftWrist: [474, 590],
	rightHip: [334, 618],
	rightKnee: [214, 730],
	rightAnkle: [226, 964],
	leftHip: [440, 622],
	leftKnee: [352, 752],
	leftAnkle: [412, 976],
	rightEye: [350, 188],
	leftEye: [396, 190],
	rightEar: [324, 206],
	leftEar: [422, 210],
} satisfies Record<string, Point>;

type Joint = keyof typeof JOINTS;

const LIMBS: ReadonlyArray<readonly [Joint, Joint, string]> = [
	['neck', 'rightShoulder', '#ff3b30'],
	['rightShoulder', 'rightElbow', '#ff9500'],
	['rightElbow', 'rightWrist', '#ffcc00'],
	['neck', 'leftShoulder', '#c7e000'],
	['leftShoulder', 'leftElbow', '#8be000'],
	['leftElbow', 'leftWrist', '#34c759'],
	['neck', 'rightHip', '#00c78c'],
	['rightHip', 'rightKnee', '#00c7be'],
	['rightKnee', 'rightAnkle', '#30b0ff'],
	['neck', 'leftHip', '#2f7dff'],
	['leftHip', 'leftKnee', '#3a4bff'],
	['leftKnee', 'leftAnkle', '#5856d6'],
	['neck', 'nose', '#7d4dff'],
	['nose', 'rightEye', '#af52de'],
	['rightEye', 'rightEar', '#d64fd0'],
	['nose', 'leftEye', '#ff2d92'],
	['leftEye', 'leftEar', '#ff2d55'],
];

/** A sitting pose as a skeleton on black, with the faint figure it stands for. */
export function pose(): string {
	const limbs = LIMBS.map(([from, to, colour]) => {
		const [x1, y1] = JOINTS[from];
		const [x2, y2] = JOINTS[to];
		const width = from === 'nose' || to.endsWith('Ear') ? 9 : 17;
		return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${colour}" stroke-width="${width}"/>`;
	}).join('');
	const joints = Object.values(JOINTS)
		.map(([x, y]) => `<circle cx="${x}" cy="${y}" r="11"/>`)
		.join('');
	return svg(
		WIDTH,
		HEIGHT,
		`<rect width="${WIDTH}" height="${HEIGHT}" fill="#101014"/>` +
			`<g fill="none" stroke="#2b2b35" stroke-linecap="round" stroke-linejoin="round">${figure()}</g>` +
			`<g stroke-linecap="round" opacity="0.95">${limbs}</g><g fill="#ffffff">${joints}</g>`,
	);
}

function figure(): string {
	return (
		`<path d="M262 680 H540 M300 690 L268 1030 M506 690 L538 1030 M286 870 H520" stroke="#23232b" stroke-width="22"/>` +
		`<ellipse cx="373" cy="206" rx="62" ry="78" fill="#2b2b35" stroke="none"/>` +
		`<path d="M380 322 V600" stroke-width="170"/><path d="M300 340 L236 470 L318 574" stroke-width="54"/><path d="M460 340 L530 466 L474 590" stroke-width="54"/>` +
		`<path d="M346 622 L214 730 L226 964" stroke-width="76"/><path d="M430 622 L352 752 L412 976" stroke-width="76"/>` +
		`<path d="M226 976 L176 992 M412 988 L362 1006" stroke-width="42"/>`
	);
}
