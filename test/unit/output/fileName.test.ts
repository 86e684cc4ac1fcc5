import fc from 'fast-check';
import {
	inputFileName,
	nameSource,
	resultFileName,
} from '../../../nodes/QwenImageEdit/output/fileName';

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
		['nul.backup.png', 0, 1, 'image.png'],
		['COM¹.png', 0, 1, 'image.png'],
		['console.png', 0, 1, 'console.png'],
		['  .hidden. ', 0, 1, 'hidden.png'],
		['report.final', 0, 1, 'report.final.png'],
		['a\u202eb\u200f\u2066\u061c\x7f\x9f\ud83dc.png', 0, 1, 'a_b______c.png'],
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

describe('what files are named after', () => {
	const name = (prompt: string) => resultFileName(nameSource({ images: [], prompt }), 0, 1, 'png');

	test('is the first image, where there is one', () => {
		const images = [{ kind: 'url' as const, url: 'https://shop.example/mug.jpg' }];
		expect(nameSource({ images, prompt: 'Make it blue' })).toBe('mug.jpg');
	});

	test.each([
		['A red bicycle', 'A red bicycle.png'],
		['Logo: "n8n", 24/7\nin C:\\temp', 'Logo _n8n_ 24 7 in C temp.png'],
		[
			'A red bicycle leaning on a wall in the morning light of a town',
			'A red bicycle leaning on a wall in the morning.png',
		],
		['一辆红色的自行车，靠在墙上', '一辆红色的自行车 靠在墙上.png'],
		['图'.repeat(100), `${'图'.repeat(48)}.png`],
		['con', 'image.png'],
		['con: a convention', 'con a convention.png'],
		['…', 'image.png'],
		['../../etc/passwd', 'etc passwd.png'],
		['\u0000\u001f', '__.png'],
	])('or the first words of the prompt %j', (prompt, expected) => {
		expect(name(prompt)).toBe(expected);
	});

	test('is always safe', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (prompt) => {
				expect(name(prompt)).not.toMatch(/[<>:"/\\|?*\x7f\n]|^[.\s]|[.\s]\.png$/);
				expect(Buffer.byteLength(name(prompt))).toBeLessThanOrEqual(255);
			}),
			{ numRuns: 1000 },
		);
	});
});
