import fc from 'fast-check';
import {
	decodeBlocks,
	parseBase64,
	writeBase64Text,
	type Base64Text,
} from '../../../nodes/QwenImageEdit/images/base64Text';
import { base64Length, Base64Writer } from '../../../nodes/QwenImageEdit/images/base64Writer';

function parsed(text: string): Base64Text {
	const base64 = parseBase64(text);
	if (typeof base64 === 'string') throw new Error(base64);
	return base64;
}

/** What is written of so many bytes into the middle of a buffer, around which nothing changes. */
function written(bytes: number, write: (target: Buffer, offset: number) => number): string {
	const target = Buffer.alloc(base64Length(bytes) + 7, 0x2e);
	expect(write(target, 3)).toBe(target.length - 4);
	const text = target.toString('latin1');
	expect([text.slice(0, 3), text.slice(-4)]).toEqual(['...', '....']);
	return text.slice(3, -4);
}

const decoded = (base64: Base64Text) => Buffer.concat([...decodeBlocks(base64)]);
const copied = (base64: Base64Text) =>
	written(base64.bytes, (target, offset) => writeBase64Text(base64, target, offset));

/** Also bytes whose text is longer than the blocks it is worked on in. */
const anyBytes = fc.oneof(
	fc.uint8Array({ minLength: 1, maxLength: 500 }).map((bytes) => Buffer.from(bytes)),
	fc
		.tuple(fc.integer({ min: 1, max: 160_000 }), fc.uint8Array({ minLength: 1, maxLength: 9 }))
		.map(([length, pattern]) => Buffer.alloc(length, Buffer.from(pattern))),
);

test('pieces of any size are written as Buffer does', () => {
	const sizes = fc.array(fc.oneof(fc.nat(70), fc.nat(120_000)), { maxLength: 20 });
	fc.assert(
		fc.property(anyBytes, sizes, (bytes, lengths) => {
			const text = written(bytes.length, (target, offset) => {
				const writer = new Base64Writer(target, offset);
				let at = 0;
				for (const length of [...lengths, bytes.length]) {
					writer.write(bytes.subarray(at, at + length));
					at += length;
				}
				return writer.finish();
			});
			expect(text === bytes.toString('base64')).toBe(true);
		}),
		{ numRuns: 1000 },
	);
});

describe('text', () => {
	test('as people have it: prefix, line breaks, missing padding, URL-safe letters', () => {
		const prefixes = ['data:image/png;base64,', ' DATA:image/jpeg;charset=utf-8;BASE64,'];
		fc.assert(
			fc.property(
				anyBytes,
				fc.constantFrom('', '\n', ...prefixes),
				fc.constantFrom('', '\n', '\r\n', ' '),
				fc.integer({ min: 1, max: 90 }),
				fc.constantFrom('base64', 'base64url'),
				fc.boolean(),
				(bytes, prefix, gap, lineLength, encoding, isPadded) => {
					let text = bytes.toString(encoding).replace(/=+$/, '');
					if (isPadded) text = text.padEnd(base64Length(bytes.length), '=');
					if (gap !== '') text = text.replace(new RegExp(`.{${lineLength}}`, 'g'), `$&${gap}`);
					const base64 = parsed(prefix + text);
					expect(base64.bytes).toBe(bytes.length);
					expect(decoded(base64).equals(bytes)).toBe(true);
					expect(copied(base64) === bytes.toString('base64')).toBe(true);
				},
			),
			{ numRuns: 300 },
		);
	});

	test('what the prefix says is kept for messages', () => {
		expect(parsed('data:Image/JPEG;base64,AAAA').statedType).toBe('image/jpeg');
		expect(parsed('AAAA').statedType).toBeUndefined();
	});

	test.each([
		['', 'empty'],
		['  \n', 'empty'],
		['data:image/png;base64,', 'empty'],
		['====', 'empty'],
		['https://example.com/a.png', 'url'],
		[' http://example.com/a.png', 'url'],
		['data:image/svg+xml,<svg/>', 'notBase64DataUri'],
		['data:image/svg+xml;utf8,%3Csvg', 'notBase64DataUri'],
		['AAAAA', 'cut'],
		['AA=A', 'foreignCharacter'],
		['AAA====', 'foreignCharacter'],
		['图片AA', 'foreignCharacter'],
		['{"a":1}', 'foreignCharacter'],
	])('%j is refused as %s', (text, refusal) => {
		expect(parseBase64(text)).toBe(refusal);
	});

	test('one foreign character or early padding anywhere in a long text is found', () => {
		const text = Buffer.alloc(150_000, 'pattern').toString('base64');
		const foreign = fc.constantFrom('.', '%', '\0', 'Ł', '图', '\ud800', '=');
		// The end of a block is a place of its own.
		const place = fc.oneof(fc.nat(text.length - 2), fc.constant(65_535));
		fc.assert(
			fc.property(place, foreign, (at, character) => {
				const changed = text.slice(0, at) + character + text.slice(at + 1);
				expect(parseBase64(changed)).toBe('foreignCharacter');
			}),
			{ numRuns: 200 },
		);
	});

	test('any text gives a refusal or bytes that are what Buffer decodes', () => {
		const letters = fc.constantFrom(...'Aa+/-_= \n');
		const anyText = fc.oneof(
			fc.string({ unit: 'binary', maxLength: 60 }),
			fc.string({ unit: letters, maxLength: 12 }),
		);
		fc.assert(
			fc.property(anyText, (text) => {
				const base64 = parseBase64(text);
				if (typeof base64 === 'string') return;
				expect(decoded(base64)).toEqual(Buffer.from(text.slice(base64.start), 'base64'));
				expect(decoded(base64)).toHaveLength(base64.bytes);
				expect(Buffer.from(copied(base64), 'base64')).toEqual(decoded(base64));
			}),
			{ numRuns: 5000 },
		);
	});
});
