import { Readable } from 'node:stream';
import fc from 'fast-check';

import { type Base64Text, parseBase64 } from '../../../nodes/QwenImageEdit/images/base64Text';
import type { ImageContent } from '../../../nodes/QwenImageEdit/input/content';
import { bodyBytes, type BodyImage, buildBody } from '../../../nodes/QwenImageEdit/wire/body';
import type { BodyPart } from '../../../nodes/QwenImageEdit/wire/requestBody';
import { TestAccess } from '../images/access';
import { makePictures, type Picture } from '../images/pictures';
import { brokenOff, rejectionOf } from '../support';

let pictures: Picture[];
beforeAll(async () => {
	pictures = await makePictures();
});

const textContent = (text: string): ImageContent => ({
	kind: 'base64',
	base64: parseBase64(text) as Base64Text,
});

/** Where the bytes of an image may be. */
const CONTENTS = {
	stored: ({ name }: Picture): ImageContent => ({ kind: 'stored', id: name }),
	text: ({ bytes }: Picture) => textContent(bytes.toString('base64')),
	lines: ({ bytes }: Picture) => textContent(bytes.toString('base64').replace(/.{76}/g, '$&\n')),
	chunks: ({ bytes }: Picture): ImageContent => ({
		kind: 'chunks',
		chunks: [bytes.subarray(0, 50), bytes.subarray(50)],
	}),
};

function imageOf(picture: Picture, content = CONTENTS.stored): BodyImage {
	const { format, width, height, bytes } = picture;
	const header = { format, width, height, mimeType: `image/${format}`, extension: format };
	const image = { ...header, bytes: bytes.length, content: content(picture) };
	return { about: { label: 'Image 1', field: 'imageField' }, image };
}

test('a request body is the JSON with data URIs in it, of the size that was announced', async () => {
	const stored = Object.fromEntries(pictures.map(({ name, bytes }) => [name, bytes]));
	const anyImage = fc.tuple(
		fc.constantFrom(...pictures),
		fc.constantFrom(...Object.values(CONTENTS)),
	);
	await fc.assert(
		fc.asyncProperty(
			fc.array(anyImage, { minLength: 1, maxLength: 3 }),
			fc.string({ unit: 'grapheme' }),
			fc.integer({ min: 1, max: 5000 }),
			async (chosen, prompt, pieceBytes) => {
				const images = chosen.map(([picture, content]) => imageOf(picture, content));
				const parts: BodyPart[] = [
					...images.flatMap((_, image) => [
						{ text: image === 0 ? '{"uris":["' : '","' },
						{ image },
					]),
					{ text: `"],"prompt":${JSON.stringify(prompt)}}` },
				];
				const body = await buildBody(parts, images, new TestAccess(stored, pieceBytes));
				expect(body.length).toBe(bodyBytes(parts, images));
				const uris = chosen.map(
					([{ format, bytes }]) => `data:image/${format};base64,${bytes.toString('base64')}`,
				);
				expect(JSON.parse(body.toString('utf8'))).toEqual({ uris, prompt });
			},
		),
		{ numRuns: 150 },
	);
});

describe('a stored file that is not what it was', () => {
	async function refusal(picture: Picture, access: TestAccess): Promise<string> {
		const failure = await rejectionOf(buildBody([{ image: 0 }], [imageOf(picture)], access));
		expect(failure.kind).toBe('input');
		expect(access.reads.filter(({ isDestroyed }) => !isDestroyed)).toEqual([]);
		return failure.message;
	}

	const CHANGED = "Image 1 has changed in n8n's storage since it was checked";
	const UNREADABLE = "Image 1 cannot be read from n8n's storage";

	test.each<[string, (bytes: Buffer) => Buffer | undefined, string]>([
		['longer', (bytes) => Buffer.concat([bytes, Buffer.alloc(5000)]), CHANGED],
		['shorter', (bytes) => bytes.subarray(0, -1), CHANGED],
		['gone', () => undefined, UNREADABLE],
	])('is refused where it is %s', async (_, changed, message) => {
		const [picture] = pictures as [Picture];
		const file = changed(picture.bytes);
		const access = new TestAccess(file && { [picture.name]: file }, 1000);
		expect(await refusal(picture, access)).toBe(message);
	});

	test('is refused where reading it breaks off', async () => {
		const [picture] = pictures as [Picture];
		const access = new TestAccess();
		access.openFile = async () => Readable.from(brokenOff(picture.bytes.subarray(0, 100)));
		expect(await refusal(picture, access)).toBe(UNREADABLE);
	});

	test('is seen to be cut behind its header before it is sent', async () => {
		for (const picture of pictures.filter(({ endIsKnown }) => endIsKnown)) {
			const bytes = picture.bytes.subarray(0, picture.bytes.length - 40);
			const access = new TestAccess({ [picture.name]: bytes });
			expect([picture.name, await refusal({ ...picture, bytes }, access)]).toEqual([
				picture.name,
				expect.stringMatching(/^Image 1 is a \w+ file that is cut off/),
			]);
		}
	});
});
