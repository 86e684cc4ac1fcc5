/**
 * `npm run docs:screenshots`: writes the four screenshots in docs/images that the documentation shows, taken in a real n8n with
 * the simulator behind the node: a catalogue on the canvas, a result, the file, the credential. With `-- --panels` it also takes
 * the panel of four models in light and dark, into test-output/panels, for somebody to look at.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { qwen, START, workflowOf } from '../test/n8n/workflowBuilder';
import { startEnvironment, type Environment } from '../test/n8n/environment';
import { PACKAGE_FOLDER } from './n8n/communityPackage';
import { Editor, launchBrowser, type Theme } from './n8n/editor';
import type { JsonRecord } from './n8n/json';
import { withProgress } from './n8n/progress';
import { CURRENT_N8N } from './n8n/versions';
import { qwenNodesOf, readWorkflows } from './n8n/workflows';

const FOLDER = join(PACKAGE_FOLDER, 'docs', 'images');
const PANELS_FOLDER = join(PACKAGE_FOLDER, 'test-output', 'panels');
const PANEL_MODELS = [
	'qwen-image-edit-max',
	'qwen-image-edit',
	'qwen-image-3.0-pro',
	'qwen-image-2.1-pro',
];
const THEMES: readonly Theme[] = ['light', 'dark'];
/** As high as the longest panel, so that nothing has to be scrolled. */
const PANEL_WINDOW = { width: 1400, height: 2000 };
/** Below the panel's last field, in CSS pixels. */
const MARGIN = 16;
const EDITOR_WINDOW = { width: 1500, height: 940 };
/** The example whose canvas, panel and result are shown. */
const SHOWN_EXAMPLE = 'virtual-try-on';
const CATALOGUE_EXAMPLE = 'catalogue-from-csv';

/** Saves a screenshot with as few colours as it takes, since it is kept in the repository. */
async function save(name: string, picture: Buffer, folder = FOLDER): Promise<void> {
	await sharp(picture)
		.png({ palette: true, quality: 95, effort: 10, compressionLevel: 9 })
		.toFile(join(folder, `${name}.png`));
}

interface PanelState {
	readonly file: string;
	readonly node: string;
	readonly parameters: JsonRecord;
}

/** Every operation with each of the models. */
function panelStates(): PanelState[] {
	const edit: JsonRecord = {
		operation: 'edit',
		imageUrl: 'https://shop.example.com/mug.jpg',
		prompt: 'Put the mug on a wooden table by the window, in morning light',
	};
	const fuse: JsonRecord = {
		operation: 'fuse',
		images: {
			image: [
				{ source: 'url', url: 'https://shop.example.com/anna.jpg', name: 'person' },
				{ source: 'field', field: 'data', name: 'dress' },
			],
		},
		prompt: 'Let the {person} wear the {dress} and stand in a sunny street',
	};
	return PANEL_MODELS.flatMap((id) =>
		[edit, fuse].map((parameters) => {
			const operation = String(parameters.operation);
			const model = { __rl: true, mode: 'list', value: id, cachedResultName: id };
			return {
				file: `panel-${operation}-${id}`,
				node: `${operation} ${id}`,
				parameters: { ...parameters, model },
			};
		}),
	);
}

/** The panel alone: from its tabs to its last field. */
async function panelPicture(editor: Editor): Promise<Buffer> {
	const column = await editor.page.locator('.node-settings').boundingBox();
	const fields = await editor.panel.locator('.parameter-input-list-wrapper').first().boundingBox();
	if (!column || !fields) throw new Error('The panel is not visible');
	const { x, y, width } = column;
	return await editor.page.screenshot({
		clip: { x, y, width, height: fields.y + fields.height + MARGIN - y },
	});
}

async function takePanels(environment: Environment, browser: Browser, theme: Theme): Promise<void> {
	const states = panelStates();
	const nodes = states.map(({ node, parameters }) => qwen(parameters, { name: node }));
	const id = await environment.add(workflowOf(`Panels ${theme}`, [START, ...nodes]));
	const { url } = environment.n8n.server;
	const editor = await Editor.open(browser, { url, theme, viewport: PANEL_WINDOW });
	await editor.openWorkflow(id);
	for (const { file, node } of states) {
		await editor.openNode(node);
		await save(`${file}-${theme}`, await panelPicture(editor), PANELS_FOLDER);
		await editor.closeNode();
	}
	await editor.close();
}

async function takeExamples(environment: Environment, browser: Browser): Promise<void> {
	const theme = 'light';
	const examples = await readWorkflows();
	const { url } = environment.n8n.server;
	const editor = await Editor.open(browser, { url, theme, viewport: EDITOR_WINDOW, scale: 1.5 });
	for (const id of [CATALOGUE_EXAMPLE, SHOWN_EXAMPLE]) {
		const example = examples.find((candidate) => candidate.id === id);
		if (!example) throw new Error(`There is no examples/${id}.json`);
		await editor.openWorkflow(await environment.add(example.workflow));
		await editor.executeWorkflow();
		if (id !== SHOWN_EXAMPLE) {
			await save(`canvas-${id}`, await editor.page.screenshot());
			continue;
		}
		const [node] = qwenNodesOf(example.workflow);
		if (!node) throw new Error(`examples/${id}.json does not use the node`);
		await editor.openNode(node.name);
		await editor.showOutput('table');
		await save('result-table', await editor.page.screenshot());
		await editor.viewFile();
		await save('panel', await editor.page.screenshot());
		await editor.openCredential();
		await save('credential', await editor.page.screenshot());
	}
	await editor.close();
}

async function main(): Promise<void> {
	await mkdir(FOLDER, { recursive: true });
	const environment = await startEnvironment(CURRENT_N8N);
	const browser = await launchBrowser();
	try {
		await withProgress('Examples', async () => {
			await takeExamples(environment, browser);
		});
		for (const theme of process.argv.includes('--panels') ? THEMES : []) {
			await mkdir(PANELS_FOLDER, { recursive: true });
			await withProgress(`Panels, ${theme}`, async () => {
				await takePanels(environment, browser, theme);
			});
		}
	} finally {
		await browser.close();
		await environment.close();
	}
}

main().then(
	() => process.exit(0),
	(error: unknown) => {
		process.stderr.write(`${error instanceof Error ? (error.stack ?? '') : String(error)}\n`);
		process.exit(1);
	},
);
