/** The shapes in which services of this kind have been seen to answer a successful request. */

export interface ResultImage {
	url: string;
	/** The PNG itself; only filled for shapes that carry bytes. */
	png?: Buffer;
}

export interface AnswerContext {
	images: readonly ResultImage[];
	width: number;
	height: number;
	requestId: string;
	created: number;
	/** Set where the model answers in the form of 3.0. */
	form?: { inputs: number };
}

export interface ShapeInfo {
	/** How many of the n images the answer hands over. */
	images: 'all' | 'all but one' | 'none';
	bytes: boolean;
	task: boolean;
	taskId?: string;
	body: (context: AnswerContext) => unknown;
}

const TASK_ID = '7c8d9e0f-0000-4000-8000-00000000c0de';

const links = ({ images }: AnswerContext) => images.map(({ url }) => ({ image: url }));
const urls = ({ images }: AnswerContext) => images.map(({ url }) => ({ url }));
const base64 = (image: ResultImage): string => image.png?.toString('base64') ?? '';
const entry = ({ url }: ResultImage) => ({ url, b64_json: '', revised_prompt: '' });

function newUsage({ width, height, images }: AnswerContext) {
	const counted = { output_width: width, output_height: height, output_image_count: images.length };
	const kind = width * height > 2_250_000 ? 'qima_output_2k' : 'qima_output_1k';
	return { ...counted, output_image_type: kind };
}

function usage(context: AnswerContext) {
	const { form, images, width, height } = context;
	if (form) return { ...newUsage(context), input_image_count: form.inputs };
	return { width, image_count: images.length, height };
}

function choices(content: readonly unknown[]) {
	return { choices: [{ finish_reason: 'stop', message: { role: 'assistant', content } }] };
}

function dashscope(context: AnswerContext, content: readonly unknown[] = links(context)) {
	const rewritten = context.form && { rewrite_status: 'success' };
	const output = { ...choices(content), ...rewritten };
	return { output, usage: usage(context), request_id: context.requestId };
}

/** Through the gateway `data` holds the last image only; all of them stand in `metadata`. */
function gateway(context: AnswerContext, content?: readonly unknown[]) {
	return data(context, context.images.slice(-1).map(entry), {
		metadata: dashscope(context, content),
	});
}

function data({ created }: AnswerContext, list: unknown[], more = {}) {
	return { created, data: list, ...more };
}

function results(context: AnswerContext, list: unknown[]) {
	return { ...dashscope(context), output: { results: list } };
}

function base64InData(context: AnswerContext, prefix: string) {
	const list = context.images.map((image) => ({ url: '', b64_json: prefix + base64(image) }));
	return data(context, list);
}

type Body = ShapeInfo['body'];
const plain = { images: 'all', bytes: false, task: false } as const;
const all = (body: Body): ShapeInfo => ({ ...plain, body });
const bytes = (body: Body): ShapeInfo => ({ ...plain, bytes: true, body });
const fewer = (body: Body): ShapeInfo => ({ ...plain, images: 'all but one', body });
const none = (body: Body): ShapeInfo => ({ ...plain, images: 'none', body });
const task = (taskId: string, body: unknown): ShapeInfo => ({
	...{ images: 'none', bytes: false, task: true, taskId, body: () => body },
});

const CATALOGUE = {
	/** The gateway's own: only the last image in data, all in metadata. */
	gateway: all((context) => gateway(context)),
	/** Alibaba's own: one choice with n content items. */
	dashscope: all((context) => dashscope(context)),
	allInData: all((context) => data(context, context.images.map(entry), { metadata: {} })),
	dataWithoutMetadata: all((context) => data(context, urls(context))),
	dataNull: all((context) => ({ ...gateway(context), data: null })),
	/** The last image stands only in data, the others only in metadata. */
	metadataSplit: all((context) => gateway(context, links(context).slice(0, -1))),
	wrapped: all((context) => ({ code: 200, msg: 'success', data: gateway(context) })),
	emptyError: all((context) => ({ ...dashscope(context), code: '', message: '' })),
	b64Json: bytes((context) => base64InData(context, '')),
	b64JsonPrefixed: bytes((context) => base64InData(context, 'data:image/png;base64,')),
	withText: all((context) =>
		gateway(context, [
			{ reasoning_content: 'The instruction asks for an edit.' },
			{ text: 'Here is the edited image.' },
			...links(context),
		]),
	),
	choicePerImage: all((context) => ({
		...dashscope(context),
		output: { choices: links(context).flatMap((content) => choices([content]).choices) },
	})),
	outputResults: all((context) => results(context, urls(context))),
	outputResultsBytes: bytes((context) => {
		const list = context.images.map((image) => ({ b64_image: base64(image) }));
		return results(context, list);
	}),
	outputResultsPartial: fewer((context) => {
		const failed = { code: 'InternalError.Algo', message: 'inference internal error' };
		return results(context, [failed, ...urls(context)]);
	}),
	fewer: fewer((context) => gateway(context)),
	otherUsageKeys: all((context) => ({ ...dashscope(context), usage: newUsage(context) })),
	noUsage: all((context) => ({ output: choices(links(context)), request_id: context.requestId })),
	noImages: none((context) => data(context, [], { metadata: {} })),
	onlyText: none((context) => dashscope(context, [{ text: 'I cannot edit this image.' }])),
	taskOutput: task(TASK_ID, { output: { task_id: TASK_ID, task_status: 'PENDING' } }),
	taskId: task(`task-${TASK_ID}`, { id: `task-${TASK_ID}`, status: 'pending' }),
	taskData: task(TASK_ID, { code: 200, data: [{ status: 'submitted', task_id: TASK_ID }] }),
} satisfies Record<string, ShapeInfo>;

export type ShapeName = keyof typeof CATALOGUE;

export const SHAPES: Readonly<Record<ShapeName, ShapeInfo>> = CATALOGUE;

export const SHAPE_NAMES = Object.keys(CATALOGUE).filter(isShapeName);

export function isShapeName(name: string): name is ShapeName {
	return Object.hasOwn(CATALOGUE, name);
}

/** How many images a request for `asked` makes, and is charged for, when it is answered in this shape. */
export function imagesMade(shape: ShapeName, asked: number): number {
	const { images, task: isTask } = SHAPES[shape];
	if (images === 'all') return asked;
	if (images === 'all but one') return Math.max(1, asked - 1);
	return isTask ? asked : 0;
}
