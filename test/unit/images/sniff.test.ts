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

const anyPicture = () => fc.nat().map((index) => pictures[index % pictures.length] as Picture);
const share = () => fc.double({ min: 0, max: 1, noNaN: true });

describe('real files', () => {
	test('are told with their size as displayed, which the picture library sees as well', async () => {
		for (const picture of pictures) {
			const { name, format, bytes } = picture;
			expect([name, imageIn(sniff(bytes, true))]).toEqual([name, sizeOf(picture)]);
			if (format === 'bmp') continue;
			const { autoOrient, pageHeight, ...seen } = await sharp(bytes).metadata();
			const { width, height } = autoOrient;
			const size = { format: seen.format, width, height: pageHeight ?? height };
			expect([name, size]).toEqual([name, sizeOf(picture)]);
		}
	});

	test('that are whole are not taken for cut, nor those with bytes behind their end', () => {
		for (const { name, format, bytes } of pictures) {
			expect([name, isCut(format, bytes)]).toEqual([name, false]);
			const longer = Buffer.concat([bytes, Buffer.alloc(70_000, 0x20)]);
			expect([name, isCut(format, longer)]).toEqual([name, false]);
			expect(sniff(longer, true)).toEqual(sniff(bytes, true));
		}
	});

	test('may have many kilobytes of EXIF, colour profile and preview before the size', async () => {
		const jpeg = pictures[0]?.bytes ?? Buffer.alloc(0);
		const segment = Buffer.alloc(65_537, 0xff);
		segment[1] = 0xe2;
		const segments = Array<Buffer>(40).fill(segment);
		const late = Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)]);
		expect((await sharp(late).metadata()).width).toBe(97);
		expect(imageIn(sniff(late, true))).toEqual({ format: 'jpeg', width: 97, height: 61 });
		expect(sniff(late.subarray(0, 65_536), false)).toMatchObject({ kind: 'more' });
	});
});

describe('parts of files', () => {
	test('tell the same as the whole, or how many more bytes are needed, which leads there', () => {
		const check = (picture: Picture, length: number) => {
			const { bytes } = picture;
			let upTo = length;
			let sniffed = sniff(bytes.subarray(0, upTo), false);
			for (let turn = 0; sniffed.kind === 'more' && turn < 100; turn++) {
				expect(sniffed.upTo).toBeGreaterThan(upTo);
				({ upTo } = sniffed);
				sniffed = sniff(bytes.subarray(0, upTo), upTo >= bytes.length);
			}
			expect(imageIn(sniffed)).toEqual(sizeOf(picture));
		};
		for (const picture of pictures) check(picture, 1);
		fc.assert(
			fc.property(anyPicture(), share(), (picture, part) =>
				check(picture, Math.floor(picture.bytes.length * part)),
			),
			{ numRuns: 500 },
		);
	});

	test('never have another type or size, wherever the file is cut', () => {
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

	test('of a GIF are whole once its first frame is', () => {
		const gif = pictures.find(({ name }) => name === 'GIF')?.bytes ?? Buffer.alloc(0);
		expect(isCut('gif', gif.subarray(0, gif.length >> 1))).toBe(true);
		expect(isCut('gif', gif.subarray(0, gif.length - 1))).toBe(false);
	});

	test('pieces of any size give what the whole gives, header and end', () => {
		const sizes = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 5 });
		fc.assert(
			fc.property(anyPicture(), sizes, share(), ({ bytes: whole, format }, lengths, part) => {
				const bytes = whole.subarray(0, Math.floor(whole.length * Math.min(1, part * 2)));
				const header = new ReadingFeed(sniffing());
				const end = new ReadingFeed(endOf(format));
				for (let at = 0, turn = 0; at < bytes.length; turn++) {
					const piece = bytes.subarray(at, at + (lengths[turn % lengths.length] ?? 1));
					for (const feed of [header, end]) feed.push(piece);
					at += piece.length;
				}
				expect(header.finish()).toEqual(sniff(bytes, true));
				expect(end.finish() === 'cut').toBe(isCut(format, bytes));
			}),
			{ numRuns: 300 },
		);
	});
});

describe('other files', () => {
	const boxed = (major: string, ...compatible: string[]) =>
		`\0\0\0${String.fromCharCode(16 + compatible.length * 4)}ftyp${major}\0\0\0\0${compatible.join('')}${'\x01'.repeat(64)}`;
	const isCalled = (bytes: Uint8Array, name: string) =>
		expect(sniff(bytes, true)).toEqual({ kind: 'unsupported', name });

	/** Signatures; what follows does not matter. */
	test.each([
		['a HEIC file', boxed('heic', 'mif1', 'heic')],
		['a HEIC file', boxed('mif1', 'mif1', 'heic')],
		['a HEIF file', boxed('mif1', 'miaf')],
		['an AVIF file', boxed('avif', 'mif1')],
		['an AVIF file', boxed('mif1', 'avif')],
		['a Canon RAW file', boxed('crx ', 'isom')],
		['a Canon RAW file', 'II*\0\x10\0\0\0CR\x02\0'],
		['a video (MP4)', boxed('isom', 'mp41')],
		['a ZIP file', 'PK\x03\x04'],
		['a PSD file (Photoshop)', '8BPS\0\x01'],
		['an ICO file', '\0\0\x01\0\x01\0'],
		['a JPEG XL file', '\xff\x0a'],
		['a JPEG-LS file', '\xff\xd8\xff\xf7\0\x0b'],
		['a WAV file', 'RIFFaaaaWAVEfmt '],
	])('%s', (name, start) => {
		isCalled(Buffer.from(start.padEnd(30, 'a'), 'latin1'), name);
	});

	test.each([
		['a PDF file', '%PDF-1.7\n%âãÏÓ'],
		['a PDF file', '\n  %PDF-1.4'],
		['an SVG file', '<svg xmlns="http://www.w3.org/2000/svg" width="10"/>'],
		['an SVG file', '\ufeff<?xml version="1.0"?>\n<!-- x -->\n<svg width="1"/>'],
		['an XML file', '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>'],
		['an XML file', '<rss version="2.0"></rss>'],
		['a web page (HTML)', '<!DOCTYPE html><html><body><svg></svg></body></html>'],
		['a web page (HTML)', '  <HTML lang="zh">\n<head>'],
		['a JSON file', '{"error":{"message":"图片不存在"}}'],
		['a text file', 'not found'],
		['a text file', 'BM is the beginning of this sentence'],
		['a text file that contains a data URI', 'data:image/png;base64,AAAA'],
	])('%s, as text: %j', (name, text) => {
		isCalled(Buffer.from(text), name);
	});

	test('a text in UTF-16, or one that ends inside a character where the window ends', () => {
		isCalled(Buffer.from('\ufeffhello', 'utf16le'), 'a text file');
		const text = Buffer.from('图'.repeat(3000));
		for (const cut of [2046, 2047, 2048, 2049]) isCalled(text.subarray(0, cut), 'a text file');
		expect(sniff(text, false)).toEqual({ kind: 'unsupported', name: 'a text file' });
	});

	test('a TIFF of a camera: a preview in front, and the picture in a directory below', () => {
		isCalled(bigEndianTiff(20, 10, 1, { 50706: 1 }), 'a DNG file');
		isCalled(bigEndianTiff(20, 10, 1, { 254: 1, 330: 999 }), 'a camera RAW file');
		const tiff = bigEndianTiff(20, 10, 1, { 254: 0, 330: 999 });
		expect(imageIn(sniff(tiff, true))).toEqual({ format: 'tiff', width: 20, height: 10 });
	});

	test.each([
		['PNG without width', '\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0\0\0\0\x05'],
		['GIF without height', 'GIF89a\x05\0\0\0'],
		['BMP of height 0', bmp(4, 0).toString('latin1')],
		['TIFF without directory', 'II*\0\0\0\0\0'],
		['WebP of no known form', 'RIFF\x20\0\0\0WEBPVP9 '],
		['JPEG that begins with its pixels', '\xff\xd8\xff\xda\0\x08'],
	])('%s is damaged', (_, start) => {
		expect(sniff(Buffer.from(start.padEnd(40, 'a'), 'latin1'), true).kind).toBe('broken');
	});
});

describe('any bytes', () => {
	const starts = [
		...['\xff\xd8\xff', '\xff\xd8\xff\xe1\0\x20Exif\0\0II*\0\x08\0\0\0'],
		...['\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'GIF89a', 'BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0'],
		...['RIFF\x40\0\0\0WEBPVP8X', 'RIFF\x40\0\0\0WEBPVP8X\x0a\0\0\0\x08\0\0\0'],
		...['II*\0\x08\0\0\0', 'MM\0*\0\0\0\x08', 'II+\0\x08\0\0\0\x10\0\0\0\0\0\0\0'],
		...['\0\0\0\x20ftyp', ''],
	];

	test('never throw, and never are an image without a size', () => {
		const start = fc.constantFrom(...starts);
		fc.assert(
			fc.property(start, fc.uint8Array({ maxLength: 300 }), fc.boolean(), (from, rest, isWhole) => {
				const bytes = Buffer.concat([Buffer.from(from, 'latin1'), rest]);
				const sniffed = sniff(bytes, isWhole);
				if (sniffed.kind === 'image') {
					expect(Math.min(sniffed.header.width, sniffed.header.height)).toBeGreaterThan(0);
					isCut(sniffed.header.format, bytes);
					expect(from).not.toBe('');
				}
				if (isWhole) expect(sniffed.kind).not.toBe('more');
			}),
			{ numRuns: 5000 },
		);
	});

	test('changed in a real file never throw nor change its type', () => {
		const change = fc.tuple(fc.nat(), fc.nat(255));
		const changes = fc.array(change, { minLength: 1, maxLength: 20 });
		fc.assert(
			fc.property(anyPicture(), changes, (picture, changed) => {
				const bytes = Buffer.from(picture.bytes);
				// Behind the signature, which is what makes the type.
				const places = Math.min(bytes.length - 16, 400);
				for (const [at, value] of changed) bytes[16 + (at % places)] = value;
				const sniffed = sniff(bytes, true);
				isCut(picture.format, bytes);
				if (sniffed.kind === 'image') expect(sniffed.header.format).toBe(picture.format);
			}),
			{ numRuns: 3000 },
		);
	});
});
