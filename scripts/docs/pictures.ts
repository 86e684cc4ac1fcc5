/**
 * `npm run docs:pictures`: draws the pictures of docs/use-cases.md with the simulator: what goes in, and what comes out for
 * the request of the API document. The drawing stands for the model; it shows what was asked.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import axios from 'axios';
import sharp from 'sharp';

import { contentOf, DOCUMENT_USE_CASES, type DocumentRequest } from '../../test/fixtures/document';

import { startSimulator, type Simulator } from '../../test/simulator';
import { documentInput } from '../../test/simulator/inputs';
import { run } from '../main';

const FOLDER = join(__dirname, '../../docs/images/use-cases');
const HEIGHT = 240;
const GAP = 12;
const ARROW = 56;
/** The same seed gives the same picture, so that drawing them again changes nothing. */
const SEED = 20251215;

async function resultOf(simulator: Simulator, body: DocumentRequest): Promise<Buffer[]> {
	const request = { ...body, parameters: { seed: SEED, ...body.parameters } };
	const answer = await axios.post<unknown>(`${simulator.url}/v1/images/generations`, request, {
		headers: { Authorization: 'Bearer sk-simulator' },
	});
	const urls = [...JSON.stringify(answer.data).matchAll(/"image":"([^"]+)"/g)];
	return await Promise.all(
		urls.map(async ([, url = '']) => {
			const { data } = await axios.get<Buffer>(url, { responseType: 'arraybuffer' });
			return data;
		}),
	);
}

async function inputsOf(body: DocumentRequest): Promise<Buffer[]> {
	return await Promise.all(
		contentOf(body).urls.map(async (url) => {
			const bytes = await documentInput(new URL(url));
			if (!bytes) throw new Error(`The simulator has no picture for ${url}`);
			return bytes;
		}),
	);
}

function arrow(): Buffer {
	const middle = HEIGHT / 2;
	return Buffer.from(
		`<svg xmlns="http://www.w3.org/2000/svg" width="${ARROW}" height="${HEIGHT}"><path d="M6 ${middle}h34m-12-12 12 12-12 12" fill="none" stroke="#8a8f98" stroke-width="5" stroke-linecap="round" stroke-linejoin="round"/></svg>`,
	);
}

/** The pictures in one row. */
async function row(pictures: Buffer[]): Promise<Buffer> {
	const scaled = await Promise.all(
		pictures.map(async (picture) => {
			const image = sharp(picture).resize({ height: HEIGHT }).png();
			return await image.toBuffer({ resolveWithObject: true });
		}),
	);
	let width = -GAP;
	const placed = scaled.map(({ data, info }) => {
		const left = width + GAP;
		width = left + info.width;
		return { input: data, left, top: 0 };
	});
	const background = { width, height: HEIGHT, channels: 3, background: '#ffffff' } as const;
	return await sharp({ create: background }).composite(placed).webp({ quality: 80 }).toBuffer();
}

run(async () => {
	mkdirSync(FOLDER, { recursive: true });
	const simulator = await startSimulator();
	for (const { name, body } of DOCUMENT_USE_CASES) {
		const results = await resultOf(simulator, body);
		const picture = await row([...(await inputsOf(body)), arrow(), ...results]);
		const file = join(FOLDER, `${name}.webp`);
		writeFileSync(file, picture);
		console.log(`${Math.ceil(picture.length / 1024)} KB  ${file}`);
	}
	await simulator.close();
});
