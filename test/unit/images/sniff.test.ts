import fc from 'fast-check';
import sharp from 'sharp';
import { isCut, sniff } from '../../../nodes/QwenImageEdit/images/sniff';

test('smoke', async () => {
	const base = sharp({ create: { width: 40, height: 30, channels: 3, background: 'red' } });
	for (const format of ['jpeg', 'png', 'gif', 'webp', 'tiff'] as const) {
		const bytes = await base.clone().toFormat(format).toBuffer();
		expect(sniff(bytes, true)).toMatchObject({
			kind: 'image',
			header: { format, width: 40, height: 30 },
		});
		expect(isCut(format, bytes)).toBe(false);
	}
	fc.assert(fc.property(fc.uint8Array(), (b) => sniff(b, true).kind !== 'image'));
});
