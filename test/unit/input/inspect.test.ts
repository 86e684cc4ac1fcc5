import type { IBinaryData } from 'n8n-workflow';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import sharp from 'sharp';

import { Failure } from '../../../nodes/QwenImageEdit/failure';
import { hintsFor } from '../../../nodes/QwenImageEdit/input/imageHints';
import { inspectImage, type LocalImageSource } from '../../../nodes/QwenImageEdit/input/inspect';
import { TestAccess } from '../images/access';
import { bmp, makePictures, type Picture } from '../images/pictures';
import { brokenOff, rejectionOf } from '../support';

const about = { label: 'Image 2', field: 'imageField' };
const MEGABYTE = 1024 * 1024;

let pictures: Picture[];
beforeAll(async () => {
	pictures = await makePictures();
});

function fileOf(binary: Partial<IBinaryData>): LocalImageSource {
	return { kind: 'file', field: 'data', binary: { data: '', mimeType: 'image/jpeg', ...binary } };
}

const stored = (fileName?: string) => fileOf({ id: 'file', data: 'filesystem-v2', fileName });
/** A file of n8n's binary mode `default`. */
const inMemory = (bytes: Buffer) => fileOf({ data: bytes.toString('base64') });
const asText = (bytes: Uint8Array, prefix = ''): LocalImageSource => ({
	kind: 'base64',
	data: prefix + Buffer.from(bytes).toString('base64'),
});

async function refusal(source: LocalImageSource, access = new TestAccess()): Promise<Failure> {
	const failure = await rejectionOf(inspectImage(source, access, about));
	expect(failure).toMatchObject({ kind: 'input', field: 'imageField', repeat: 'never' });
	return failure;
}

describe('what is found', () => {
	test('is the same for a stored file, a file in memory and text', async () => {
		for (const { bytes, format, width, height } of pictures) {
			const access = new TestAccess({ file: bytes });
			const extension = format === 'jpeg' ? 'jpg' : format;
			const found = { format, extension, mimeType: `image/${format}`, width, height };
			for (const [source, kind] of [
				[stored('photo.other'), 'stored'],
				[inMemory(bytes), 'base64'],
				[asText(bytes), 'base64'],
				[asText(bytes, 'data:a/b;base64,'), 'base64'],
			] as const) {
				const { content, ...image } = await inspectImage(source, access, about);
				expect(image).toEqual({ ...found, bytes: bytes.length });
				expect(content.kind).toBe(kind);
			}
		}
	});

	test('of a stored file only the header is read, and the stream is ended', async () => {
		const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
		const create = { width: 1200, height: 900, channels: 3, background: 'red', noise } as const;
		const jpeg = await sharp({ create }).jpeg({ quality: 98 }).toBuffer();
		expect(jpeg.length).toBeGreaterThan(300_000);
		const access = new TestAccess({ file: jpeg }, 4096);
		await inspectImage(stored(), access, about);
		await setImmediate();
		expect(access.reads).toMatchObject([{ isDestroyed: true }]);
		// Node reads a little ahead of what is taken.
		expect(access.reads[0]?.taken).toBeLessThan(150_000);
	});
});

describe('what is refused', () => {
	const heic = Buffer.from(`\0\0\0\x18ftypheic\0\0\0\0mif1heic${'\x01'.repeat(99)}`, 'latin1');

	test.each<[LocalImageSource, message: string, description?: RegExp]>([
		[
			stored('IMG_1.jpg'),
			'is a HEIC file (its name says .jpg)',
			/JPEG, PNG, WebP, BMP, TIFF and GIF.*10 MB.*File: IMG_1\.jpg/,
		],
		// Names from outside stay out of the message, which n8n would rewrite.
		[stored('preexisting.jpg ENOENT.enoent'), 'is a HEIC file', /preexisting/],
		[asText(heic, 'data:image/png;base64,'), 'is a HEIC file (its prefix says image/png)'],
		[
			fileOf({ id: '', data: heic.toString('base64'), fileName: 'a.heic' }),
			'is a HEIC file (its name says .heic)',
		],
		[inMemory(Buffer.from('<!doctype html><html></html>')), 'is a web page (HTML)'],
		[
			asText(Buffer.from('GIF89a\0\0\0\0')),
			'looks like a GIF file but is damaged',
			/Export .* again/,
		],
		[asText(Uint8Array.of(1, 2, 3, 4, 5, 0, 0, 9)), 'is not an image the service can read'],
		[inMemory(Buffer.alloc(0)), 'is empty', /Check the step that provides it\.$/],
		[{ kind: 'base64', data: '  ' }, 'is empty'],
		[
			{ kind: 'base64', data: 'https://example.com/a.png' },
			'is a URL, but Base64 text is expected',
		],
		[{ kind: 'base64', data: 'data:image/svg+xml,<svg/>' }, 'is a data URI that is not Base64'],
		[{ kind: 'base64', data: 'what is this?' }, 'is not Base64'],
		[{ kind: 'base64', data: 'AAAAA' }, 'is Base64 text that is cut off'],
		[
			fileOf({ id: 'gone', fileName: 'a.png' }),
			"cannot be read from n8n's storage",
			/File: a\.png\. n8n says: .*ENOENT/,
		],
		[fileOf({ id: 'empty' }), 'is empty'],
	])('%j %s', async (source, message, description = /./) => {
		const failure = await refusal(source, new TestAccess({ file: heic, empty: Buffer.alloc(0) }));
		expect(failure.message).toBe(`Image 2 ${message}`);
		expect(failure.description).toMatch(description);
	});

	test('more than 10 MB, to the byte and without reading it', async () => {
		const over = Buffer.alloc(10 * MEGABYTE + 1);
		bmp(1000, 1000).copy(over);
		const just = over.subarray(0, -1);
		for (const source of [stored(), asText(just)]) {
			const image = await inspectImage(source, new TestAccess({ file: just }), about);
			expect(image.bytes).toBe(10 * MEGABYTE);
		}
		const access = new TestAccess({ file: over });
		for (const source of [stored(), asText(over)]) {
			expect((await refusal(source, access)).message).toBe('Image 2 is 10.1 MB, larger than 10 MB');
		}
		expect(access.reads).toEqual([]);
	});

	test('a file that is cut inside its header, and text that is cut anywhere', async () => {
		for (const { bytes, endIsKnown, format, name } of pictures) {
			const access = new TestAccess({ file: bytes.subarray(0, format === 'gif' ? 9 : 20) });
			const half = asText(bytes.subarray(0, bytes.length >> 1));
			for (const source of endIsKnown ? [stored(), half] : [stored()]) {
				expect([name, (await refusal(source, access)).message]).toEqual([
					name,
					expect.stringMatching(/^Image 2 is a \w+ file that is cut off/),
				]);
			}
		}
	});

	test('a file whose reading breaks off', async () => {
		const access = new TestAccess({ file: Buffer.alloc(50) });
		access.openFile = async () => Readable.from(brokenOff(Buffer.from('\x89PNG', 'latin1')));
		expect((await refusal(stored(), access)).message).toBe(
			"Image 2 cannot be read from n8n's storage",
		);
	});

	test('a stop of the run is passed on as it is', async () => {
		const stop = new Failure({ kind: 'stopped', message: 'Stopped', description: 'By the user.' });
		const access = new TestAccess();
		access.fileSize = async () => await Promise.reject(stop);
		await expect(inspectImage(stored(), access, about)).rejects.toBe(stop);
	});
});

const MOST_BYTES = Math.floor((10 * MEGABYTE - 'data:image/png;base64,'.length) / 4) * 3;

test.each([
	[{}, []],
	[{ width: 384, height: 3072 }, []],
	[
		{ width: 383 },
		[/^Image 1 is 383 × 1000 pixels\. Results are best with 384 to 3072 pixels a side\.$/],
	],
	[{ height: 383 }, [/383/]],
	[{ width: 3073 }, [/3073/]],
	[{ height: 3073 }, [/3073/]],
	// Where the data URI is longer than Alibaba takes, to the byte.
	[{ bytes: MOST_BYTES }, []],
	[{ bytes: MOST_BYTES + 1 }, [/^Image 1 is 7\.5 MB; Alibaba takes at most about 7\.5 MB/]],
])('of an image with %j, the hints are %p', (image, hints) => {
	const usual = { width: 1000, height: 1000, bytes: 1000, mimeType: 'image/png' };
	expect(hintsFor({ ...usual, ...image }, 'Image 1')).toEqual(
		hints.map((hint): unknown => expect.stringMatching(hint)),
	);
});
