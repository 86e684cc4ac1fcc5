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

function written(base64: Base64Text): string {
	const room = base64Length(base64.bytes);
	const target = Buffer.alloc(room + 7, 0x2e);
	expect(writeBase64Text(base64, target, 3)).toBe(3 + room);
	expect([target.toString('latin1', 0, 3), target.toString('latin1', 3 + room)]).toEqual([
		'...',
		'....',
	]);
	return target.toString('latin1', 3, 3 + room);
}

const decoded = (base64: Base64Text) => Buffer.concat([...decodeBlocks(base64)]);

/** Bytes whose text is longer than the blocks it is worked on in. */
const longBytes = () =>
	fc
		.tuple(fc.integer({ min: 1, max: 160_000 }), fc.uint8Array({ minLength: 1, maxLength: 9 }))
		.map(([length, pattern]) => Buffer.alloc(length, Buffer.from(pattern)));

const anyBytes = () =>
	fc.oneof(
		fc.uint8Array({ minLength: 1, maxLength: 500 }).map((bytes) => Buffer.from(bytes)),
		longBytes(),
	);

describe('writer', () => {
	test('pieces of any size give what Buffer gives', () => {
		fc.assert(
			fc.property(
				fc.array(fc.uint8Array({ maxLength: 70 }), { maxLength: 20 }),
				fc.nat(5),
				(pieces, offset) => {
					const whole = Buffer.concat(pieces);
					const target = Buffer.alloc(offset + base64Length(whole.length) + 4, 0x2e);
					const writer = new Base64Writer(target, offset);
					for (const piece of pieces) writer.write(piece);
					const end = writer.finish();
					expect(target.toString('latin1')).toBe(
						'.'.repeat(offset) + whole.toString('base64') + '....',
					);
					expect(end).toBe(target.length - 4);
				},
			),
			{ numRuns: 1000 },
		);
	});

	test('large pieces too', () => {
		fc.assert(
			fc.property(longBytes(), fc.integer({ min: 1, max: 120_000 }), (whole, size) => {
				const target = Buffer.alloc(base64Length(whole.length));
				const writer = new Base64Writer(target, 0);
				for (let at = 0; at < whole.length; at += size) writer.write(whole.subarray(at, at + size));
				expect(writer.finish()).toBe(target.length);
				expect(target.equals(Buffer.from(whole.toString('base64'), 'latin1'))).toBe(true);
			}),
			{ numRuns: 50 },
		);
	});
});

describe('text', () => {
	test('as people have it: prefix, line breaks, missing padding, URL-safe letters', () => {
		fc.assert(
			fc.property(
				anyBytes(),
				fc.constantFrom(
					'',
					'data:image/png;base64,',
					' DATA:image/jpeg;charset=utf-8;BASE64,',
					'\n',
				),
				fc.constantFrom('', '\n', '\r\n', ' '),
				fc.integer({ min: 1, max: 90 }),
				fc.boolean(),
				fc.boolean(),
				(bytes, prefix, gap, lineLength, isUrlSafe, isPadded) => {
					let text = bytes.toString(isUrlSafe ? 'base64url' : 'base64').replace(/=+$/, '');
					if (isPadded) text = text.padEnd(base64Length(bytes.length), '=');
					if (gap !== '') text = text.replace(new RegExp(`.{${lineLength}}`, 'g'), `$&${gap}`);
					const base64 = parsed(prefix + text);
					expect(base64.bytes).toBe(bytes.length);
					expect(decoded(base64).equals(bytes)).toBe(true);
					expect(written(base64) === bytes.toString('base64')).toBe(true);
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
		['AAAA.AAAA', 'foreignCharacter'],
		['图片AA', 'foreignCharacter'],
		['{"a":1}', 'foreignCharacter'],
		['Łąka', 'foreignCharacter'],
	])('%j is refused as %s', (text, refusal) => {
		expect(parseBase64(text)).toBe(refusal);
	});

	test('one foreign character or early padding anywhere in a long text is found', () => {
		const text = Buffer.alloc(150_000, 'pattern').toString('base64');
		fc.assert(
			fc.property(
				fc.nat(text.length - 1),
				fc.constantFrom('=', '.', '%', '\0', 'Ł', '图', '\ud800'),
				(at, character) => {
					const isLast = at === text.length - 1;
					if (isLast && character === '=') return;
					expect(parseBase64(text.slice(0, at) + character + text.slice(at + 1))).toBe(
						'foreignCharacter',
					);
				},
			),
			{ numRuns: 200 },
		);
	});

	test('any text gives a refusal or bytes that are what Buffer decodes', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
				const base64 = parseBase64(text);
				if (typeof base64 === 'string') return;
				expect(decoded(base64)).toEqual(Buffer.from(text.slice(base64.start), 'base64'));
				expect(decoded(base64)).toHaveLength(base64.bytes);
			}),
			{ numRuns: 2000 },
		);
		fc.assert(
			fc.property(fc.string({ unit: fc.constantFrom(...'Aa+/-_= \n'), maxLength: 12 }), (text) => {
				const base64 = parseBase64(text);
				if (typeof base64 === 'string') return;
				expect(decoded(base64)).toHaveLength(base64.bytes);
				expect(Buffer.from(written(base64), 'base64')).toEqual(decoded(base64));
			}),
			{ numRuns: 3000 },
		);
	});
});
