import { strictEqual } from 'node:assert';
import type { INodeExecutionData } from 'n8n-workflow';
import { type BinaryStore, storeBinary } from '../../engine/harness/binary';
import { type RunOptions, runNode } from '../../engine/harness/run';
import { simulatorCredentials } from '../../engine/harness/simulator';
import type { SimulatorOptions } from '../../simulator';
import { paddedPng } from '../../simulator/pictures/png';
import { loadOwnNodes } from '../support/n8n-nodes';
import { httpRequestParameters, outputOf, runSteps } from '../support/workflows';

const MEBIBYTE = 1024 * 1024;

export interface Case {
	title: string;
	items: number;
	/** Makes what the case works on; gives the work itself, for so many items. */
	prepare(url: string, items: number): Promise<() => Promise<void>>;
	simulator?: Partial<SimulatorOptions>;
	ownNodes?: boolean;
}

/** Nothing stands in the way of as many requests as a client likes; an answer takes half a second. */
export const OPEN: Partial<SimulatorOptions> = { latencyMs: 500, maxDataUriBytes: 64 * MEBIBYTE };

/** A thousand items with a stored file each would fill the disk; they come again and again. */
const MOST_STORED = 96;

/** Items that carry files, each file a stored one of its own as far as the disk goes. */
async function itemsWithFiles(count: number, files: number, bytes: number) {
	const png = paddedPng(bytes);
	const stored: Array<INodeExecutionData['binary']> = [];
	for (let index = 0; index < Math.min(count, MOST_STORED); index++) {
		const binary: INodeExecutionData['binary'] = {};
		for (let file = 1; file <= files; file++) {
			const description = { fileName: `${index}-${file}.png`, mimeType: 'image/png' };
			binary[`image${file}`] = await storeBinary(png, description);
		}
		stored.push(binary);
	}
	return Array.from({ length: count }, (_, index): INodeExecutionData => {
		return { json: { prompt: `Item ${index}` }, binary: stored[index % MOST_STORED] };
	});
}

/** This node, all else at its defaults. */
async function runOurs(
	url: string,
	items: INodeExecutionData[],
	parameters: RunOptions['parameters'],
	binaryMode: BinaryStore = 'filesystem',
): Promise<void> {
	const result = await runNode({
		parameters: { prompt: '={{ $json.prompt }}', ...parameters },
		items,
		credentials: simulatorCredentials({ url }),
		mode: 'trigger',
		binaryMode,
	});
	if (result.error) throw result.error;
	strictEqual(result.items.length, items.length);
	for (const { json, binary } of result.items) {
		strictEqual(typeof json.url, 'string', `No result: ${JSON.stringify(json)}`);
		strictEqual(binary?.data?.mimeType, 'image/png', `No file: ${JSON.stringify(json)}`);
	}
}

function fuse(files: number, bytes: number, options = {}): Case['prepare'] {
	return async (url, count) => {
		const prepared = await itemsWithFiles(count, files, bytes);
		const rows = Array.from({ length: files }, (_, at) => ({
			source: 'field',
			field: `image${at + 1}`,
		}));
		return async () =>
			await runOurs(url, prepared, { operation: 'fuse', images: { image: rows }, options });
	};
}

/** As many executions as items, all at once. */
const executions: Case['prepare'] = async (url, count) => {
	const prepared = await itemsWithFiles(count, 1, 8 * MEBIBYTE);
	const parameters = { imageSource: 'field', imageField: 'image1' };
	return async () => {
		await Promise.all(prepared.map(async (item) => await runOurs(url, [item], parameters)));
	};
};

/** As a user does it with n8n's own nodes: each file to Base64 text, the texts into the body of an HTTP request. */
const extractAndRequest: Case['prepare'] = async (url, count) => {
	const { extractFromFile, httpRequest } = loadOwnNodes();
	const items = await itemsWithFiles(count, 2, 8 * MEBIBYTE);
	const extract = (at: number) => ({
		name: `Extract ${at}`,
		type: extractFromFile,
		typeVersion: 1.1,
		parameters: {
			operation: 'binaryToPropery',
			binaryPropertyName: `image${at}`,
			destinationKey: `image${at}`,
			options: { encoding: 'utf8', keepSource: 'json' },
		},
	});
	const content =
		"[{ image: 'data:image/png;base64,' + $json.image1 }, { image: 'data:image/png;base64,' + $json.image2 }, { text: $json.prompt }]";
	const request = {
		name: 'HTTP Request',
		type: httpRequest,
		typeVersion: 4.5,
		parameters: httpRequestParameters(url, content),
	};
	return async () => {
		const run = await runSteps(items, [extract(1), extract(2), request]);
		const { error } = run.data.resultData;
		if (error) throw error;
		strictEqual(outputOf(run, request.name).length, items.length);
	};
};

const ours = (items: number): Case => ({
	title: `${items} items of two 8 MB images, this node`,
	items,
	prepare: fuse(2, 8 * MEBIBYTE),
});

const downloads = (store: BinaryStore): Case => ({
	title: `20 downloads of 10 MB, ${store} mode, this node`,
	simulator: { pictures: { bytes: 10 * MEBIBYTE } },
	items: 20,
	prepare: async (url, count) => {
		const items = Array.from({ length: count }, (_, at) => ({ json: { prompt: `Item ${at}` } }));
		return async () => await runOurs(url, items, { imageUrl: `${url}/inputs/mug.png` }, store);
	},
});

export const CASES = {
	ours24: ours(24),
	ours96: ours(96),
	ours960: ours(960),
	executions60: {
		title: '60 executions of one 8 MB image at once, this node',
		items: 60,
		prepare: executions,
	},
	five: {
		title: '10 items of three 10 MB images, five at once, this node',
		items: 10,
		prepare: fuse(3, 10 * MEBIBYTE, { concurrency: 5 }),
	},
	downloadFilesystem: downloads('filesystem'),
	downloadDefault: downloads('default'),
	theirs24: {
		title: '24 items of two 8 MB images, Extract from File and HTTP Request',
		items: 24,
		ownNodes: true,
		prepare: extractAndRequest,
	},
} satisfies Record<string, Case>;

export type CaseName = keyof typeof CASES;
