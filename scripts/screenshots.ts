/**
 * `npm run docs:screenshots`: writes the four screenshots in docs/images that the documentation shows, taken in a real n8n with
 * the simulator behind the node: a catalogue on the canvas, a result, the file, the credential.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { startEnvironment, type Environment } from '../test/n8n/environment';
import { PACKAGE_FOLDER } from './n8n/communityPackage';
import { Editor, launchBrowser } from './n8n/editor';
import { withProgress } from './n8n/progress';
import { CURRENT_N8N } from './n8n/versions';
import { qwenNodesOf, readWorkflows } from './n8n/workflows';

const FOLDER = join(PACKAGE_FOLDER, 'docs', 'images');
const EDITOR_WINDOW = { width: 1500, height: 940 };
/** The example whose canvas, panel and result are shown. */
const SHOWN_EXAMPLE = 'virtual-try-on';
const CATALOGUE_EXAMPLE = 'catalogue-from-csv';

/** Saves a screenshot with as few colours as it takes, since it is kept in the repository. */
async function save(name: string, picture: Buffer): Promise<void> {
	await sharp(picture)
		.png({ palette: true, quality: 95, effort: 10, compressionLevel: 9 })
		.toFile(join(FOLDER, `${name}.png`));
}

async function takeExamples(environment: Environment, browser: Browser): Promise<void> {
	const examples = await readWorkflows();
	const { url } = environment.n8n.server;
	const editor = await Editor.open(browser, { url, viewport: EDITOR_WINDOW, scale: 1.5 });
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
