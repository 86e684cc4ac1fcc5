/** The shapes in which services of this kind have been seen to answer a successful request. */

/** One result as the answer tells of it. */
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
	/** Epoch seconds. */
	created: number;
	/** Set where the model answers in the form of 3.0. */
	form?: { inputs: number };
}

export interface ShapeInfo {
	title: string;
	/** How many of the n images the answer hands over. */
	images: 'all' | 'all but one' | 'none';
	/** The answer carries the PNGs themselves instead of links. */
	bytes: boolean;
	/** The answer is a task's id, not a result. */
	task: boolean;
	/** The id of that task. */
	taskId?: string;
	body: (context: AnswerContext) => unknown;
}

const TASK_ID = '7c8d9e0f-0000-4000-8000-00000000c0de';

const links = (context: AnswerContext) => context.images.map(({ url }) => ({ image: url }));
const base64 = (image: ResultImage): string => image.png?.toString('base64') ?? '';

function usage(context: AnswerContext) {
	if (context.form) {
		return {
			output_width: context.width,
			output_height: context.height,
			input_image_count: context.form.inputs,
			output_image_count: context.images.length,
			output_image_type:
				context.width * context.height > 2_250_000 ? 'qima_output_2k' : 'qima_output_1k',
		};
	}
	return { width: context.width, image_count: context.images.length, height: context.height };
}

function choices(content: readonly unknown[]) {
	return { choices: [{ finish_reason: 'stop', message: { role: 'assistant', content } }] };
}

function dashscope(context: AnswerContext, content: readonly unknown[] = links(context)) {
	const output = context.form
		? { ...choices(content), rewrite_status: 'success' }
		: choices(content);
	return { output, usage: usage(context), request_id: context.requestId };
}

function entry(url: string) {
	return { url, b64_json: '', revised_prompt: '' };
}

/** Through the gateway `data` holds the last image only; all of them stand in `metadata`. */
function gateway(context: AnswerContext, content?: readonly unknown[]) {
	return {
		created: context.created,
		data: context.images.slice(-1).map(({ url }) => entry(url)),
		metadata: dashscope(context, content),
	};
}

const plain = { images: 'all', bytes: false, task: false } as const;
const noImages = { images: 'none', bytes: false, task: false } as const;
const task = { images: 'none', bytes: false, task: true, taskId: TASK_ID } as const;

const CATALOGUE = {
	gateway: {
		...plain,
		title: 'gateway: only the last image in data, all in metadata',
		body: (context) => gateway(context),
	},
	dashscope: {
		...plain,
		title: 'Alibaba: one choice with n content items',
		body: (context) => dashscope(context),
	},
	allInData: {
		...plain,
		title: 'gateway: all images in data, metadata empty',
		body: (context) => ({
			created: context.created,
			data: context.images.map(({ url }) => entry(url)),
			metadata: {},
		}),
	},
	dataWithoutMetadata: {
		...plain,
		title: 'gateway: all images in data, no metadata at all',
		body: (context) => ({
			created: context.created,
			data: context.images.map(({ url }) => ({ url })),
		}),
	},
	dataNull: {
		...plain,
		title: 'gateway: data null, images in metadata',
		body: (context) => ({ ...gateway(context), data: null }),
	},
	metadataSplit: {
		...plain,
		title: 'gateway: the last image stands only in data, the others only in metadata',
		body: (context) => gateway(context, links(context).slice(0, -1)),
	},
	wrapped: {
		...plain,
		title: 'the answer wrapped in {code: 200, msg, data}',
		body: (context) => ({ code: 200, msg: 'success', data: gateway(context) }),
	},
	emptyError: {
		...plain,
		title: 'empty code and message beside the images',
		body: (context) => ({ ...dashscope(context), code: '', message: '' }),
	},
	b64Json: {
		...plain,
		bytes: true,
		title: 'gateway: Base64 in b64_json',
		body: (context) => ({
			created: context.created,
			data: context.images.map((image) => ({ url: '', b64_json: base64(image) })),
		}),
	},
	b64JsonPrefixed: {
		...plain,
		bytes: true,
		title: 'gateway: Base64 with a data-URI prefix in b64_json',
		body: (context) => ({
			created: context.created,
			data: context.images.map((image) => ({
				url: '',
				b64_json: `data:image/png;base64,${base64(image)}`,
			})),
		}),
	},
	withText: {
		...plain,
		title: 'text and reasoning among the content items',
		body: (context) =>
			gateway(context, [
				{ reasoning_content: 'The instruction asks for an edit.' },
				{ text: 'Here is the edited image.' },
				...links(context),
			]),
	},
	choicePerImage: {
		...plain,
		title: 'Alibaba: one choice for each image',
		body: (context) => ({
			...dashscope(context),
			output: { choices: links(context).flatMap((content) => choices([content]).choices) },
		}),
	},
	outputResults: {
		...plain,
		title: 'output.results with addresses',
		body: (context) => ({
			...dashscope(context),
			output: { results: context.images.map(({ url }) => ({ url })) },
		}),
	},
	outputResultsBytes: {
		...plain,
		bytes: true,
		title: 'output.results with b64_image',
		body: (context) => ({
			...dashscope(context),
			output: { results: context.images.map((image) => ({ b64_image: base64(image) })) },
		}),
	},
	outputResultsPartial: {
		...plain,
		images: 'all but one',
		title: 'output.results where one entry failed',
		body: (context) => ({
			...dashscope(context),
			output: {
				results: [
					{ code: 'InternalError.Algo', message: 'inference internal error' },
					...context.images.map(({ url }) => ({ url })),
				],
			},
		}),
	},
	fewer: {
		...plain,
		images: 'all but one',
		title: 'fewer images than asked for',
		body: (context) => gateway(context),
	},
	otherUsageKeys: {
		...plain,
		title: 'usage with other keys',
		body: (context) => ({
			...dashscope(context),
			usage: {
				output_width: context.width,
				output_height: context.height,
				output_image_count: context.images.length,
			},
		}),
	},
	noUsage: {
		...plain,
		title: 'no usage',
		body: (context) => ({ output: choices(links(context)), request_id: context.requestId }),
	},
	noImages: {
		...noImages,
		title: 'no image at all',
		body: (context) => ({ created: context.created, data: [], metadata: {} }),
	},
	onlyText: {
		...noImages,
		title: 'a text in place of images',
		body: (context) => dashscope(context, [{ text: 'I cannot edit this image.' }]),
	},
	taskOutput: {
		...task,
		title: 'a task in output',
		body: (context) => ({
			output: { task_id: TASK_ID, task_status: 'PENDING' },
			request_id: context.requestId,
		}),
	},
	taskId: {
		...task,
		taskId: `task-${TASK_ID}`,
		title: 'a task by id and status',
		body: () => ({ id: `task-${TASK_ID}`, status: 'pending' }),
	},
	taskData: {
		...task,
		title: 'a task in data',
		body: () => ({ code: 200, data: [{ status: 'submitted', task_id: TASK_ID }] }),
	},
} satisfies Record<string, ShapeInfo>;

export type ShapeName = keyof typeof CATALOGUE;

/** Every known shape of a successful answer, with what the node is to find in it. */
export const SHAPES: Readonly<Record<ShapeName, ShapeInfo>> = CATALOGUE;

/** All names, for tests to go through. */
export const SHAPE_NAMES = Object.keys(CATALOGUE).filter(isShapeName);

/** Whether a text names a shape of the catalogue. */
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
