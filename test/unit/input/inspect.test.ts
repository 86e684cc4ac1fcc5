import fc from 'fast-check';
import type { IBinaryData } from 'n8n-workflow';
import sharp from 'sharp';
import { Failure } from '../../../nodes/QwenImageEdit/failure';
import { imageLabel } from '../../../nodes/QwenImageEdit/input/content';
import { hintsFor } from '../../../nodes/QwenImageEdit/input/imageHints';
import { inspectImage, type LocalImageSource } from '../../../nodes/QwenImageEdit/input/inspect';
import { TestAccess } from '../images/access';
import { bmp, makePictures, type Picture } from '../images/pictures';
import { expectWellSaid } from '../support';

const about = { label: 'Image 2', field: 'imageField' };
const MEGABYTE = 1024 * 1024;

let pictures: Picture[];
beforeAll(async () => {
	pictures = await makePictures();
});

function stored(fileName?: string): LocalImageSource {
	const binary: IBinaryData = {
		id: 'file',
		data: 'filesystem-v2',
		mimeType: 'image/jpeg',
		fileName,
	};
	return { kind: 'file', field: 'data', binary };
}

/** A file of n8n's binary mode `default`. */
function inMemory(bytes: Buffer, fileName?: string): LocalImageSource {
	const binary: IBinaryData = { data: bytes.toString('base64'), mimeType: 'image/jpeg', fileName };
	return { kind: 'file', field: 'data', binary };
}

const asText = (bytes: Buffer, prefix = ''): LocalImageSource => ({
	kind: 'base64',
	data: prefix + bytes.toString('base64'),
});

async function refusal(source: LocalImageSource, access = new TestAccess()): Promise<Failure> {
	const outcome = await inspectImage(source, access, about).catch((cause: unknown) => cause);
	if (!(outcome instanceof Failure)) throw new Error(`Not refused: ${String(outcome)}`);
	expect([outcome.kind, outcome.field, outcome.repeat]).toEqual(['input', 'imageField', 'never']);
	expectWellSaid(outcome);
	return outcome;
}

describe('what is found', () => {
	test('is the same for a stored file, a file in memory and text', async () => {
		for (const { bytes, format, width, height } of pictures) {
			const access = new TestAccess({ file: bytes });
			const sources: Array<[LocalImageSource, string]> = [
				[stored(), 'stored'],
				[inMemory(bytes), 'base64'],
				[asText(bytes), 'base64'],
				[asText(bytes, 'data:a/b;base64,'), 'base64'],
			];
			for (const [source, kind] of sources) {
				const { content, mimeType, extension, ...image } = await inspectImage(
					source,
					access,
					about,
				);
				expect(image).toEqual({ format, width, height, bytes: bytes.length });
				expect(mimeType).toBe(`image/${format}`);
				expect(extension).toBe(format === 'jpeg' ? 'jpg' : format);
				expect(content.kind).toBe(kind);
			}
		}
	});

	test('of a stored file only the header is read, and the stream is ended', async () => {
		const noise = Buffer.alloc(1200 * 900 * 3);
		for (let at = 0; at < noise.length; at++) noise[at] = (at * 2654435761) >>> 13;
		const jpeg = await sharp(noise, { raw: { width: 1200, height: 900, channels: 3 } })
			.jpeg({ quality: 98 })
			.toBuffer();
		expect(jpeg.length).toBeGreaterThan(300_000);
		const access = new TestAccess({ file: jpeg }, 4096);
		await inspectImage(stored(), access, about);
		await new Promise((resolve) => setImmediate(resolve));
		expect(access.reads).toHaveLength(1);
		// Node reads a little ahead of what is taken.
		expect(access.reads[0]?.taken).toBeLessThan(150_000);
		expect(access.reads[0]?.isDestroyed).toBe(true);
	});

	test('does not depend on the name', async () => {
		const png = pictures.find(({ format }) => format === 'png')?.bytes ?? Buffer.alloc(0);
		const image = await inspectImage(stored('photo.jpg'), new TestAccess({ file: png }), about);
		expect([image.mimeType, image.extension]).toEqual(['image/png', 'png']);
	});
});

describe('what is refused', () => {
	const heic = Buffer.concat([
		Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'),
		Buffer.alloc(99, 1),
	]);
	const html = Buffer.from('<!doctype html><html><body>Sign in</body></html>');

	test('another kind of file, by what it is and what its name says', async () => {
		const { message, description } = await refusal(
			stored('IMG_1.jpg'),
			new TestAccess({ file: heic }),
		);
		expect(message).toBe('Image 2 is HEIC (its name says .jpg)');
		expect(description).toMatch(/JPG, PNG, BMP, TIFF, WebP and GIF.*10 MB.*File: IMG_1\.jpg/);
		expect((await refusal(asText(heic, 'data:image/png;base64,'))).message).toBe(
			'Image 2 is HEIC (its prefix says image/png)',
		);
		expect((await refusal(inMemory(html))).message).toBe('Image 2 is a web page (HTML)');
	});

	test('names from outside stay out of the message, which n8n would rewrite', async () => {
		const { message, description } = await refusal(
			stored('preexisting ENOENT.enoent'),
			new TestAccess({ file: heic }),
		);
		expect(message).toBe('Image 2 is HEIC');
		expect(description).toContain('preexisting');
	});

	test('bytes of no known kind', async () => {
		expect((await refusal(asText(Buffer.from([1, 2, 3, 4, 5, 0, 0, 9])))).message).toBe(
			'Image 2 is not an image the service can read',
		);
	});

	test('nothing at all', async () => {
		for (const source of [stored(), inMemory(Buffer.alloc(0)), asText(Buffer.alloc(0))]) {
			const access = new TestAccess({ file: Buffer.alloc(0) });
			expect((await refusal(source, access)).message).toBe('Image 2 is empty');
		}
	});

	test('more than 10 MB, to the byte and without reading it', async () => {
		const just = Buffer.alloc(10 * MEGABYTE);
		bmp(1000, 1000).copy(just);
		const over = Buffer.concat([just, Buffer.alloc(1)]);
		const access = new TestAccess({ file: just });
		expect((await inspectImage(stored(), access, about)).bytes).toBe(10 * MEGABYTE);
		expect((await inspectImage(asText(just), access, about)).bytes).toBe(10 * MEGABYTE);
		const tooLarge = new TestAccess({ file: over });
		expect((await refusal(stored(), tooLarge)).message).toBe(
			'Image 2 is 10.1 MB, larger than 10 MB',
		);
		expect(tooLarge.reads).toEqual([]);
		expect((await refusal(asText(over))).message).toBe('Image 2 is 10.1 MB, larger than 10 MB');
	});

	test('a file that is cut inside its header, and text that is cut anywhere', async () => {
		for (const { bytes, endIsKnown, format, name } of pictures) {
			const access = new TestAccess({ file: bytes.subarray(0, format === 'gif' ? 9 : 20) });
			expect([name, (await refusal(stored(), access)).message]).toEqual([
				name,
				expect.stringMatching(/^Image 2 is a \w+ file that is cut off/),
			]);
			if (!endIsKnown) continue;
			const half = asText(bytes.subarray(0, bytes.length >> 1));
			expect((await refusal(half)).message).toMatch(/^Image 2 is a \w+ file that is cut off/);
		}
	});

	test.each([
		['https://example.com/a.png', 'Image 2 is a URL, but Base64 text is expected'],
		['data:image/svg+xml,<svg/>', 'Image 2 is a data URI that is not Base64'],
		['what is this?', 'Image 2 is not Base64'],
		['AAAAA', 'Image 2 is Base64 text that is cut off'],
		['  ', 'Image 2 is empty'],
	])('the text %j', async (data, message) => {
		expect((await refusal({ kind: 'base64', data })).message).toBe(message);
	});

	test('a file that is gone from the storage', async () => {
		const { message, description } = await refusal(stored('a.png'));
		expect(message).toBe("Image 2 cannot be read from n8n's storage");
		expect(description).toContain('ENOENT');
	});

	test('a file whose reading breaks off', async () => {
		class Broken extends TestAccess {
			async openFile() {
				async function* broken(): AsyncGenerator<Uint8Array> {
					yield Buffer.from('\x89PNG', 'latin1');
					throw new Error('EIO');
				}
				return Object.assign(broken(), { destroy: () => undefined });
			}
		}
		const { message } = await refusal(stored(), new Broken({ file: Buffer.alloc(50) }));
		expect(message).toBe("Image 2 cannot be read from n8n's storage");
	});

	test('a stop of the run is passed on as it is', async () => {
		const stop = new Failure({ kind: 'stopped', message: 'Stopped', description: 'By the user.' });
		class Stopped extends TestAccess {
			async fileSize(): Promise<number> {
				throw stop;
			}
		}
		await expect(inspectImage(stored(), new Stopped(), about)).rejects.toBe(stop);
	});
});

test('any bytes, under any name and from anywhere, are an image or refused', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.oneof(
				fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
				fc
					.tuple(fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }))
					.map(
						([index, share]) =>
							pictures[index % pictures.length]?.bytes.subarray(0, share * 4000) ?? Buffer.alloc(0),
					),
			),
			fc.string(),
			fc.constantFrom('stored', 'memory', 'text'),
			async (bytes, name, where) => {
				const access = new TestAccess({ file: bytes }, 100);
				const source =
					where === 'stored'
						? stored(name)
						: where === 'memory'
							? inMemory(bytes, name)
							: asText(bytes);
				const outcome = await inspectImage(source, access, about).catch((cause: unknown) => cause);
				if (outcome instanceof Failure) expect(outcome.kind).toBe('input');
				else expect(outcome).toMatchObject({ bytes: bytes.length });
			},
		),
		{ numRuns: 500 },
	);
});

describe('hints', () => {
	const image = { width: 1000, height: 1000, bytes: 1000, mimeType: 'image/png' };

	test('none for a picture as recommended', () => {
		expect(hintsFor(image, 'The image')).toEqual([]);
		expect(hintsFor({ ...image, width: 384, height: 3072 }, 'The image')).toEqual([]);
	});

	test('one for pixels outside of what is recommended', () => {
		expect(hintsFor({ ...image, width: 383 }, 'Image 1')).toEqual([
			'Image 1 has 383 × 1000 pixels. Results are best with 384 to 3072 pixels a side.',
		]);
		for (const sides of [{ height: 3073 }, { height: 383 }, { width: 3073 }]) {
			expect(hintsFor({ ...image, ...sides }, 'Image 1')).toHaveLength(1);
		}
	});

	test('one where the data URI is longer than Alibaba takes, to the byte', () => {
		const prefix = 'data:image/png;base64,'.length;
		const most = Math.floor((10 * MEGABYTE - prefix) / 4) * 3;
		expect(hintsFor({ ...image, bytes: most }, 'Image 1')).toEqual([]);
		expect(hintsFor({ ...image, bytes: most + 1 }, 'Image 1')).toEqual([
			expect.stringMatching(/^Image 1 is 7\.5 MB; Alibaba takes at most about 7\.5 MB/),
		]);
	});
});

test('images are counted where there are several', () => {
	expect([imageLabel(0, 1), imageLabel(0, 2), imageLabel(2, 3)]).toEqual([
		'The image',
		'Image 1',
		'Image 3',
	]);
});
