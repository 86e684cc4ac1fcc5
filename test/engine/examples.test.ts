import type { INodeParameters } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

import { recordOf, stringOf, type JsonRecord } from '../../scripts/n8n/json';
import { nodesOf, qwenNodesOf, triggerOf } from '../../scripts/n8n/workflows';
import { LIMITS } from '../../nodes/QwenImageEdit/catalogue/limits';
import { modelEntry } from '../../nodes/QwenImageEdit/catalogue/models';
import { QwenImageEdit } from '../../nodes/QwenImageEdit/QwenImageEdit.node.js';
import { DOCUMENT_USE_CASES } from '../fixtures/document';
import { itemsOf, useSimulator } from './support';

const bench = useSimulator();
const FOLDER = join(__dirname, '../../examples');

/** Fields n8n itself adds to a node that serves as an agent's tool. */
const TOOL_FIELDS = ['descriptionType', 'toolDescription'];

const examples = readdirSync(FOLDER)
	.filter((file) => file.endsWith('.json'))
	.map((file) => {
		const content: unknown = JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
		return { name: basename(file, '.json'), workflow: recordOf(content, file) };
	});

function parametersOf(raw: JsonRecord): INodeParameters {
	return recordOf(raw.parameters, 'parameters') as INodeParameters;
}

const { description } = new QwenImageEdit();

/** What n8n keeps of a node's parameters: no unknown names, no fields that the panel hides. */
function kept(set: INodeParameters): INodeParameters | null {
	const version = { typeVersion: 1 };
	return NodeHelpers.getNodeParameters(
		description.properties,
		set,
		true,
		false,
		version,
		description,
	);
}

/** The fields with a choice that the panel does not offer. */
function wrongChoices(set: INodeParameters): string[] {
	return description.properties
		.filter(({ name, type }) => type === 'options' && !String(set[name] ?? '=').startsWith('='))
		.filter(({ name, options = [] }) =>
			options.every((option) => !('value' in option) || option.value !== set[name]),
		)
		.map(({ name }) => name);
}

describe.each(examples)('example $name', ({ name, workflow }) => {
	const nodes = nodesOf(workflow);

	it('can be imported: unique names, links between nodes that exist', () => {
		const names = nodes.map((each) => each.name);
		expect(new Set(names).size).toBe(names.length);
		expect(workflow.name).toMatch(/^Qwen: \S/);
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
			const set = { ...parametersOf(raw) };
			for (const field of TOOL_FIELDS) delete set[field];
			expect(kept(set)).toMatchObject(set);
			expect(wrongChoices(set)).toEqual([]);
		}
	});

	const documented = DOCUMENT_USE_CASES.find((useCase) => useCase.name === name)?.body;
	if (!documented) return;

	it('sends the request of the API document', async () => {
		const { model, input, parameters } = documented;
		// One of them reads its prompts from the step before.
		const prompt = input.messages[0]?.content.find(({ text }) => text !== undefined)?.text ?? '';
		expect(JSON.stringify(workflow)).toContain(prompt);
		await bench.run(parametersOf(qwenNodesOf(workflow)[0]?.raw ?? {}), {
			items: itemsOf({ prompt }),
		});
		expect(bench.sent()).toEqual({
			model,
			input,
			parameters: expect.objectContaining(parameters) as object,
		});
	});
});

it('hold the document’s five use cases, and have a name each', () => {
	const files = examples.map(({ name }) => name);
	expect(files).toEqual(expect.arrayContaining(DOCUMENT_USE_CASES.map(({ name }) => name)));
	const names = examples.map(({ workflow }) => workflow.name);
	expect(new Set(names).size).toBe(names.length);
});

const WORDS = 'no one two three four five six seven eight nine ten'.split(' ');

it.each(['ai-agent', 'mcp-server'])('%s says how much its model takes', (id) => {
	const { workflow } = examples.find(({ name }) => name === id) ?? {};
	const fuse = qwenNodesOf(workflow ?? {}).find(
		({ raw }) => parametersOf(raw).operation === 'fuse',
	);
	const { model, toolDescription, imageList, prompt } = parametersOf(fuse?.raw ?? {});
	const entry = modelEntry(String(recordOf(model, 'model').value));
	const [least, most] = [WORDS[LIMITS.leastToFuse], WORDS[entry?.inputImages.max ?? 0]];
	expect(toolDescription).toMatch(new RegExp(`${least} (or|to) ${most}`));
	expect(imageList).toMatch(new RegExp(`(${least} or|${least} to|one to) ${most}`));
	expect(prompt).toContain(`at most ${entry?.prompt?.most} characters`);
});
