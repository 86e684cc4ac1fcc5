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
		const usage = { output_width: '1536', output_height: 1024 };
		for (const metadata of [{ usage }, { output: { usage } }]) {
			expect(made({ output, metadata })).toMatchObject({ width: 1536, height: 1024 });
		}
		expect(made({ output, usage })).toMatchObject({
			width: 1536,
			height: 1024,
		});
		for (const width of [undefined, 'wide', '', 0, -1, 1.5, 2 ** 60, true, [5]]) {
			expect(made({ output, usage: { width } }).width).toBeUndefined();
		}
	});

	it('may be words on images that could not be made', () => {
		const results = [
			{ code: 'InternalError.Algo', message: 'inference' },
			{ url: URLS[0], message: 'fine' },
		];
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

it.each<[object, string | undefined]>([
	[{ output: { task_id: 't', task_status: 'PENDING' } }, 't'],
	[{ task_id: 7 }, '7'],
	[{ data: [{ status: 'submitted' }, { task_id: 't' }] }, 't'],
	[{ id: 't', status: 'Pending' }, 't'],
	[{ id: 't', status: 'submitted' }, 't'],
	[{ id: 't', status: 'queued' }, 't'],
	[{ id: 't', status: 'running' }, 't'],
	[{ id: 't', status: 'processing' }, 't'],
	[{ id: 't', status: 'in_progress' }, 't'],
	[{ id: 't', status: 'done' }, undefined],
	[{ id: 't' }, undefined],
])('finds the task in %j: %s', (body, task) => {
	const failure = refused({ ...body, request_id: 'r-1' });
	expect(failure).toMatchObject({ kind: task ? 'task' : 'answer', mayBeBilled: true });
	expect(failure.requestId).toBe('r-1');
	if (task) expect(failure.description).toContain(`Task ID: ${task}.`);
});

it.each<[unknown, number]>([
	[{ code: 200, data: { data: [{ url: URLS[0] }] } }, 1],
	[{ code: '200', data: { data: [{ url: URLS[0] }] } }, 1],
	[{ code: 0, data: { data: [{ url: URLS[0] }] } }, 1],
	[{ code: '0', data: { data: [{ url: URLS[0] }] } }, 1],
	[{ code: 'success', data: { data: [{ url: URLS[0] }] } }, 1],
	[{ code: 'no', data: { data: [{ url: URLS[0] }] } }, 0],
	[{ data: [{ url: ` ${URLS[0]} ` }, { url: URLS[0] }, { url: URLS[1] }] }, 2],
	[{ data: [{ url: ` ${URLS[0]} ` }, { url: 'HTTP://r.example.com/a.png' }] }, 2],
	[{ data: [{ url: URLS[0], b64_json: pngOf(1) }] }, 1],
	[{ data: [{ url: '', b64_json: '', b64_image: pngOf(1) }] }, 1],
	[{ data: [{ b64_json: pngOf(1), b64_image: pngOf(2) }, { b64_json: pngOf(1) }] }, 2],
	[{ data: [{ url: `data:image/png;base64,${pngOf(1)}` }] }, 1],
	[{ data: [{ url: `see ${URLS[0]}` }, { url: `${URLS[0]} see` }, { url: 'no data:' }] }, 0],
	[{ data: [{ b64_json: Buffer.alloc(11).toString('base64') }] }, 0],
	[{ data: [{ b64_json: Buffer.alloc(12).toString('base64') }] }, 1],
	[{ output: { results: [{ url: URLS[0] }], choices: [{ message: { content: [] } }] } }, 1],
	[{ metadata: { output: { results: [{ url: URLS[0] }] } } }, 1],
	[
		{
			data: [{ url: URLS[1] }, { b64_json: pngOf(1) }],
			metadata: { output: { choices: [{ message: { content: [{ image: URLS[0] }] } }] } },
		},
		2,
	],
])('in %j there are %d images', (body, count) => {
	const answer = readAnswer(answerOf(body));
	expect(answer instanceof Failure ? 0 : answer.images.length).toBe(count);
});

it('reads why there are none under a status of success, too, and from a page', () => {
	expect(refused({ code: 'InvalidApiKey', message: 'no' }).kind).toBe('key');
	expect(refused('Bad <b>Gateway</b>', 502).description).toContain('Bad Gateway');
});

it.each([199, 300, 400])('takes no images from an answer of status %d', (status) => {
	expect(refused({ data: [{ url: URLS[0] }] }, status).httpStatus).toBe(status);
});

describe('an answer without images', () => {
	it('that says nothing may have been billed', () => {
		const failure = refused({ created: 1, data: [], request_id: 'r-1' });
		expect(failure).toMatchObject({
			...{ kind: 'answer', mayBeBilled: true, repeat: 'uncertain' },
			...{ httpStatus: 200, requestId: 'r-1' },
		});
		expect(failure.description).toContain('gives no reason');
	});

	it('that names a reason for each image was not', () => {
		const results = [{ code: 'X', message: 'no' }, {}, { message: 'never' }, { code: 'Y' }];
		for (const body of [{ output: { results } }, { metadata: { output: { results } } }]) {
			const failure = refused(body);
			expect(failure).toMatchObject({ kind: 'answer', mayBeBilled: false, repeat: 'never' });
			expect(failure.description).toBe('The service says: X: no; never; Y');
		}
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
