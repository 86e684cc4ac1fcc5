import fc from 'fast-check';
import type { ImageSource } from '../../../nodes/QwenImageEdit/input/imageSource';
import {
	inputFileName,
	nameSource,
	resultFileName,
} from '../../../nodes/QwenImageEdit/output/fileName';

const ofPrompt = (prompt: string) =>
	resultFileName(nameSource({ images: [], prompt }), 0, 1, 'png');

describe('the name of a result', () => {
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
		['👗'.repeat(100), 0, 6, `${'👗'.repeat(50)}-1.png`],
	])('after the file %j, %i of %i', (name, index, count, expected) => {
		expect(resultFileName(name, index, count, 'png')).toBe(expected);
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
		['con: a convention', 'con a convention.png'],
		['…', 'image.png'],
		['../../etc/passwd', 'etc passwd.png'],
	])('after the first words of the prompt %j', (prompt, expected) => {
		expect(ofPrompt(prompt)).toBe(expected);
	});

	test('is always safe', () => {
		const text = fc.string({ unit: 'binary', maxLength: 300 });
		fc.assert(
			fc.property(text, fc.nat(5), fc.integer({ min: 1, max: 6 }), (name, index, count) => {
				for (const safe of [resultFileName(name, index, count, 'png'), ofPrompt(name)]) {
					expect(safe).toMatch(/^[^<>:"/\\|?*\p{Cc}]+\.png$/u);
					expect(safe).not.toMatch(/^[.\s]|[.\s]\.png$/);
					expect(Buffer.from(safe).toString()).toBe(safe);
					expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(255);
				}
			}),
			{ numRuns: 2000 },
		);
	});
});

const url = (address: string): ImageSource => ({ kind: 'url', url: address });
const binary = { fileName: 'a.png', mimeType: 'image/png', data: '' };

test.each<[ImageSource, string | undefined]>([
	[url('https://shop.example/p/dress%20red.jpg?x=/a.png#b'), 'dress red.jpg'],
	[url('https://shop.example/%E5%9B%BE.png'), '图.png'],
	[url('https://shop.example/50%.png'), '50%.png'],
	[url('https://shop.example'), ''],
	[{ kind: 'file', field: 'data', binary }, 'a.png'],
	[{ kind: 'base64', data: 'AAAA' }, undefined],
])('the name of the input %j', (source, expected) => {
	expect(inputFileName(source)).toBe(expected);
	expect(nameSource({ images: [source], prompt: 'Make it blue' })).toBe(expected);
});
