import { CHOICES, FIELDS } from '../../../nodes/QwenImageEdit/catalogue/fields';
import { canDo, MODELS } from '../../../nodes/QwenImageEdit/catalogue/models';
import { searchModels } from '../../../nodes/QwenImageEdit/panel/model';
import { Editor } from '../../../scripts/n8n/editor';
import type { Environment } from '../environment';
import { qwen, START, workflowOf } from '../workflowBuilder';

const labelsOf = (...names: Array<keyof typeof FIELDS>): string[] =>
	names.map((name) => FIELDS[name].label);
const IMAGE = labelsOf('imageSource', 'imageUrl');
const ROW = [...IMAGE, ...labelsOf('referenceName')];
/** The labels of what belongs to an operation, at its default settings; each of the two rows of the list has its own. */
const CASES = [
	{ value: 'edit', fields: IMAGE },
	{ value: 'fuse', fields: [...labelsOf('imagesFrom', 'images'), ...ROW, ...ROW] },
	{ value: 'generate', fields: [] },
] as const;
/** The labels of what `qwen-image-edit` alone lacks, by the API document. */
const OF_FULL_MODELS = labelsOf('numberOfImages', 'size', 'promptExtend');

/** What people type who want such a node. */
const SEARCHES = [
	...['qwen', 'edit image', 'virtual try-on', 'product photo', 'background', 'style transfer'],
	...['generate image', 'photo editing', '图像编辑', '通义千问'],
];

function panelOf(fields: readonly string[], model: string): string[] {
	return [
		...[...labelsOf('operation', 'model'), ...fields, ...labelsOf('prompt')],
		...(model === 'qwen-image-edit' ? [] : OF_FULL_MODELS),
		...labelsOf('parameters', 'output', 'includeOtherFields', 'download', 'outputField', 'options'),
	];
}

/** The panel in n8n's editor, in a real browser. */
export function describeEditor(current: () => Environment): void {
	describe('editor', () => {
		let editor: Editor | undefined;

		/** The window with the node's panel open. */
		function opened(): Editor {
			if (!editor) throw new Error('The editor was not opened');
			return editor;
		}

		async function picture(name: string): Promise<void> {
			await current().picture(opened().page, name);
		}

		async function chooseModel(id: string): Promise<void> {
			const entry = new RegExp(`^\\s*${id.replaceAll('.', '\\.')}\\s*(\\(|$)`);
			await opened().choose(await opened().openList('model'), entry);
		}

		beforeAll(async () => {
			const { simulator, add, server, browser } = current();
			const image = `${simulator.url}/inputs/mug.png`;
			const id = await add(
				workflowOf('Panel', [START, qwen({ imageUrl: image, prompt: 'On a beach' })]),
			);
			editor = await Editor.open(await browser(), server.url);
			await editor.openWorkflow(id);
			await editor.openNode('Qwen Image Edit');
		});

		afterAll(async () => await editor?.close());

		it('finds the node by what people search for', async () => {
			const { add, server, browser } = current();
			const window = await Editor.open(await browser(), server.url);
			await window.openWorkflow(await add(workflowOf('Search', [START])));
			await window.openNodeList();
			for (const text of SEARCHES) {
				const found = { text, first: (await window.searchNodes(text)).slice(0, 3) };
				expect(found).toEqual({
					text,
					first: expect.arrayContaining([expect.stringMatching(/^Qwen Image Edit/)]),
				});
			}
			await current().picture(window.page, 'node-search');
			await window.close();
		});

		it('lists every model of the catalogue with what it is good at', async () => {
			const entries = await opened().openList('model', MODELS.length);
			await picture('model-list');
			expect(await opened().textsOf(entries)).toEqual(
				searchModels('edit').results.map(({ name }) => expect.stringContaining(name)),
			);
		});

		it.each([
			['qwen-image-edit-max', '1:1 (2048 × 2048)', false],
			['qwen-image-2.1-turbo', '1:1 (2048 × 2048)', true],
		] as const)('lists for %s the sizes that fit it and no other', async (id, large, fits) => {
			await chooseModel(id);
			const sizes = await opened().textsOf(await opened().openOptions('size'));
			expect(sizes).toContain('1:1 (1024 × 1024)');
			expect(sizes.includes(large)).toBe(fits);
			expect(sizes).toContain('Custom Width and height in pixels');
		});

		it.each(CASES)(
			'shows for $value what each model can do, and nothing else',
			async ({ value, fields }) => {
				await opened().choose(await opened().openOptions('operation'), CHOICES[value]);
				for (const { id } of MODELS.filter((model) => canDo(model, value))) {
					await chooseModel(id);
					await picture(`${value}-${id}`);
					expect({ id, labels: await opened().labels() }).toEqual({
						id,
						labels: panelOf(fields, id),
					});
				}
			},
		);

		it('shows every field for a model it does not know, and hides them for one typed by hand that lacks them', async () => {
			await opened().typeId('model', 'qwen-image-9');
			expect(await opened().labels()).toEqual(expect.arrayContaining(OF_FULL_MODELS));
			await opened().typeId('model', 'qwen-image-edit');
			const labels = await opened().labels();
			expect(labels.filter((label) => OF_FULL_MODELS.includes(label))).toEqual([]);
		});
	});
}
