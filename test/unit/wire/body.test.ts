import { Readable } from 'node:stream';

import fc from 'fast-check';
import type { IBinaryData } from 'n8n-workflow';
import { Failure } from '../../../nodes/QwenImageEdit/failure';
import { bodyBytes, buildBody, type BodyImage } from '../../../nodes/QwenImageEdit/wire/body';
import type { BodyPart } from '../../../nodes/QwenImageEdit/wire/requestBody';
import { inspectImage, type LocalImageSource } from '../../../nodes/QwenImageEdit/input/inspect';
import { TestAccess } from '../images/access';
import { makePictures, type Picture } from '../images/pictures';
import { expectWellSaid } from '../support';

let pictures: Picture[];
beforeAll(async () => {
	pictures = await makePictures();
});

const about = { label: 'Image 1', field: 'imageField' };
const storedFile: IBinaryData = { id: 'file', data: 'filesystem-v2', mimeType: '' };
const stored: LocalImageSource = { kind: 'file', field: 'data', binary: storedFile };

async function inspected(bytes: Buffer, how: string, access: TestAccess): Promise<BodyImage> {
	if (how === 'chunks') {
		const image = await inspectImage(stored, access, about);
		const half = bytes.length >> 1;
		const chunks = [bytes.subarray(0, half), bytes.subarray(half)];
		return { about, image: { ...image, content: { kind: 'chunks', chunks } } };
	}
	const text = bytes.toString('base64');
	const source: LocalImageSource =
		how === 'stored'
			? stored
			: { kind: 'base64', data: how === 'lines' ? text.replace(/.{76}/g, '$&\n') : text };
	return { about, image: await inspectImage(source, access, about) };
}

describe('a request body', () => {
	test('is the JSON with data URIs in it, of the size that was announced', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.tuple(fc.nat(), fc.constantFrom('stored', 'text', 'lines', 'chunks')), {
					minLength: 1,
					maxLength: 3,
				}),
				fc.string({ unit: 'grapheme' }),
				fc.integer({ min: 1, max: 5000 }),
				async (chosen, prompt, pieceBytes) => {
					const files = chosen.map(
						([index]) => pictures[index % pictures.length]?.bytes ?? Buffer.alloc(0),
					);
					const images: BodyImage[] = [];
					const all = new TestAccess(
						Object.fromEntries(files.map((bytes, index) => [`file${index}`, bytes])),
						pieceBytes,
					);
					for (const [index, bytes] of files.entries()) {
						const one = new TestAccess({ file: bytes });
						const { image } = await inspected(bytes, chosen[index]?.[1] ?? 'stored', one);
						const content =
							image.content.kind === 'stored'
								? { ...image.content, id: `file${index}` }
								: image.content;
						images.push({ about, image: { ...image, content } });
					}
					const parts: BodyPart[] = [
						...images.flatMap((_, index) => [
							{ text: index === 0 ? '{"images":["' : '","' },
							{ image: index },
						]),
						{ text: `"],"text":${JSON.stringify(prompt)}}` },
					];
					const body = await buildBody(parts, images, all);
					expect(body.length).toBe(bodyBytes(parts, images));
					const { images: uris, text } = JSON.parse(body.toString('utf8'));
					expect(text).toBe(prompt);
					expect(uris).toEqual(
						images.map(
							({ image }, index) =>
								`data:${image.mimeType};base64,${files[index]?.toString('base64')}`,
						),
					);
				},
			),
			{ numRuns: 150 },
		);
	});

	test('the same image may be in it twice', async () => {
		const bytes = pictures[0]?.bytes ?? Buffer.alloc(0);
		const access = new TestAccess({ file: bytes });
		const images = [await inspected(bytes, 'stored', access)];
		const body = await buildBody([{ image: 0 }, { text: ' ' }, { image: 0 }], images, access);
		const uri = `data:image/jpeg;base64,${bytes.toString('base64')}`;
		expect(body.toString()).toBe(`${uri} ${uri}`);
	});
});

function* brokenOff(bytes: Buffer) {
	yield bytes.subarray(0, 100);
	throw new Error('The disk is gone');
}

describe('a stored file that is not what it was', () => {
	async function refusal(
		before: Buffer,
		after: Buffer | undefined,
		access = new TestAccess(after === undefined ? {} : { file: after }, 1000),
	): Promise<string> {
		const image = await inspected(before, 'stored', new TestAccess({ file: before }));
		const outcome = await buildBody([{ image: 0 }], [image], access).catch(
			(cause: unknown) => cause,
		);
		if (!(outcome instanceof Failure)) throw new Error('Not refused');
		expect(outcome.kind).toBe('input');
		expectWellSaid(outcome);
		expect(access.reads.filter(({ isDestroyed }) => !isDestroyed)).toEqual([]);
		return outcome.message;
	}

	test('longer, shorter or gone', async () => {
		const bytes = pictures[0]?.bytes ?? Buffer.alloc(0);
		const changed = "Image 1 has changed in n8n's storage since it was checked";
		expect(await refusal(bytes, Buffer.concat([bytes, Buffer.alloc(5000)]))).toBe(changed);
		expect(await refusal(bytes, bytes.subarray(0, -1))).toBe(changed);
		const unreadable = "Image 1 cannot be read from n8n's storage";
		expect(await refusal(bytes, undefined)).toBe(unreadable);
		const breaking = new TestAccess();
		breaking.openFile = async () => Readable.from(brokenOff(bytes));
		expect(await refusal(bytes, undefined, breaking)).toBe(unreadable);
	});

	test('cut behind its header, which is seen before it is sent', async () => {
		for (const { bytes, endIsKnown, name } of pictures) {
			if (!endIsKnown) continue;
			const cut = bytes.subarray(0, bytes.length - 40);
			const access = new TestAccess({ file: cut });
			// The orientation of a WebP stands at its end, so that one is refused before.
			if (name.includes('extended WebP with orientation')) continue;
			await inspectImage(stored, access, about);
			expect([name, await refusal(cut, cut)]).toEqual([
				name,
				expect.stringMatching(/^Image 1 is a \w+ file that is cut off/),
			]);
		}
	});
});
