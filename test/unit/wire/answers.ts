import fc from 'fast-check';

import type { HttpAnswer } from '../../../nodes/QwenImageEdit/wire/answerFailure';
import { SHAPE_NAMES, SHAPES } from '../../simulator';

/** An answer with this body, as the transport gives it. */
export function answerOf(body: unknown, more: Partial<HttpAnswer> = {}): HttpAnswer {
	return { status: 200, headers: {}, body, receivedAt: 1_767_840_000_000, ...more };
}

/** Every key that means something in an answer, so that arbitrary ones come close to real ones. */
const KEYS = [
	...['output', 'choices', 'message', 'content', 'image', 'results', 'url', 'b64_image'],
	...['data', 'metadata', 'b64_json', 'usage', 'width', 'height', 'output_width'],
	...['code', 'msg', 'type', 'error', 'success', 'request_id', 'task_id', 'task_status'],
	...['status', 'id', 'text', '__proto__', 'length', 'toString'],
];

const VALUES: unknown[] = [
	...['', ' ', 'https://r.example.com/a.png?Expires=1&Signature=a%2B', 'data:image/png;base64,'],
	...['iVBORw0KGgoAAAANSUhEUg==', 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUg=='],
	...['pending', 'Throttling.RateQuota', 'InvalidApiKey', '无效的令牌', 'upstream error'],
	...['(request id: 1)', '200', 'success', 200, 0, 403, 429, 500, 1024, 1.5, -1, true, false],
	...[null, [], {}, Number.MAX_VALUE],
];

/** JSON as answers have it: known keys, known values, any nesting. */
export const answerJson: fc.Arbitrary<unknown> = fc.letrec<{ node: unknown }>((tie) => ({
	node: fc.oneof(
		{ depthSize: 'small', withCrossShrink: true },
		fc.constantFrom(...VALUES),
		fc.string(),
		fc.jsonValue(),
		fc.dictionary(fc.constantFrom(...KEYS), tie('node'), { maxKeys: 5 }),
		fc.array(tie('node'), { maxLength: 4 }),
	),
})).node;

const status = fc.oneof(
	fc.constantFrom(0, 200, 201, 204, 301, 400, 401, 402, 403, 404, 408, 413, 422, 429),
	fc.constantFrom(500, 502, 503, 504, 524, 529, 599, 999),
	fc.integer(),
);

const header = fc.oneof(
	fc.constantFrom('1', '2.5', 'Wed, 21 Oct 2026 07:28:00 GMT', 'soon', ''),
	fc.string(),
);

/** Answers of all known shapes, of which some value is replaced by another. */
const spoiltShape = fc
	.record({
		shape: fc.constantFrom(...SHAPE_NAMES),
		count: fc.integer({ min: 1, max: 3 }),
		place: fc.nat(),
		value: fc.constantFrom(...VALUES),
	})
	.map(({ shape, count, place, value }) => {
		const images = Array.from({ length: count }, (_, index) => ({
			url: `https://r.example.com/${index}.png?Signature=a%2B`,
			png: Buffer.alloc(40, index),
		}));
		const context = { images, width: 1024, height: 768, requestId: 'r-1', created: 1 };
		const text = JSON.stringify(SHAPES[shape].body(context));
		let at = 0;
		return JSON.parse(text, (_, old: unknown) => (at++ === place % 12 ? value : old)) as unknown;
	});

/** Any answer of any server, whatever it is. */
export const anyAnswer: fc.Arbitrary<HttpAnswer> = fc.record({
	status: fc.oneof({ weight: 2, arbitrary: fc.constant(200) }, { weight: 1, arbitrary: status }),
	headers: fc.record(
		{ 'retry-after': header, 'x-oneapi-request-id': header, 'x-request-id': header },
		{ requiredKeys: [] },
	),
	body: fc.oneof(
		{ weight: 5, arbitrary: spoiltShape },
		answerJson,
		answerJson.map((json) => JSON.stringify(json)),
		answerJson.map((json) => Buffer.from(JSON.stringify(json) ?? '')),
		fc
			.tuple(answerJson, fc.nat(200))
			.map(([json, end]) => (JSON.stringify(json) ?? '').slice(0, end)),
		fc.string().map((text) => `<!doctype html><html><body>${text}</body></html>`),
		fc.string(),
		fc.uint8Array().map((bytes) => Buffer.from(bytes)),
		fc.anything(),
	),
	receivedAt: fc.constant(1_767_840_000_000),
});
