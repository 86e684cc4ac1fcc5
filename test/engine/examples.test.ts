import './harness/environment';

import type { INodeParameters, INodeProperties, NodeParameterValue } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

import { isRecord, recordOf, stringOf, type JsonRecord } from '../../scripts/n8n/json';
import { NODE_TYPE, nodesOf, qwenNodesOf, triggerOf } from '../../scripts/n8n/workflows';
import { LIMITS } from '../../nodes/QwenImageEdit/catalogue/limits';
import { modelEntry } from '../../nodes/QwenImageEdit/catalogue/models';
import { QwenImageEdit } from '../../nodes/QwenImageEdit/QwenImageEdit.node.js';
import { DOCUMENT_USE_CASES } from '../fixtures/document';
import { startSimulator, type Simulator } from '../simulator';
import { exampleItems } from './examples/inputs';
import { runNode, type RunResult } from './harness/run';
import { simulatorCredentials } from './harness/simulator';

const FOLDER = join(__dirname, '../../examples');

/** n8n's own nodes in the examples, each with the newest version that 2.8.4 and 2.41.1 both have. */
const KNOWN_NODES: Record<string, number> = {
	'n8n-nodes-base.code': 2,
	'n8n-nodes-base.convertToFile': 1.1,
	'n8n-nodes-base.dataTable': 1.1,
	'n8n-nodes-base.editImage': 1,
	'n8n-nodes-base.errorTrigger': 1,
	'n8n-nodes-base.extractFromFile': 1.1,
	'n8n-nodes-base.form': 2.5,
	'n8n-nodes-base.formTrigger': 2.5,
	'n8n-nodes-base.html': 1.2,
	'n8n-nodes-base.if': 2.3,
	'n8n-nodes-base.manualTrigger': 1,
	'n8n-nodes-base.readWriteFile': 1.1,
	'n8n-nodes-base.respondToWebhook': 1.5,
	'n8n-nodes-base.scheduleTrigger': 1.3,
	'n8n-nodes-base.set': 3.4,
	'n8n-nodes-base.splitInBatches': 3,
	'n8n-nodes-base.splitOut': 1,
	'n8n-nodes-base.stickyNote': 1,
	'n8n-nodes-base.webhook': 2.1,
	'@n8n/n8n-nodes-langchain.agent': 3.1,
	'@n8n/n8n-nodes-langchain.chatTrigger': 1.4,
	'@n8n/n8n-nodes-langchain.lmChatOpenAi': 1.3,
	'@n8n/n8n-nodes-langchain.mcpTrigger': 2,
	'@n8n/n8n-nodes-langchain.memoryBufferWindow': 1.3,
};

/** Fields n8n itself adds to a node that serves as an agent's tool. */
const TOOL_FIELDS = ['descriptionType', 'toolDescription'];

const examples = readdirSync(FOLDER)
	.filter((file) => file.endsWith('.json'))
	.map((file) => {
		const content: unknown = JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
		return { name: basename(file, '.json'), workflow: recordOf(content, file) };
	});

const node = new QwenImageEdit();

function parametersOf(raw: JsonRecord): INodeParameters {
	return recordOf(raw.parameters, 'parameters') as INodeParameters;
}

/** What in an example's parameters the panel does not have: unknown names, hidden fields, choices that do not exist. */
function strangers(
	values: JsonRecord,
	properties: readonly INodeProperties[],
	all: INodeParameters,
	path = '',
): string[] {
	return Object.entries(values).flatMap(([name, value]) => {
		const place = `${path}${name}`;
		const sameName = properties.filter((property) => property.name === name);
		if (sameName.length === 0) return [`${place} is no field`];
		// Rows and collections hide by their own values and the root's; only the root is checked here.
		const property =
			path === ''
				? sameName.find((candidate) =>
						NodeHelpers.displayParameter(all, candidate, { typeVersion: 1 }, node.description),
					)
				: sameName[0];
		if (!property) return [`${place} is hidden by the panel`];
		return valueStrangers(value, property, all, place);
	});
}

function valueStrangers(
	value: unknown,
	property: INodeProperties,
	all: INodeParameters,
	place: string,
): string[] {
	const options = property.options ?? [];
	if (property.type === 'collection' && isRecord(value)) {
		return strangers(value, options.filter(isProperty), all, `${place}.`);
	}
	if (property.type === 'fixedCollection' && isRecord(value)) {
		return Object.entries(value).flatMap(([group, rows]) => {
			const found = options.find((option) => option.name === group);
			if (!found || !('values' in found)) return [`${place}.${group} is no field`];
			const list = Array.isArray(rows) ? rows.filter(isRecord) : [];
			return list.flatMap((row) => strangers(row, found.values, all, `${place}.${group}.`));
		});
	}
	if (property.type === 'options' && !isExpression(value)) {
		const allowed = options.map((option) => ('value' in option ? option.value : undefined));
		return allowed.some((choice) => choice === value) ? [] : [`${place} has no such choice`];
	}
	const expected = { number: 'number', boolean: 'boolean', string: 'string' }[
		String(property.type)
	];
	const wrong = expected !== undefined && typeof value !== expected && !isExpression(value);
	return wrong ? [`${place} is not a ${expected}`] : [];
}

function isProperty(option: object): option is INodeProperties {
	return 'type' in option && 'displayName' in option;
}

function isExpression(value: unknown): boolean {
	return typeof value === 'string' && value.startsWith('=');
}

/** An example's node with what comes before it, run in n8n's engine. */
async function runExample(workflow: JsonRecord, simulator: Simulator): Promise<RunResult> {
	const raw = qwenNodesOf(workflow)[0]?.raw ?? {};
	return await runNode({
		parameters: parametersOf(raw),
		items: exampleItems(workflow),
		credentials: simulatorCredentials(simulator),
		...(raw.onError === 'continueErrorOutput' && { onError: 'continueErrorOutput' as const }),
		retryOnFail: raw.retryOnFail === true,
	});
}

/** What an agent, an assistant or a person in a browser gives the node: that runs on a real n8n, in test/n8n. */
const ASKED_FROM_OUTSIDE = /\.(agent|mcpTrigger|formTrigger)$/;

function isAskedFromOutside(workflow: JsonRecord): boolean {
	return nodesOf(workflow).some(({ type }) => ASKED_FROM_OUTSIDE.test(type));
}

describe('strangers, the check of the examples', () => {
	it.each<[string, Record<string, NodeParameterValue | INodeParameters>]>([
		['promt is no field', { promt: 'On a beach' }],
		['imageList is hidden by the panel', { operation: 'edit', imageList: 'a' }],
		['size has no such choice', { size: '1000*1000' }],
		['numberOfImages is not a number', { numberOfImages: '2' }],
		['parameters.seeds is no field', { parameters: { seeds: 1 } }],
	])('says %s', (said, values) => {
		const all = NodeHelpers.getNodeParameters(
			node.description.properties,
			values,
			true,
			true,
			{ typeVersion: 1 },
			node.description,
		);
		expect(strangers(values, node.description.properties, all ?? values)).toEqual([said]);
	});
});

describe.each(examples)('example $name', ({ name, workflow }) => {
	const nodes = nodesOf(workflow);

	it('can be imported: unique names, known nodes, links between nodes that exist', () => {
		const names = nodes.map((each) => each.name);
		expect(new Set(names).size).toBe(names.length);
		expect(workflow.name).toMatch(/^Qwen: \S/);
		for (const { type, raw } of nodes) {
			const newest = type.startsWith(NODE_TYPE) ? 1 : KNOWN_NODES[type];
			expect({ type, known: newest !== undefined }).toEqual({ type, known: true });
			expect(raw.typeVersion).toBeLessThanOrEqual(newest ?? 0);
			expect(raw.position).toEqual([expect.any(Number), expect.any(Number)]);
		}
		const connections = recordOf(workflow.connections, 'connections');
		const targets = [...JSON.stringify(connections).matchAll(/"node":"([^"]+)"/g)].map(
			([, target]) => target,
		);
		for (const linked of [...Object.keys(connections), ...targets]) expect(names).toContain(linked);
		const startedBy = nodes.find((each) => each.name === triggerOf(workflow))?.type ?? '';
		expect(startedBy).toMatch(/\.(manualTrigger|formTrigger|mcpTrigger)$/);
	});

	it('explains itself and holds no secrets, no pinned data, no credential of somebody else', () => {
		const notes = nodes.filter(({ type }) => type === 'n8n-nodes-base.stickyNote');
		expect(notes.length).toBeGreaterThan(0);
		for (const { raw } of notes) {
			expect(stringOf(parametersOf(raw).content, 'note').length).toBeGreaterThan(80);
		}
		expect(workflow.pinData).toEqual({});
		expect(JSON.stringify(workflow)).not.toMatch(/sk-\w|Bearer |apiKey/);
		for (const { raw } of nodes) expect(raw.credentials).toBeUndefined();
	});

	it('sets only fields that the panel shows, to values it offers', () => {
		for (const { raw } of qwenNodesOf(workflow)) {
			const set = Object.fromEntries(
				Object.entries(parametersOf(raw)).filter(([field]) => !TOOL_FIELDS.includes(field)),
			) as INodeParameters;
			const all = NodeHelpers.getNodeParameters(
				node.description.properties,
				set,
				true,
				true,
				{ typeVersion: 1 },
				node.description,
			);
			expect(strangers(set, node.description.properties, all ?? set)).toEqual([]);
		}
	});

	if (isAskedFromOutside(workflow)) return;

	it('runs in n8n’s engine and makes pictures', async () => {
		const simulator = await startSimulator({ pictures: 'blank' });
		try {
			const result = await runExample(workflow, simulator);
			expect(result.error).toBeUndefined();
			expect(result.items.length).toBeGreaterThan(0);
			for (const { json, binary } of result.items) {
				expect(json.url).toMatch(/^https?:/);
				expect(binary?.data?.mimeType).toBe('image/png');
			}
			expect(result.errorItems).toHaveLength(name === 'error-branch' ? 1 : 0);
		} finally {
			await simulator.close();
		}
	});

	const documented = DOCUMENT_USE_CASES.find((useCase) => useCase.name === name);
	if (!documented) return;

	it('sends the request of the API document', async () => {
		const simulator = await startSimulator({ pictures: 'blank' });
		try {
			await runExample(workflow, simulator);
			const bodies = simulator.edits().map(({ body }) => recordOf(body, 'body'));
			const { model, input, parameters } = documented.body;
			expect(bodies).toContainEqual({
				model,
				input,
				parameters: expect.objectContaining(parameters),
			});
		} finally {
			await simulator.close();
		}
	});
});

describe('the examples', () => {
	it('hold the document’s five use cases', () => {
		const names = examples.map(({ name }) => name);
		for (const { name } of DOCUMENT_USE_CASES) expect(names).toContain(name);
	});

	it.each(['ai-agent', 'mcp-server'])('say of %s how many images its model takes', (id) => {
		const { workflow } = examples.find(({ name }) => name === id) ?? {};
		const fuse = qwenNodesOf(workflow ?? {}).find(
			({ raw }) => parametersOf(raw).operation === 'fuse',
		);
		const { model, toolDescription, imageList } = parametersOf(fuse?.raw ?? {});
		const { inputImages } = modelEntry(String(recordOf(model, 'model').value)) ?? {};
		expect([LIMITS.leastToFuse, inputImages?.max]).toEqual([2, 3]);
		expect(toolDescription).toContain('two or three');
		expect(imageList).toMatch(/(two or|one to) three/);
	});

	it('have a name each', () => {
		const names = examples.map(({ workflow }) => workflow.name);
		expect(new Set(names).size).toBe(names.length);
	});

	it.each(['seed-series', 'daily-series'])('send one seed with every picture of %s', async (id) => {
		const simulator = await startSimulator({ pictures: 'blank' });
		try {
			const series = examples.find(({ name }) => name === id);
			if (!series) throw new Error(`There is no ${id}`);
			await runExample(series.workflow, simulator);
			const seeds = simulator
				.edits()
				.map(({ body }) => recordOf(recordOf(body, 'body').parameters, 'parameters').seed);
			expect(seeds.length).toBeGreaterThan(2);
			expect(seeds[0]).toEqual(expect.any(Number));
			expect(new Set(seeds).size).toBe(1);
		} finally {
			await simulator.close();
		}
	});

	it('turn names into numbers in the outfits', async () => {
		const simulator = await startSimulator({ pictures: 'blank' });
		try {
			const outfits = examples.find(({ name }) => name === 'outfits-with-names');
			if (!outfits) throw new Error('There is no outfits-with-names');
			await runExample(outfits.workflow, simulator);
			expect(JSON.stringify(simulator.edits().map(({ body }) => body))).toContain(
				'The woman of image 1 wears the dress of image 2 and sits as in image 3, on a garden bench',
			);
		} finally {
			await simulator.close();
		}
	});
});
