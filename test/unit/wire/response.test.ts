import fc from 'fast-check';

import { Failure } from '../../../nodes/QwenImageEdit/failure';
import { type Made, type MadeImage, readAnswer } from '../../../nodes/QwenImageEdit/wire/response';
import { SHAPE_NAMES, SHAPES } from '../../simulator';
import { answerOf, anyAnswer } from './answers';
import { expectWellSaid } from '../support';

/** Bytes that begin as a PNG; the first two are the same, as two pictures may be. */
const pngOf = (index: number) =>
	Buffer.from(`89504e470d0a1a0a0000000d494844520${Math.max(1, index)}`, 'hex').toString('base64');
const URLS = ['a', 'b', 'c'].map(
	(name) => `https://r.example.com/${name}.png?Expires=1767926400&Signature=a%2Bb/c%3D&x=%e5`,
);
const REQUEST_ID = 'bf37ca26-0abe-98e4-8065-000000000000';

function made(body: unknown): Made {
	const answer = readAnswer(answerOf(body));
	if (answer instanceof Failure) throw new Error(`${answer.message}: ${answer.description}`);
	return answer;
}

function refused(body: unknown, status = 200): Failure {
	const answer = readAnswer(answerOf(body, { status }));
	if (answer instanceof Failure) return answer;
	throw new Error('No failure');
}

const urlsOf = (images: MadeImage[]) => images.map((image) => ('url' in image ? image.url : ''));

describe.each(SHAPE_NAMES)('an answer of the shape %s', (name) => {
	const shape = SHAPES[name];
	const body = (urls: string[]) =>
		shape.body({
			images: urls.map((url, index) => ({ url, png: Buffer.from(pngOf(index), 'base64') })),
			width: 1536,
			height: 1024,
			requestId: REQUEST_ID,
			created: 1_767_840_000,
		});

	if (shape.task || shape.images === 'none') {
		it('is a failure', () => {
			const failure = refused(body(URLS));
			expect(failure.kind).toBe(shape.task ? 'task' : 'answer');
			if (shape.taskId !== undefined) expect(failure.description).toContain(shape.taskId);
			expectWellSaid(failure);
		});
		return;
	}

	it('gives all images in their order', () => {
		const { images } = made(body(URLS));
		if (!shape.bytes) expect(urlsOf(images)).toEqual(URLS);
		else expect(images).toEqual(URLS.map((_, index) => ({ base64: pngOf(index) })));
	});

	it('gives a single image', () => {
		const url = URLS.slice(0, 1);
		expect(made(body(url)).images).toEqual(
			shape.bytes ? [{ base64: pngOf(0) }] : [{ url: url[0] }],
		);
	});
});

describe('what stands beside the images', () => {
	const entry = (url: string) => ({ image: url });
	const output = { choices: [{ message: { role: 'assistant', content: URLS.map(entry) } }] };

	it('is size and request id', () => {
		expect(
			made({ output, usage: { width: 1536, height: 1024 }, request_id: REQUEST_ID }),
		).toMatchObject({ width: 1536, height: 1024, requestId: REQUEST_ID });
		expect(made({ output, usage: { output_width: '1536', output_height: 1024 } })).toMatchObject({
			width: 1536,
			height: 1024,
		});
		for (const width of [undefined, 'wide', '', 0, -1, 1.5, 2 ** 60, true, [5]]) {
			expect(made({ output, usage: { width } }).width).toBeUndefined();
		}
	});

	it('may be words on images that could not be made', () => {
		const results = [{ code: 'InternalError.Algo', message: 'inference' }, { url: URLS[0] }];
		expect(made({ output: { results } })).toEqual({
			images: [{ url: URLS[0] }],
			width: undefined,
			height: undefined,
			requestId: undefined,
			missing: ['InternalError.Algo: inference'],
		});
	});

	it('may be an empty code', () => {
		expect(made({ output, code: '', message: '', error: null }).images).toHaveLength(3);
	});
});

it('takes the request id from a header where the body has none', () => {
	const body = { data: [{ url: URLS[0] }] };
	const answer = readAnswer(answerOf(body, { headers: { 'x-oneapi-request-id': 'r-1' } }));
	expect(answer).toMatchObject({ requestId: 'r-1' });
});

it('reads JSON that comes as text or as bytes', () => {
	const text = JSON.stringify({ data: [{ url: URLS[0] }] });
	expect(made(text)).toEqual(made(JSON.parse(text)));
	expect(made(Buffer.from(text))).toEqual(made(JSON.parse(text)));
});

it('takes pictures of any size as Base64', () => {
	// Larger than a regular expression can walk through in one go.
	const base64 = Buffer.alloc(24 * 1024 * 1024, 'picture').toString('base64');
	const [image] = made({ data: [{ b64_json: base64 }] }).images;
	expect(image && 'base64' in image && image.base64 === base64).toBe(true);
});

it('does not take a text for Base64', () => {
	expect(refused({ data: [{ b64_json: 'not, a picture at all!' }] }).kind).toBe('answer');
	expect(refused({ data: [{ b64_json: `${'A'.repeat(200_000)}!` }] }).kind).toBe('answer');
});

it('does not take what is not a web address for a link', () => {
	for (const url of ['oss://bucket/a.png', '/results/a.png', 'javascript:alert(1)', 7, null]) {
		expect(refused({ data: [{ url }] })).toBeInstanceOf(Failure);
	}
});

describe('an answer without images', () => {
	it('that says nothing may have been billed', () => {
		expect(refused({ created: 1, data: [] })).toMatchObject({ kind: 'answer', mayBeBilled: true });
	});

	it('that names a reason for each image was not', () => {
		const failure = refused({ output: { results: [{ code: 'X', message: 'no' }] } });
		expect(failure).toMatchObject({ kind: 'answer', mayBeBilled: false });
		expect(failure.description).toContain('X: no');
	});
});

describe('any answer', () => {
	it('is images or a failure, and nothing is ever thrown', () => {
		const seen = { made: 0, failures: 0 };
		fc.assert(
			fc.property(anyAnswer, (answer) => {
				const read = readAnswer(answer);
				if (read instanceof Failure) {
					seen.failures += 1;
					expectWellSaid(read);
					return;
				}
				seen.made += 1;
				expect(answer.status >= 200 && answer.status < 300).toBe(true);
				expect(read.images.length).toBeGreaterThan(0);
				for (const image of read.images) {
					if ('url' in image) expect(image.url).toMatch(/^https?:\/\/\S+$/i);
					else expect(image.base64).toMatch(/^[A-Za-z0-9+/_\s-]+=*$/);
				}
			}),
			{ numRuns: 3000 },
		);
		expect(seen.made).toBeGreaterThan(0);
		expect(seen.failures).toBeGreaterThan(0);
	});

	it('with a link in it keeps that link character for character', () => {
		const query = fc.string({
			unit: fc.constantFrom(...'abz019%+/=&?#[]~:@!$\'()*,;{}|^`"\\<>图é'),
			maxLength: 60,
		});
		fc.assert(
			fc.property(query, (text) => {
				const url = `https://r.example.com/a.png?${text}`;
				for (const body of [
					{ data: [{ url }] },
					{ output: { choices: [{ message: { content: [{ image: url }] } }] } },
					{ metadata: { output: { results: [{ url }] } } },
				]) {
					expect(made(JSON.stringify(body)).images).toEqual([{ url }]);
				}
			}),
		);
	});
});
