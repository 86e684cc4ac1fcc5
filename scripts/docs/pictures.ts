/**
 * `npm run docs:pictures`: draws the pictures of docs/use-cases.md with the simulator: what goes in, and what comes out for
 * the request of the API document. The drawing stands for the model; it shows what was asked.
 */
import '../../test/engine/harness/environment';

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';

import { DOCUMENT_USE_CASES } from '../../test/fixtures/document';
import { runUseCase, simulatedService, type Picture } from '../demo/run';
import { run } from '../main';

const FOLDER = join(__dirname, '../../docs/images/use-cases');
const HEIGHT = 240;
const GAP = 12;
/** The same seed gives the same picture, so that drawing them again changes nothing. */
const SEED = 20251215;

const ARROW = Buffer.from(
	`<svg xmlns="http://www.w3.org/2000/svg" width="56" height="${HEIGHT}"><path d="M6 ${HEIGHT / 2}h34m-12-12 12 12-12 12" fill="none" stroke="#8a8f98" stroke-width="5" stroke-linecap="round" stroke-linejoin="round"/></svg>`,
);

async function saveRow(pictures: Array<string | Buffer>, file: string): Promise<void> {
	let width = 0;
	const placed = [];
	for (const picture of pictures) {
		const image = sharp(picture).resize({ height: HEIGHT }).png();
		const { data, info } = await image.toBuffer({ resolveWithObject: true });
		placed.push({ input: data, left: width, top: 0 });
		width += info.width + GAP;
	}
	const background = {
		width: width - GAP,
		height: HEIGHT,
		channels: 3,
		background: '#fff',
	} as const;
	const row = sharp({ create: background }).composite(placed).webp({ quality: 80 });
	console.log(`${Math.ceil((await row.toFile(file)).size / 1024)} KB  ${file}`);
}

run(async () => {
	const service = await simulatedService();
	const folder = await mkdtemp(join(tmpdir(), 'qwen-image-edit-pictures-'));
	for (const useCase of DOCUMENT_USE_CASES) {
		const { body, name } = useCase;
		const seeded = { ...body, parameters: { seed: SEED, ...body.parameters } };
		const made = await runUseCase({ ...useCase, body: seeded }, service, folder);
		const fileOf = ({ source }: Picture): string => join(folder, source);
		const pictures = [...made.inputs.map(fileOf), ARROW, ...made.results.map(fileOf)];
		await saveRow(pictures, join(FOLDER, `${name}.webp`));
	}
	await rm(folder, { recursive: true });
	await service.close();
});
