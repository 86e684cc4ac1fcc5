/**
 * `npm run docs:screenshots`: writes the four screenshots in docs/images that the documentation shows, taken in a real n8n with
 * the simulator behind the node: a catalogue on the canvas, a result, the file, the credential.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { startEnvironment } from '../test/n8n/environment';
import { run } from './main';
import { PACKAGE_FOLDER } from './n8n/communityPackage';
import { Editor, launchBrowser } from './n8n/editor';
import type { JsonRecord } from './n8n/json';
import { CURRENT_N8N } from './n8n/versions';
import { qwenNodesOf, readExample } from './n8n/workflows';

const FOLDER = join(PACKAGE_FOLDER, 'docs', 'images');

/** Saves a screenshot with as few colours as it takes, since it is kept in the repository. */
async function save(name: string, { page }: Editor): Promise<void> {
	await sharp(await page.screenshot())
		.png({ palette: true, quality: 95, effort: 10, compressionLevel: 9 })
		.toFile(join(FOLDER, `${name}.png`));
}

run(async () => {
	await mkdir(FOLDER, { recursive: true });
	const { add, server, close } = await startEnvironment(CURRENT_N8N);
	const browser = await launchBrowser();
	const editor = await Editor.open(browser, server.url, {
		viewport: { width: 1500, height: 940 },
		deviceScaleFactor: 1.5,
	});
	const runExample = async (name: string): Promise<JsonRecord> => {
		const workflow = readExample(name);
		await editor.openWorkflow(await add(workflow));
		await editor.executeWorkflow();
		return workflow;
	};
	await runExample('catalogue-from-csv');
	await save('canvas-catalogue-from-csv', editor);
	const [node] = qwenNodesOf(await runExample('virtual-try-on'));
	await editor.openNode(String(node?.name));
	await editor.showOutput('table');
	await save('result-table', editor);
	await editor.showOutput('binary');
	await editor.viewFile();
	await save('panel', editor);
	await editor.seen('credential-edit-button').click();
	await editor.seen('editCredential-modal').waitFor();
	await editor.settle();
	await save('credential', editor);
	await browser.close();
	await close();
	process.exit();
});
