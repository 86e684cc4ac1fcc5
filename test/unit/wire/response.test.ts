import fc from 'fast-check';

import { Failure } from '../../../nodes/QwenImageEdit/failure';
import { type Made, readAnswer } from '../../../nodes/QwenImageEdit/wire/response';
import { SHAPE_NAMES, type ShapeName, SHAPES } from '../../simulator';
import { expectWellSaid } from '../support';
import { answerOf, refused } from './answers';

const addressOf = (name: string) =>
	`https://r.example.com/${name}.png?Expires=1767926400&Signature=a%2Bb/c%3D&x=%e5`;
const A = addressOf('a');
const B = addressOf('b');
/** Bytes that begin as a PNG. */
const pngOf = (last: number) =>
	Buffer.from(`89504e470d0a1a0a0000000d494844520${last}`, 'hex').toString('base64');
const P = pngOf(1);
const Q = pngOf(2);
const REQUEST_ID = 'bf37ca26-0abe-98e4-8065-000000000000';

function made(body: unknown, headers = {}): Made {
	const answer = readAnswer(answerOf(body, { headers }));
	if (answer instanceof Failure) throw new Error(`${answer.message}: ${answer.description}`);
	return answer;
}

const imagesIn = (body: unknown) =>
	made(body).images.map((image) => ('url' in image ? image.url : image.base64));

/** Images as one of the shapes; two of them may have the same bytes. */
function shaped(shape: ShapeName, count: number): unknown {
	const images = [
		{ url: A, png: Buffer.from(P, 'base64') },
		{ url: B, png: Buffer.from(P, 'base64') },
		{ url: addressOf('c'), png: Buffer.from(Q, 'base64') },
	].slice(0, count);
	const size = { width: 1536, height: 1024 };
	return SHAPES[shape].body({ images, ...size, requestId: REQUEST_ID, created: 1_767_840_000 });
}

it.each(SHAPE_NAMES)('reads an answer of the shape %s', (name) => {
	const { task, images, bytes, taskId = '' } = SHAPES[name];
	if (task || images === 'none') {
		const failure = refused(shaped(name, 3));
		expect(failure.kind).toBe(task ? 'task' : 'answer');
		expect(failure.description).toContain(taskId);
		return;
	}
	expect(imagesIn(shaped(name, 3))).toEqual(bytes ? [P, P, Q] : [A, B, addressOf('c')]);
	expect(imagesIn(shaped(name, 1))).toEqual(bytes ? [P] : [A]);
});

const data = (...entries: unknown[]) => ({ data: entries });
const results = (...entries: unknown[]) => ({ output: { results: entries } });
const content = (...images: unknown[]) => ({
	output: { choices: [{ message: { content: images.map((image) => ({ image })) } }] },
});

it.each<[body: unknown, images: string[]]>([
	...[200, '200', 0, '0', 'success'].map((code): [unknown, string[]] => [
		{ code, data: data({ url: A }) },
		[A],
	]),
	[JSON.stringify(data({ url: A })), [A]],
	[Buffer.from(JSON.stringify(data({ url: A }))), [A]],
	[{ ...data({ url: A }), code: '', message: '', error: null }, [A]],
	[data({ url: A }, { url: ` ${A} ` }, { url: ` ${B} ` }), [A, B]],
	[data({ url: 'HTTP://r.example.com/a.png' }), ['HTTP://r.example.com/a.png']],
	[data({ url: A, b64_json: P }), [A]],
	[data({ url: '', b64_json: '', b64_image: P }), [P]],
	[data({ b64_json: P, b64_image: Q }, { b64_json: P }), [P, P]],
	[data({ url: `data:image/png;base64,${P}` }), [P]],
	[data({ b64_json: Buffer.alloc(12).toString('base64') }), ['AAAAAAAAAAAAAAAA']],
	[{ output: { ...results({ url: A }).output, choices: content().output.choices } }, [A]],
	[{ metadata: results({ url: A }) }, [A]],
	[{ ...data({ url: B }, { b64_json: P }), metadata: content(A) }, [A, B]],
])('in %j are the images %j', (body, images) => {
	expect(imagesIn(body)).toEqual(images);
});

it('takes pictures of any size as Base64', () => {
	// Larger than a regular expression can walk through in one go.
	const large = Buffer.alloc(24 * 1024 * 1024, 'picture').toString('base64');
	expect(imagesIn(data({ b64_json: large }))[0] === large).toBe(true);
	expect(refused(data({ b64_json: `${large.slice(0, 200_000)}!` })).kind).toBe('answer');
});

it.each<object>([
	...['oss://bucket/a.png', '/a.png', 'javascript:alert(1)', 7, null].map((url) => ({ url })),
	...[`see ${A}`, `${A} see`, 'no data:'].map((url) => ({ url })),
	{ b64_json: 'not, a picture at all!' },
	{ b64_json: Buffer.alloc(11).toString('base64') },
])('does not take %j for an image', (entry) => {
	expect(refused(data(entry)).kind).toBe('answer');
});

it('unwraps no answer that failed, and reads the reason under a status of success, too', () => {
	expect(refused({ code: 'no', data: data({ url: A }) }).kind).toBe('answer');
	expect(refused({ code: 'InvalidApiKey', message: 'no' }).kind).toBe('key');
});

it.each([199, 300, 400])('takes no images from an answer of status %d', (status) => {
	expect(refused(data({ url: A }), status).httpStatus).toBe(status);
});

const PENDING = ['Pending', 'submitted', 'queued', 'running', 'processing', 'in_progress'];

it.each<[object, string | undefined]>([
	[{ output: { task_id: 't', task_status: 'PENDING' } }, 't'],
	[{ task_id: 7 }, '7'],
	[{ data: [{ status: 'submitted' }, { task_id: 't' }] }, 't'],
	...PENDING.map((status): [object, string] => [{ id: 't', status }, 't']),
	[{ id: 't', status: 'done' }, undefined],
	[{ id: 't' }, undefined],
])('finds the task in %j: %s', (body, task) => {
	const failure = refused({ ...body, request_id: 'r-1' });
	expect(failure).toMatchObject({ kind: task ? 'task' : 'answer', mayBeBilled: true });
	expect(failure.requestId).toBe('r-1');
	if (task) expect(failure.description).toContain(`Task ID: ${task}.`);
});

describe('what stands beside the images', () => {
	const usage = { output_width: '1536', output_height: 1024 };

	it.each([
		{ usage: { width: 1536, height: 1024 } },
		{ usage },
		{ metadata: { usage } },
		{ metadata: { output: { usage } } },
	])('is their size in %j', (more) => {
		expect(made({ ...content(A), ...more })).toMatchObject({ width: 1536, height: 1024 });
	});

	it.each([undefined, 'wide', '', 0, -1, 1.5, 2 ** 60, true, [5]])('is no width in %j', (width) => {
		expect(made({ ...content(A), usage: { width } }).width).toBeUndefined();
	});

	it('is the request id, in a header where the body has none', () => {
		const headers = { 'x-oneapi-request-id': 'r-1' };
		expect(made({ ...content(A), request_id: REQUEST_ID }, headers).requestId).toBe(REQUEST_ID);
		expect(made(content(A), headers).requestId).toBe('r-1');
	});

	it('are words on images that could not be made', () => {
		const lost = { code: 'InternalError.Algo', message: 'inference' };
		expect(made(results(lost, { url: A, message: 'fine' }))).toEqual({
			images: [{ url: A }],
			missing: ['InternalError.Algo: inference'],
		});
	});
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
		const said = results({ code: 'X', message: 'no' }, {}, { message: 'never' }, { code: 'Y' });
		for (const body of [said, { metadata: said }]) {
			const failure = refused(body);
			expect(failure).toMatchObject({ kind: 'answer', mayBeBilled: false, repeat: 'never' });
			expect(failure.description).toBe('The service says: X: no; never; Y');
		}
	});
});

/** Every key and many values that mean something in an answer, so that arbitrary ones come close to real ones. */
const KEYS = [
	...['output', 'choices', 'message', 'content', 'image', 'results', 'url', 'b64_image'],
	...['data', 'metadata', 'b64_json', 'usage', 'width', 'height', 'output_width'],
	...['code', 'msg', 'type', 'error', 'success', 'request_id', 'task_id', 'task_status'],
	...['status', 'id', 'text', '__proto__', 'length', 'toString'],
];
const VALUES: unknown[] = [
	...['', ' ', A, 'data:image/png;base64,', P, `data:image/png;base64,${P}`],
	...['pending', 'Throttling.RateQuota', 'InvalidApiKey', '无效的令牌', '(request id: 1)'],
	...['200', 'success', 200, 0, 403, 429, 500, 1024, 1.5, -1, true, false, null, [], {}],
];

const { json } = fc.letrec<{ json: unknown }>((tie) => ({
	json: fc.oneof(
		{ depthSize: 'small', withCrossShrink: true },
		fc.constantFrom(...VALUES),
		fc.jsonValue(),
		fc.dictionary(fc.constantFrom(...KEYS), tie('json'), { maxKeys: 5 }),
		fc.array(tie('json'), { maxLength: 4 }),
	),
}));

/** Answers of all known shapes, of which some value is replaced by another. */
const spoilt = fc
	.tuple(fc.constantFrom(...SHAPE_NAMES), fc.nat(11), fc.constantFrom(...VALUES))
	.map(([shape, place, value]): unknown => {
		let at = 0;
		return JSON.parse(JSON.stringify(shaped(shape, 2)), (_, old: unknown) =>
			at++ === place ? value : old,
		);
	});

it('makes images or a failure of any answer, and never throws', () => {
	const headers = ['retry-after', 'x-oneapi-request-id', 'x-request-id'];
	const header = fc.oneof(fc.constantFrom('2.5', 'Wed, 21 Oct 2026 07:28:00 GMT'), fc.string());
	const written = fc.oneof(spoilt, json).chain((value) => {
		const text = JSON.stringify(value);
		return fc.constantFrom(value, text, Buffer.from(text));
	});
	const answers = fc.record({
		status: fc.constantFrom(200, 200, 200, 0, 301, 400, 429, 500, 999),
		headers: fc.dictionary(fc.constantFrom(...headers), header),
		body: fc.oneof({ weight: 8, arbitrary: written }, fc.string(), fc.anything()),
	});
	const seen = { made: 0, failures: 0 };
	fc.assert(
		fc.property(answers, ({ body, ...more }) => {
			const read = readAnswer(answerOf(body, more));
			if (read instanceof Failure) {
				seen.failures += 1;
				expectWellSaid(read);
				expect(read.retryAfterMs ?? 0).toBeGreaterThanOrEqual(0);
				return;
			}
			seen.made += 1;
			expect(more.status).toBe(200);
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

it('keeps a link character for character', () => {
	const unit = fc.constantFrom(...'abz019%+/=&?#[]~:@!$\'()*,;{}|^`"\\<>图é');
	fc.assert(
		fc.property(fc.string({ unit, maxLength: 60 }), (query) => {
			const url = `https://r.example.com/a.png?${query}`;
			for (const body of [data({ url }), content(url), { metadata: results({ url }) }]) {
				expect(imagesIn(JSON.stringify(body))).toEqual([url]);
			}
		}),
	);
});
