import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import type { DocumentRequest } from '../fixtures/document';
import type { Simulator, SimulatorOptions } from '../simulator';
import { DEFAULT_OPTIONS, readInput, startSimulator } from '../simulator';
import { runNode, type RunOptions, type RunResult } from './harness/run';
import { SIMULATOR_KEY, simulatorCredentials } from './harness/simulator';

/** What most tests ask of the simulator: no time spent on drawing, and any address holds a picture. */
const QUICK: Partial<SimulatorOptions> = { pictures: 'blank', remoteImages: 'demo' };

/** The options that a test may have set and that have no default. */
const NONE: Partial<SimulatorOptions> = {
	maxConcurrent: undefined,
	rate: undefined,
	retryAfter: undefined,
	shape: undefined,
	downloadFault: undefined,
};

/** An address with a picture behind it, as far as the simulated service is concerned. */
export const MUG_URL = 'https://shop.example.com/mug.jpg';

export const TINY_PNG =
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** One more try at once by n8n's Retry On Fail. */
export const RETRY_ON_FAIL = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 } as const;

/** Starts a simulator for a test file and gives it back clean to every test. */
export function useSimulator(options: Partial<SimulatorOptions> = {}) {
	let simulator: Simulator;
	// An account of its own for each test: what is learned of an account's limit outlives an execution.
	let apiKey = SIMULATOR_KEY;
	let tests = 0;
	beforeAll(async () => {
		simulator = await startSimulator({ ...QUICK, ...options });
	});
	beforeEach(() => {
		tests += 1;
		apiKey = `${SIMULATOR_KEY}-${tests}`;
		const apiKeys = [SIMULATOR_KEY, apiKey];
		simulator.set({ ...DEFAULT_OPTIONS, ...NONE, ...QUICK, ...options, apiKeys });
		simulator.reset();
	});
	afterAll(async () => await simulator.close());

	/** The bodies that were sent, in the order of arrival. */
	const bodies = () => simulator.edits().map(({ body }) => body as DocumentRequest);
	/** The requests for result links. */
	const downloads = () => simulator.requests.filter(({ route }) => route === 'result');
	/** The one request that was sent. */
	const sent = () => {
		const [body, ...more] = bodies();
		expect(more).toEqual([]);
		if (!body) throw new Error('Nothing was sent');
		return body;
	};
	return {
		get simulator() {
			return simulator;
		},
		/** Runs the node against the simulator; the panel is filled in as far as a user must. */
		run: async (parameters: INodeParameters, more: Partial<RunOptions> = {}): Promise<RunResult> =>
			await runNode({
				parameters: { imageUrl: MUG_URL, prompt: 'Make it blue', ...parameters },
				credentials: simulatorCredentials(simulator, apiKey),
				...more,
			}),
		bodies,
		sent,
		sentParameters: () => sent().parameters,
		/** Presses Stop so many ms after so many requests have arrived, of those for images unless told. */
		stopAt:
			(count: number, laterMs = 0, requests: () => unknown[] = bodies): RunOptions['onStart'] =>
			({ cancel }) => {
				const looking = setInterval(() => {
					if (requests().length < count) return;
					clearInterval(looking);
					setTimeout(cancel, laterMs);
				}, 5);
			},
		downloads,
	};
}

/** Items with these fields. */
export function itemsOf(...json: INodeExecutionData['json'][]): INodeExecutionData[] {
	return json.map((fields) => ({ json: fields }));
}

/** A resource locator as the panel stores it. */
export function model(id: string, mode: 'list' | 'id' = 'list') {
	return { __rl: true, mode, value: id };
}

/** The panel with these images to fuse. */
export function fuse(...image: Array<Record<string, string>>) {
	return { operation: 'fuse', images: { image } };
}

/** A row of an image by its address. */
export function row(url = MUG_URL) {
	return { source: 'url', url };
}

/** The images of a request's body, in order. */
export function imagesIn(body: DocumentRequest | undefined): string[] {
	const content = body?.input.messages.flatMap((message) => message.content) ?? [];
	return content.flatMap(({ image }) => (image === undefined ? [] : [image]));
}

/** The picture of the mug in a format. */
export async function mug(extension = 'png'): Promise<Buffer> {
	const input = await readInput(`mug.${extension}`);
	if (!input) throw new Error(`There is no mug.${extension}`);
	return input.bytes;
}

/** The same as a data URI. */
export async function dataUri(extension = 'png', type = `image/${extension}`): Promise<string> {
	return `data:${type};base64,${(await mug(extension)).toString('base64')}`;
}

/** Whether a file is a PNG. */
export async function isPng(file: Buffer | Promise<Buffer>): Promise<boolean> {
	return (await file).subarray(1, 4).toString() === 'PNG';
}

/** The warnings in n8n's log. */
export function warningsIn(logs: string[]): string[] {
	return logs.filter((line) => line.startsWith('warn'));
}
