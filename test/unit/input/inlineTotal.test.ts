import type { PreparedImage } from '../../../nodes/QwenImageEdit/input/content';
import { checkInlineTotal } from '../../../nodes/QwenImageEdit/input/inlineTotal';
import { failureOf } from '../support';

const MIB = 1024 * 1024;

/** Images of so many MiB; one by its address where it is undefined. */
function imagesOf(...mebibytes: Array<number | undefined>): PreparedImage[] {
	return mebibytes.map((size, index) => {
		const about = { label: `Image ${index + 1}`, field: 'images' };
		if (size === undefined) return { about, url: 'https://shop.example.com/mug.jpg' };
		const content = { kind: 'stored', id: 'x' } as const;
		const header = { format: 'png', mimeType: 'image/png', extension: 'png' } as const;
		const inspected = { ...header, width: 1000, height: 1000, bytes: size * MIB, content };
		return { about, inspected };
	});
}

test('images that fit together pass, and any where no limit is known', () => {
	checkInlineTotal(imagesOf(8, 8, undefined), 16 * MIB);
	checkInlineTotal(imagesOf(80), undefined);
});

test.each([
	['25 MB', 'Image 2', imagesOf(8, 9, undefined, 8)],
	['40 MB', 'Image 1, Image 2, Image 3', imagesOf(10, 10, 10, 10)],
])('of %s, which do not, as few as possible are named: %s', (total, named, images) => {
	const failure = failureOf(() => checkInlineTotal(images, 16 * MIB));
	expect(failure).toMatchObject({
		message: `Together the images are ${total}, but this model accepts only 16 MB in one request`,
		description: `Use URLs for these images, or make them smaller: ${named}.`,
		field: 'images',
	});
});
