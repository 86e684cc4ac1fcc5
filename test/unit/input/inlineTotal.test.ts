import { checkInlineTotal } from '../../../nodes/QwenImageEdit/input/inlineTotal';
import type { PreparedImage } from '../../../nodes/QwenImageEdit/input/content';
import { failureOf } from '../support';

const MIB = 1024 * 1024;

const inline = (index: number, bytes: number): PreparedImage => ({
	about: { label: `Image ${index}`, field: 'images' },
	inspected: {
		format: 'png',
		mimeType: 'image/png',
		extension: 'png',
		width: 1000,
		height: 1000,
		bytes,
		content: { kind: 'stored', id: 'x' },
	},
});
const byUrl: PreparedImage = {
	about: { label: 'Image 9', field: 'images' },
	url: 'https://shop.example.com/mug.jpg',
};

const refused = (images: PreparedImage[]) => failureOf(() => checkInlineTotal(images, 16 * MIB));

test('images that fit together pass', () => {
	checkInlineTotal([inline(1, 8 * MIB), inline(2, 8 * MIB), byUrl], 16 * MIB);
});

test('any size passes where no limit is known', () => {
	checkInlineTotal([inline(1, 80 * MIB)], undefined);
});

test('of those that do not, as few as possible are named', () => {
	const failure = refused([inline(1, 2 * MIB), inline(2, 9 * MIB), byUrl, inline(4, 6 * MIB)]);
	expect(failure.message).toBe(
		'The images are 17 MB together, but this model takes 16 MB inside a request',
	);
	expect(failure.description).toBe('Use URLs for these images, or make them smaller: Image 2.');
	expect(failure.field).toBe('images');
	expect(refused([1, 2, 3, 4].map((index) => inline(index, 10 * MIB))).description).toContain(
		': Image 1, Image 2, Image 3.',
	);
});
