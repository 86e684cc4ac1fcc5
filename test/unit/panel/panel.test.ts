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

/** Names of the fields the editor shows for these values, by n8n's own rule. */
function shown(values: INodeParameters): string[] {
	const complete = {
		...Object.fromEntries(panel.map(({ name, default: value }) => [name, value])),
		...values,
	} as INodeParameters;
	const node = { typeVersion: 1 };
	return panel
		.filter((field) => NodeHelpers.displayParameter(complete, field, node, description))
		.map(({ name }) => name);
}

/** A row of the images list, by n8n's own rule. */
function shownInRow(source: string): string[] {
	const [list] = property('images').options ?? [];
	const row = list && 'values' in list ? list.values : [];
	const values = {
		operation: 'fuse',
		imagesFrom: 'list',
		images: { image: [{ source, url: '', field: '', base64: '' }] },
	};
	return row
		.filter((field) =>
			NodeHelpers.displayParameterPath(
				values,
				field,
				'images.image[0]',
				{ typeVersion: 1 },
				description,
			),
		)
		.map(({ name }) => name);
}

/** The fields of every state, top to bottom, written out: a field that comes or goes must be meant. */
const IMAGE = {
	edit: ['imageSource', 'imageUrl'],
	fuse: ['imagesFrom', 'images', 'imageNumbersNotice'],
	generate: [],
};
const COMMON_TOP = ['operation', 'model'];
const COMMON_END = [
	...['parameters', 'output', 'includeOtherFields', 'download', 'outputField', 'options'],
];
const ABLE = ['numberOfImages', 'size', 'promptExtend'];

describe('what is shown', () => {
	const models = MODELS.flatMap((model) =>
		(['edit', 'fuse', 'generate'] as const).flatMap((operation) =>
			(['list', 'id'] as const).map((mode) => ({ ...model, operation, mode })),
		),
	);

	it.each(models)('for $id, $operation, chosen by $mode', ({ id, operation, mode, ...model }) => {
		const large = ['qwen-image-3.0-pro', 'qwen-image-3.0'].indexOf(id) + 1;
		const notice = large > 0 ? [`automaticSizeNotice${large}`] : [];
		const able = [
			...(model.maxImages > 1 ? ['numberOfImages'] : []),
			...(model.size.kind === 'none' ? [] : ['size', ...notice]),
			...(model.promptExtend ? ['promptExtend'] : []),
		];
		expect(shown({ operation, model: { __rl: true, mode, value: id } })).toEqual([
			...COMMON_TOP,
			...IMAGE[operation],
			'prompt',
			...able,
			...COMMON_END,
		]);
	});

	it('is a notice of a higher price only for the model that has one', () => {
		const notices = panel.filter(({ name }) => name.startsWith('automaticSizeNotice'));
		const priced = notices.filter(({ displayName }) => displayName.includes('¥0.50'));
		expect(priced.map(({ displayOptions }) => displayOptions?.show?.model)).toEqual([
			['qwen-image-3.0-pro'],
		]);
		expect(notices).toHaveLength(2);
	});

	it('is no field that the model lacks: a capability has its field’s name', () => {
		const fields = [...panel, ...childrenOf(property('parameters'))];
		const lacking = MODELS.flatMap(({ id, ...entry }) =>
			Object.entries(entry).flatMap(([name, has]) =>
				has === false && name !== 'snapshot' ? { name, id } : [],
			),
		);
		expect(lacking.length).toBeGreaterThan(0);
		const shown = lacking.filter(({ name, id }) => {
			const { hide } = property(name, fields).displayOptions ?? {};
			return !(hide?.model ?? hide?.['/model'])?.includes(id);
		});
		expect(shown).toEqual([]);
	});

	it.each(['qwen-image-9', '={{ $json.model }}', ''])('is everything for the model %j', (value) => {
		expect(shown({ model: { __rl: true, mode: 'id', value } })).toEqual(
			expect.arrayContaining(ABLE),
		);
	});

	it('is the field that goes with the source of an image', () => {
		for (const [imageSource, field] of [
			['url', 'imageUrl'],
			['field', 'imageField'],
			['base64', 'imageBase64'],
		] as const) {
			const fields = shown({ imageSource }).filter((name) => name.startsWith('image'));
			expect(fields).toEqual(['imageSource', field]);
		}
	});

	it('is the same in a row of the list of images', () => {
		expect(shownInRow('url')).toEqual(['source', 'url', 'name']);
		expect(shownInRow('field')).toEqual(['source', 'field', 'name']);
		expect(shownInRow('base64')).toEqual(['source', 'base64', 'name']);
	});

	it('is one expression for all images, if chosen', () => {
		const fields = shown({ operation: 'fuse', imagesFrom: 'expression' });
		expect(fields).toContain('imageList');
		expect(fields).not.toContain('images');
	});

	it('is width and height, or the image to match, by size', () => {
		const extra = (size: string, id = 'qwen-image-edit-max') =>
			shown({ size, model: { __rl: true, mode: 'list', value: id } }).filter((name) =>
				['width', 'height', 'matchImage'].includes(name),
			);
		expect(extra('custom')).toEqual(['width', 'height']);
		expect(extra('match')).toEqual(['matchImage']);
		expect(extra('1024*1024')).toEqual([]);
		// What another model left behind must not show up for one that has no size.
		expect(extra('custom', 'qwen-image-edit')).toEqual([]);
		expect(extra('match', 'qwen-image-edit')).toEqual([]);
	});

	it('is a notice in place of the output field when nothing is downloaded', () => {
		expect(shown({ download: false })).toContain('linksExpireNotice');
		expect(shown({ download: false })).not.toContain('outputField');
		expect(shown({})).not.toContain('linksExpireNotice');
	});
});

describe('what n8n finds and shows', () => {
	it('is in the search for nodes, which leaves AI nodes out unless they are root nodes', () => {
		const { categories, subcategories } = codex;
		expect(categories).toContain('AI');
		expect(subcategories.AI).toContain('Root Nodes');
	});

	it('fits into the list of models, which cuts longer texts off', () => {
		for (const { name } of searchModels('edit').results)
			expect(name.length).toBeLessThanOrEqual(57);
	});
});

describe('defaults', () => {
	const options = childrenOf(property('options'));

	it.each([
		['imageTransfer', DEFAULTS.imageTransfer],
		['maxTries', DEFAULTS.maxTries],
		['retryUncertain', DEFAULTS.retryUncertain],
		['timeout', DEFAULTS.timeoutSeconds],
		['unsupportedParameters', DEFAULTS.unsupportedParameters],
	])('of the option %s are those of the run', (name, value) => {
		expect(property(name, options).default).toBe(value);
	});

	it('of an added option or parameter are accepted by the run', () => {
		const added = (name: string) =>
			Object.fromEntries(childrenOf(property(name)).map((field) => [field.name, field.default]));
		const request = readRequest(
			itemOf({
				model: 'qwen-image-3.0-pro',
				imageUrl: 'https://shop.example.com/mug.jpg',
				prompt: 'x',
				parameters: added('parameters'),
				options: added('options'),
			}),
		);
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
	it.each([
		['numberOfImages', 1],
		['width', 1],
		['height', 1],
		['matchImage', 1],
		['seed', 0],
	])('of %s keep out only what no model can mean', (name, minValue) => {
		const fields = [...panel, ...childrenOf(property('parameters'))];
		// An upper bound in the panel would keep an id that the catalogue does not know from what it takes.
		expect(property(name, fields).typeOptions).toEqual({ minValue, numberPrecision: 0 });
	});

	it.each(MODELS)('hold for every size that can be chosen with $id', ({ id, size: rule }) => {
		if (rule.kind === 'none') return;
		const sizes = optionsOf(property('size'))
			.filter(({ displayOptions }) => !displayOptions?.hide?.['/model']?.includes(id))
			.map(({ value }) => String(value));
		expect(sizes.includes('2688*1536')).toBe(rule.kind === 'area');
		for (const size of ['1024*1024', '1536*1536', '768*1152', '1024*1536', '1152*768']) {
			expect(sizes).toContain(size);
		}
		for (const size of ['1536*1024', '720*1280', '1080*1920', '1280*720', '1920*1080']) {
			expect(sizes).toContain(size);
		}
		for (const size of sizes.filter((value) => value.includes('*'))) {
			expect(() =>
				readRequest(
					itemOf({
						model: id,
						imageUrl: 'https://shop.example.com/mug.jpg',
						prompt: 'x',
						size,
					}),
				),
			).not.toThrow();
		}
	});
});

describe('the list of models', () => {
	it('says what each is good at', () => {
		const { results } = searchModels('edit');
		expect(results.map(({ value }) => value)).toEqual(MODELS.map(({ id }) => id));
		MODELS.forEach(({ short }, index) => expect(results[index]?.name).toContain(short));
	});

	it('offers for an operation the models that can do it', () => {
		const ids = (operation: Operation) =>
			searchModels(operation).results.map(({ value }) => String(value));
		expect(ids('fuse')).toEqual(ids('edit'));
		expect(ids('generate')).toEqual(ids('edit').filter((id) => /-[23]\.\d/.test(id)));
	});

	it('is searched by id and advice, in any case', () => {
		const ids = (filter: string) => searchModels('edit', filter).results.map(({ value }) => value);
		expect(ids('PLUS')).toEqual(MODELS.map(({ id }) => id).filter((id) => id.includes('plus')));
		expect(ids(' simple edits ')).toEqual(['qwen-image-edit']);
		expect(ids('dall-e')).toEqual([]);
	});
});

it('has names that are not used twice', () => {
	const names = fieldNames();
	expect(new Set(names).size).toBe(names.length);
});
