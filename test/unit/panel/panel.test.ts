import {
	type INodeParameters,
	type INodeProperties,
	type INodePropertyOptions,
	type INodeTypeDescription,
	NodeHelpers,
} from 'n8n-workflow';

import { DEFAULTS } from '../../../nodes/QwenImageEdit/catalogue/defaults';
import { MODELS, type Operation } from '../../../nodes/QwenImageEdit/catalogue/models';
import { panel } from '../../../nodes/QwenImageEdit/panel';
import { searchModels } from '../../../nodes/QwenImageEdit/panel/model';
import { readRequest } from '../../../nodes/QwenImageEdit/input/itemRequest';
import { QwenImageEdit } from '../../../nodes/QwenImageEdit/QwenImageEdit.node';
import codex from '../../../nodes/QwenImageEdit/QwenImageEdit.node.json';
import { childrenOf, fieldNames, itemOf } from '../support';

const { description }: { description: INodeTypeDescription } = new QwenImageEdit();

function property(name: string, properties: INodeProperties[] = panel): INodeProperties {
	const found = properties.find((candidate) => candidate.name === name);
	if (!found) throw new Error(`The panel has no ${name}`);
	return found;
}

const optionsOf = ({ options }: INodeProperties): INodePropertyOptions[] =>
	(options ?? []).flatMap((option) => ('value' in option ? [option] : []));

const modelBy = (value: string, mode = 'list') => ({ model: { __rl: true, mode, value } });

const NODE = { typeVersion: 1 };

/** Names of the fields the editor shows for these values, by n8n's own rule. */
function shown(values: INodeParameters): string[] {
	const defaults = Object.fromEntries(panel.map(({ name, default: value }) => [name, value]));
	const complete = { ...defaults, ...values } as INodeParameters;
	return panel
		.filter((field) => NodeHelpers.displayParameter(complete, field, NODE, description))
		.map(({ name }) => name);
}

/** The fields of every state, top to bottom, written out: a field that comes or goes must be meant. */
const IMAGE = {
	edit: ['imageSource', 'imageUrl'],
	fuse: ['imagesFrom', 'images', 'imageNumbersNotice'],
	generate: [],
};
const END = ['parameters', 'output', 'includeOtherFields', 'download', 'outputField', 'options'];
/** The models that make large images by themselves, and the name of a notice for each. */
const LARGE = MODELS.filter(({ automaticSize }) => automaticSize === '2K');
const NOTICES = LARGE.map((_, index) => `automaticSizeNotice${index + 1}`);
const ABLE = ['numberOfImages', 'size', 'promptExtend'];

describe('what is shown', () => {
	const models = MODELS.flatMap((model) =>
		(['edit', 'fuse', 'generate'] as const).flatMap((operation) =>
			['list', 'id'].map((mode) => ({ ...model, operation, mode })),
		),
	);

	it.each(models)('for $id, $operation, chosen by $mode', ({ id, operation, mode, ...model }) => {
		const notice = NOTICES.filter((_, index) => LARGE[index]?.id === id);
		const able = [
			...(model.maxImages > 1 ? ['numberOfImages'] : []),
			...(model.size.kind === 'none' ? [] : ['size', ...notice]),
			...(model.promptExtend ? ['promptExtend'] : []),
		];
		expect(shown({ operation, ...modelBy(id, mode) })).toEqual([
			...['operation', 'model', ...IMAGE[operation], 'prompt', ...able, ...END],
		]);
	});

	it.each<[INodeParameters, more: string[], less: string[]]>([
		[{ imageSource: 'field' }, ['imageField'], ['imageUrl']],
		[{ imageSource: 'base64' }, ['imageBase64'], ['imageUrl']],
		[{ operation: 'fuse', imagesFrom: 'expression' }, ['imagesFrom', 'imageList'], IMAGE.edit],
		[{ size: 'custom' }, ['width', 'height'], []],
		[{ size: 'match' }, ['matchImage'], []],
		[{ size: '1024*1024' }, [], []],
		// What another model left behind must not show up for one that has no size.
		[{ size: 'custom', ...modelBy('qwen-image-edit') }, [], ABLE],
		[{ size: 'match', ...modelBy('qwen-image-edit') }, [], ABLE],
		[modelBy('qwen-image-9', 'id'), [], []],
		// n8n shows whatever an expression may need.
		[modelBy('={{ $json.model }}', 'id'), NOTICES, []],
		[modelBy('', 'id'), [], []],
		[{ download: false }, ['linksExpireNotice'], ['outputField']],
	])('with %j more are %j, less %j', (values, more, less) => {
		const [usual, changed] = [shown({}), shown(values)];
		expect(changed.filter((name) => !usual.includes(name))).toEqual(more);
		expect(usual.filter((name) => !changed.includes(name))).toEqual(less);
	});

	it.each(['url', 'field', 'base64'])('of a row of images is what goes with %s', (source) => {
		const image = [{ source, url: '', field: '', base64: '' }];
		const values = { operation: 'fuse', imagesFrom: 'list', images: { image } };
		const fields = childrenOf(property('images')).filter((field) =>
			NodeHelpers.displayParameterPath(values, field, 'images.image[0]', NODE, description),
		);
		expect(fields.map(({ name }) => name)).toEqual(['source', source, 'name']);
	});

	it('is a notice of a higher price only for the model that has one', () => {
		const notices = panel.filter(({ name }) => name.startsWith('automaticSizeNotice'));
		const priced = notices.filter(({ displayName }) => displayName.includes('instead of ¥'));
		const dearer = LARGE.filter(({ price }) => price.mainland.large);
		expect(dearer.length).toBeGreaterThan(0);
		expect(priced.map(({ displayOptions }) => displayOptions?.show?.model)).toEqual(
			dearer.map(({ id }) => [id]),
		);
		expect(notices).toHaveLength(LARGE.length);
	});

	it('is no field that the model lacks: a capability has its field’s name', () => {
		const fields = [...panel, ...childrenOf(property('parameters'))];
		const lacking = MODELS.flatMap(({ id, ...entry }) =>
			Object.entries(entry).flatMap(([name, has]) =>
				has === false && name !== 'snapshot' ? { name, id } : [],
			),
		);
		expect(lacking.length).toBeGreaterThan(0);
		for (const { name, id } of lacking) {
			const { hide } = property(name, fields).displayOptions ?? {};
			expect([name, hide?.model ?? hide?.['/model']]).toEqual([name, expect.arrayContaining([id])]);
		}
	});
});

it('is in the search for nodes, which leaves AI nodes out unless they are root nodes', () => {
	expect(codex.categories).toContain('AI');
	expect(codex.subcategories.AI).toContain('Root Nodes');
});

it('has names that are not used twice', () => {
	const names = fieldNames();
	expect(new Set(names).size).toBe(names.length);
});

const read = (more: object) =>
	readRequest(itemOf({ imageUrl: 'https://shop.example.com/mug.jpg', prompt: 'x', ...more }));

describe('defaults', () => {
	const options = childrenOf(property('options'));

	it('of options are those of the run', () => {
		const { timeoutSeconds: timeout, ...more } = DEFAULTS;
		const defaults = options.map((option) => [option.name, option.default]);
		expect(Object.fromEntries(defaults)).toMatchObject({ timeout, ...more });
	});

	it('of an added option or parameter are accepted by the run', () => {
		const added = (name: string) =>
			Object.fromEntries(childrenOf(property(name)).map((field) => [field.name, field.default]));
		const request = read({
			model: 'qwen-image-3.0-pro',
			parameters: added('parameters'),
			options: added('options'),
		});
		expect(request.generation).toMatchObject({ seed: 0, thinking: true, watermark: false });
		expect(request.sending.timeoutMs).toBe(600_000);
	});

	it('of every list are in the list', () => {
		for (const field of [...panel, ...options].filter(({ type }) => type === 'options')) {
			expect(optionsOf(field).map(({ value }) => value)).toContain(field.default);
		}
	});
});

describe('limits', () => {
	const numbers = [...panel, ...childrenOf(property('parameters'))].filter(
		({ type }) => type === 'number',
	);

	it.each(numbers)('of $name keep out only what no model can mean', (field) => {
		const minValue = field.name === 'seed' ? 0 : 1;
		// An upper bound in the panel would keep an id that the catalogue does not know from what it takes.
		expect(field.typeOptions).toEqual({ minValue, numberPrecision: 0 });
	});

	const DOCUMENTED = [
		...['1024*1024', '1536*1536', '768*1152', '1024*1536', '1152*768', '1536*1024'],
		...['720*1280', '1080*1920', '1280*720', '1920*1080'],
	];

	it.each(MODELS)('hold for every size that can be chosen with $id', ({ id, size: rule }) => {
		if (rule.kind === 'none') return;
		const sizes = optionsOf(property('size'))
			.filter(({ displayOptions }) => !displayOptions?.hide?.['/model']?.includes(id))
			.map(({ value }) => String(value))
			.filter((value) => value.includes('*'));
		expect(sizes).toEqual(expect.arrayContaining(DOCUMENTED));
		expect(sizes.includes('2688*1536')).toBe(rule.kind === 'area');
		for (const size of sizes) expect(() => read({ model: id, size })).not.toThrow();
	});
});

describe('the list of models', () => {
	const ids = (operation: Operation, filter?: string) =>
		searchModels(operation, filter).results.map(({ value }) => String(value));
	const all = MODELS.map(({ id }) => id);

	it('says what each is good at, in no more than n8n shows', () => {
		expect(ids('edit')).toEqual(all);
		searchModels('edit').results.forEach(({ name }, index) => {
			expect(name).toContain(MODELS[index]?.short);
		});
		const names = searchModels('edit').results.map(({ name }) => name);
		expect(names.filter(({ length }) => length > 57)).toEqual([]);
	});

	it('offers for an operation the models that can do it', () => {
		expect(ids('fuse')).toEqual(all);
		const able = MODELS.filter(({ inputImages }) => inputImages.min === 0);
		expect(ids('generate')).toEqual(able.map(({ id }) => id));
	});

	it('is searched by id and advice, in any case', () => {
		expect(ids('edit', 'PLUS')).toEqual(all.filter((id) => id.includes('plus')));
		expect(ids('edit', ' simple edits ')).toEqual(['qwen-image-edit']);
		expect(ids('edit', 'dall-e')).toEqual([]);
	});
});
