import fc from 'fast-check';
import { inputFileName, resultFileName } from '../../../nodes/QwenImageEdit/output/fileName';

describe('name of a result', () => {
	test.each([
		[undefined, 0, 1, 'image.png'],
		['dress.jpg', 0, 1, 'dress.png'],
		['dress.v2.JPEG', 1, 3, 'dress.v2-2.png'],
		['连衣裙.webp', 0, 2, '连衣裙-1.png'],
		['../../etc/passwd', 0, 1, 'passwd.png'],
		['C:\\photos\\shoe.png', 0, 1, 'shoe.png'],
		['a<b>:"c|?*.png', 0, 1, 'a_b___c___.png'],
		['.png', 0, 1, 'image.png'],
		['con.png', 0, 1, 'image.png'],
		['  .hidden. ', 0, 1, 'hidden.png'],
		['report.final', 0, 1, 'report.final.png'],
	])('of %j, %i of %i', (name, index, count, expected) => {
		expect(resultFileName(name, index, count, 'png')).toBe(expected);
	});

	test('is always safe', () => {
		fc.assert(
			fc.property(
				fc.string({ unit: 'binary', maxLength: 300 }),
				fc.nat(5),
				fc.integer({ min: 1, max: 6 }),
				(name, index, count) => {
					const result = resultFileName(name, index, count, 'png');
					expect(result).not.toMatch(/[<>:"/\\|?*\x7f]|^[.\s]|[.\s]\.png$/);
					expect(Array.from(result).every((character) => character >= ' ')).toBe(true);
					expect(Buffer.from(result).toString()).toBe(result);
					expect(result).toMatch(/^.+\.png$/su);
					expect(Buffer.byteLength(result)).toBeLessThanOrEqual(255);
				},
			),
			{ numRuns: 2000 },
		);
	});

	test('is short enough for a file system, without half a character', () => {
		expect(Buffer.byteLength(resultFileName('👗'.repeat(100), 0, 6, 'png'))).toBe(206);
	});
});

describe('name of an input', () => {
	test.each([
		['https://shop.example/p/dress%20red.jpg?x=/a.png#b', 'dress red.jpg'],
		['https://shop.example/%E5%9B%BE.png', '图.png'],
		['https://shop.example/50%.png', '50%.png'],
		['https://shop.example/', ''],
		['https://shop.example', ''],
	])('%s', (url, expected) => {
		expect(inputFileName({ kind: 'url', url })).toBe(expected);
	});

	test('is the file name of a field, and none for text', () => {
		const binary = { fileName: 'a.png', mimeType: 'image/png', data: '' };
		expect(inputFileName({ kind: 'file', field: 'data', binary })).toBe('a.png');
		expect(inputFileName({ kind: 'base64', data: 'AAAA' })).toBeUndefined();
	});
});
