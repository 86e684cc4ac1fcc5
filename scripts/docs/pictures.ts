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

async function scaled(picture: Buffer): Promise<{ input: Buffer; width: number }> {
	const { data, info } = await sharp(picture)
		.resize({ height: HEIGHT })
		.png()
		.toBuffer({ resolveWithObject: true });
	return { input: data, width: info.width };
}

function arrow(): Buffer {
	const middle = HEIGHT / 2;
	return Buffer.from(
		`<svg xmlns="http://www.w3.org/2000/svg" width="${ARROW}" height="${HEIGHT}"><path d="M6 ${middle}h34m-12-12 12 12-12 12" fill="none" stroke="#8a8f98" stroke-width="5" stroke-linecap="round" stroke-linejoin="round"/></svg>`,
	);
}

async function row(inputs: Buffer[], results: Buffer[]): Promise<Buffer> {
	const left = await Promise.all(inputs.map(scaled));
	const right = await Promise.all(results.map(scaled));
	const parts = [...left, { input: arrow(), width: ARROW }, ...right];
	let x = 0;
	const placed = parts.map(({ input, width }) => {
		const place = { input, left: x, top: 0 };
		x += width + GAP;
		return place;
	});
	return await sharp({
		create: { width: x - GAP, height: HEIGHT, channels: 3, background: '#ffffff' },
	})
		.composite(placed)
		.webp({ quality: 80 })
		.toBuffer();
}

run(async () => {
	mkdirSync(FOLDER, { recursive: true });
	const simulator = await startSimulator();
	for (const { name, body } of DOCUMENT_USE_CASES) {
		const picture = await row(await inputsOf(body), await resultOf(simulator, body));
		const file = join(FOLDER, `${name}.webp`);
		writeFileSync(file, picture);
		console.log(`${Math.ceil(picture.length / 1024)} KB  ${file}`);
	}
	await simulator.close();
});
