import fc from 'fast-check';
import sharp from 'sharp';
import { isDeepStrictEqual } from 'node:util';
import { ReadingFeed } from '../../../nodes/QwenImageEdit/images/formats/reading';
import { endOf, sniff, sniffing } from '../../../nodes/QwenImageEdit/images/sniff';
import type { ImageFormat, Sniffed } from '../../../nodes/QwenImageEdit/images/sniff';
import { bigEndianTiff, bmp, makePictures, type Picture } from './pictures';

/** Fewer bytes cannot tell every format. */
const SIGNATURE = 18;
/** The last bytes may be missing without harm to the picture: a checksum, padding. */
const TRAILER = 12;

let pictures: Picture[];
beforeAll(async () => {
	pictures = await makePictures();
});

/** Whether a whole file ends before its picture does. */
function isCut(format: ImageFormat, bytes: Uint8Array): boolean {
	const feed = new ReadingFeed(endOf(format));
	feed.push(bytes);
	return feed.finish() === 'cut';
}

function imageIn(sniffed: Sniffed) {
	if (sniffed.kind !== 'image') return sniffed;
	const { format, width, height } = sniffed.header;
	return { format, width, height };
}

function sizeOf({ format, width, height }: Picture) {
	return { format, width, height };
}

const inPieces = (bytes: Buffer, sizes: number[], feed: { push(piece: Uint8Array): void }) => {
	for (let at = 0, turn = 0; at < bytes.length; turn++) {
		const length = sizes[turn % sizes.length] ?? 1;
		feed.push(bytes.subarray(at, at + length));
		at += length;
	}
};

const anyPicture = () => fc.nat().map((index) => pictures[index % pictures.length] as Picture);

describe('real files', () => {
	test('every one is told with its size as displayed', () => {
		expect(pictures.map(({ name, bytes }) => [name, imageIn(sniff(bytes, true))])).toEqual(
			pictures.map((picture) => [picture.name, sizeOf(picture)]),
		);
	});

	test('the picture library sees the same, where it reads the format', async () => {
		for (const picture of pictures.filter(({ format }) => format !== 'bmp')) {
			const { format, autoOrient, pageHeight, width } = await sharp(picture.bytes).metadata();
			expect([picture.name, format, autoOrient.width, pageHeight ?? autoOrient.height]).toEqual([
				picture.name,
				picture.format,
				picture.width,
				picture.height,
			]);
			expect(width).toBeGreaterThan(0);
		}
	});

	test('mime type and extension belong together', () => {
		const seen = new Map(
			pictures.map(({ bytes }) => {
				const sniffed = sniff(bytes, true);
				if (sniffed.kind !== 'image') throw new Error('no image');
				return [sniffed.header.mimeType, sniffed.header.extension];
			}),
		);
		expect(Object.fromEntries(seen)).toEqual({
			'image/jpeg': 'jpg',
			'image/png': 'png',
			'image/webp': 'webp',
			'image/gif': 'gif',
			'image/tiff': 'tiff',
			'image/bmp': 'bmp',
		});
	});

	test('no whole file is taken for cut, nor one with bytes behind its end', () => {
		for (const { name, format, bytes } of pictures) {
			expect([name, isCut(format, bytes)]).toEqual([name, false]);
			const longer = Buffer.concat([bytes, Buffer.alloc(70_000, 0x20)]);
			expect([name, isCut(format, longer)]).toEqual([name, false]);
			expect(imageIn(sniff(longer, true))).toEqual(imageIn(sniff(bytes, true)));
		}
	});

	test('an EXIF block, a colour profile and a preview of many kilobytes before the size are stepped over', async () => {
		const jpeg = pictures[0]?.bytes ?? Buffer.alloc(0);
		const segment = Buffer.concat([
			Buffer.from([0xff, 0xe2, 0xff, 0xff]),
			Buffer.alloc(65_533, 0xff),
		]);
		const late = Buffer.concat([
			jpeg.subarray(0, 2),
			...Array<Buffer>(40).fill(segment),
			jpeg.subarray(2),
		]);
		expect((await sharp(late).metadata()).width).toBe(97);
		expect(imageIn(sniff(late, true))).toEqual({ format: 'jpeg', width: 97, height: 61 });
		expect(sniff(late.subarray(0, 65_536), false)).toMatchObject({ kind: 'more' });
	});
});

describe('parts of files', () => {
	test('the first bytes tell the same as the whole, or how many more are needed', () => {
		fc.assert(
			fc.property(anyPicture(), fc.double({ min: 0, max: 1, noNaN: true }), (picture, share) => {
				const bytes = picture.bytes.subarray(0, Math.floor(picture.bytes.length * share));
				const sniffed = sniff(bytes, false);
				if (sniffed.kind !== 'more') {
					expect(imageIn(sniffed)).toEqual(sizeOf(picture));
					return;
				}
				expect(sniffed.upTo).toBeGreaterThan(bytes.length);
			}),
			{ numRuns: 500 },
		);
	});

	test('asking for as many bytes as are said to be needed leads to the size', () => {
		for (const picture of pictures) {
			let sniffed = sniff(picture.bytes.subarray(0, 1), false);
			for (let turn = 0; sniffed.kind === 'more' && turn < 100; turn++) {
				const { upTo } = sniffed;
				sniffed = sniff(picture.bytes.subarray(0, upTo), upTo >= picture.bytes.length);
			}
			expect(imageIn(sniffed)).toEqual(sizeOf(picture));
		}
	});

	test('files cut anywhere never have another type or size', () => {
		const wrong: unknown[] = [];
		for (const picture of pictures) {
			const whole = picture.bytes.length;
			for (let length = 0; length < whole; length += length < 1500 ? 1 : 97) {
				const cut = picture.bytes.subarray(0, length);
				const sniffed = sniff(cut, true);
				const isRight =
					sniffed.kind === 'image'
						? isDeepStrictEqual(imageIn(sniffed), sizeOf(picture))
						: sniffed.kind === 'cut'
							? sniffed.format === picture.format
							: length < SIGNATURE && sniffed.kind !== 'broken';
				if (!isRight) wrong.push([picture.name, length, sniffed]);
				const mustBeSeen = picture.endIsKnown && length >= SIGNATURE && length < whole - TRAILER;
				if (mustBeSeen && !isCut(picture.format, cut))
					wrong.push([picture.name, length, 'not cut']);
			}
		}
		expect(wrong).toEqual([]);
	});

	test('a GIF is cut until its first frame is whole', async () => {
		const gif = pictures.find(({ name }) => name === 'GIF')?.bytes ?? Buffer.alloc(0);
		expect(isCut('gif', gif.subarray(0, gif.length >> 1))).toBe(true);
		expect(isCut('gif', gif.subarray(0, gif.length - 1))).toBe(false);
	});

	test('pieces of any size give what the whole gives, header and end', () => {
		fc.assert(
			fc.property(
				anyPicture(),
				fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 5 }),
				fc.double({ min: 0, max: 1, noNaN: true }),
				({ bytes: whole, format }, sizes, share) => {
					const bytes =
						share > 0.5 ? whole : whole.subarray(0, Math.floor(whole.length * share * 2));
					const header = new ReadingFeed(sniffing());
					inPieces(bytes, sizes, header);
					expect(header.finish()).toEqual(sniff(bytes, true));
					const end = new ReadingFeed(endOf(format));
					inPieces(bytes, sizes, end);
					expect(end.finish() === 'cut').toBe(isCut(format, bytes));
				},
			),
			{ numRuns: 300 },
		);
	});
});

describe('other files', () => {
	const boxed = (major: string, ...compatible: string[]) =>
		Buffer.concat([
			Buffer.from([0, 0, 0, 16 + compatible.length * 4]),
			Buffer.from(`ftyp${major}\0\0\0\0${compatible.join('')}`, 'latin1'),
			Buffer.alloc(64, 1),
		]);
	test.each<[string, Buffer]>([
		['HEIC', boxed('heic', 'mif1', 'heic')],
		['HEIC', boxed('mif1', 'mif1', 'heic')],
		['HEIF', boxed('mif1', 'miaf')],
		['AVIF', boxed('avif', 'mif1')],
		['AVIF', boxed('mif1', 'avif')],
		['Canon RAW', boxed('crx ', 'isom')],
		['Canon RAW', Buffer.from('II*\0\x10\0\0\0CR\x02\0aaaaaaaaaaaa', 'latin1')],
		['a video (MP4)', boxed('isom', 'mp41')],
		['PDF', Buffer.from('%PDF-1.7\n%âãÏÓ')],
		['PDF', Buffer.from('\n  %PDF-1.4')],
		['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="10"/>')],
		['SVG', Buffer.from('\ufeff<?xml version="1.0"?>\n<!-- x -->\n<svg width="1"/>')],
		['XML', Buffer.from('<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>')],
		['XML', Buffer.from('<rss version="2.0"></rss>')],
		['a web page (HTML)', Buffer.from('<!DOCTYPE html><html><body><svg></svg></body></html>')],
		['a web page (HTML)', Buffer.from('  <HTML lang="zh">\n<head>')],
		['JSON', Buffer.from('{"error":{"message":"图片不存在"}}')],
		['text', Buffer.from('not found')],
		['text', Buffer.from('BM is the beginning of this sentence')],
		['text', Buffer.from('\ufeffhello', 'utf16le')],
		['text that holds a data URI', Buffer.from('data:image/png;base64,AAAA')],
		['ZIP', Buffer.from('PK\x03\x04aaaaaaaaaaaaaaaaaaaa', 'latin1')],
		['PSD (Photoshop)', Buffer.from('8BPS\0\x01aaaaaaaaaaaaaaaaaaaa', 'latin1')],
		['ICO', Buffer.from('\0\0\x01\0\x01\0aaaaaaaaaaaaaaaaaaaa', 'latin1')],
		['JPEG XL', Buffer.from('\xff\x0aaaaaaaaaaaaaaaaaaaaaaaaaa', 'latin1')],
		['JPEG-LS', Buffer.from('\xff\xd8\xff\xf7\0\x0baaaaaaaaaaaaaaaaaaaaaaaaa', 'latin1')],
		['DNG', bigEndianTiff(20, 10, 1, { 50706: 1 })],
		// A preview in front, and the sensor's picture in a directory below.
		['camera RAW', bigEndianTiff(20, 10, 1, { 254: 1, 330: 999 })],
		['WAV', Buffer.from('RIFFaaaaWAVEfmt aaaaaaaaaaa', 'latin1')],
	])('%s', (name, bytes) => {
		expect(sniff(bytes, true)).toEqual({ kind: 'unsupported', name });
	});

	test('a TIFF whose first picture is not marked as a preview is none of them', () => {
		const tiff = bigEndianTiff(20, 10, 1, { 254: 0, 330: 999 });
		expect(imageIn(sniff(tiff, true))).toEqual({ format: 'tiff', width: 20, height: 10 });
	});

	test('AVIF as the picture library writes it', async () => {
		const avif = await sharp({ create: { width: 32, height: 32, channels: 3, background: 'red' } })
			.avif({ effort: 0 })
			.toBuffer();
		expect(sniff(avif, true)).toEqual({ kind: 'unsupported', name: 'AVIF' });
	});

	test('a text that ends inside a character where the window ends is still text', () => {
		const text = Buffer.from('图'.repeat(3000));
		for (const cut of [2046, 2047, 2048, 2049]) {
			expect(sniff(text.subarray(0, cut), true)).toEqual({ kind: 'unsupported', name: 'text' });
		}
		expect(sniff(text, false)).toEqual({ kind: 'unsupported', name: 'text' });
	});

	test.each<[string, Buffer]>([
		[
			'PNG without width',
			Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0\0\0\0\x05aaaaa', 'latin1'),
		],
		['GIF without height', Buffer.from('GIF89a\x05\0\0\0aaaaaaaaaaaa', 'latin1')],
		['BMP of height 0', bmp(4, 0)],
		['TIFF without directory', Buffer.from('II*\0\0\0\0\0aaaaaaaaaaaaaaaaa', 'latin1')],
		['WebP of no known form', Buffer.from('RIFF\x20\0\0\0WEBPVP9 aaaaaaaaaaaaaaaaaaaaa', 'latin1')],
		[
			'JPEG that begins with its pixels',
			Buffer.from('\xff\xd8\xff\xda\0\x08aaaaaaaaaaaaaa', 'latin1'),
		],
	])('%s is damaged', (_, bytes) => {
		expect(sniff(bytes, true).kind).toBe('broken');
	});
});

describe('any bytes', () => {
	const starts = [
		'\xff\xd8\xff',
		'\xff\xd8\xff\xe1\0\x20Exif\0\0II*\0\x08\0\0\0',
		'\x89PNG\r\n\x1a\n\0\0\0\rIHDR',
		'GIF89a',
		'RIFF\x40\0\0\0WEBPVP8X',
		'RIFF\x40\0\0\0WEBPVP8X\x0a\0\0\0\x08\0\0\0',
		'II*\0\x08\0\0\0',
		'MM\0*\0\0\0\x08',
		'II+\0\x08\0\0\0\x10\0\0\0\0\0\0\0',
		'BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0',
		'\0\0\0\x20ftyp',
		'',
	];

	test('never throw, and never are an image without a size', () => {
		fc.assert(
			fc.property(
				fc.constantFrom(...starts),
				fc.uint8Array({ maxLength: 300 }),
				fc.boolean(),
				(start, rest, isWhole) => {
					const bytes = Buffer.concat([Buffer.from(start, 'latin1'), rest]);
					const sniffed = sniff(bytes, isWhole);
					if (sniffed.kind === 'image') {
						expect(sniffed.header.width).toBeGreaterThan(0);
						expect(sniffed.header.height).toBeGreaterThan(0);
						isCut(sniffed.header.format, bytes);
						expect(start).not.toBe('');
					}
					if (isWhole) expect(sniffed.kind).not.toBe('more');
				},
			),
			{ numRuns: 5000 },
		);
	});

	test('changed bytes of a real file never throw nor change its type', () => {
		fc.assert(
			fc.property(
				anyPicture(),
				fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 20 }),
				(picture, changes) => {
					const bytes = Buffer.from(picture.bytes);
					// Behind the signature, which is what makes the type.
					for (const [at, value] of changes)
						bytes[16 + (at % Math.min(bytes.length - 16, 400))] = value;
					const sniffed = sniff(bytes, true);
					isCut(picture.format, bytes);
					if (sniffed.kind === 'image') expect(sniffed.header.format).toBe(picture.format);
				},
			),
			{ numRuns: 3000 },
		);
	});
});
