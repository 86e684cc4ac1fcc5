import type { Locator } from 'playwright-core';
import { Editor } from '../../../scripts/n8n/editor';
import { SIMULATOR_KEY } from '../../../scripts/n8n/seed';
import { OLDEST_N8N, type N8nRelease } from '../../../scripts/n8n/versions';
import type { Environment } from '../environment';

/**
 * What the way takes; `CONTRIBUTING.md` says the same. Of the thirteen clicks of n8n 2.8 two are n8n's own: it makes the
 * credential from a list, and leaves its window open.
 */
const FIELDS = 5;
const clicksOf = (release: N8nRelease): number => (release === OLDEST_N8N ? 13 : 11);

/**
 * The way of somebody new, from an empty workflow to the new image: search the node, choose it, make its credential, give an
 * image and a prompt, run, view. Only what a person sees is clicked, and each click counts. Has to be the last, since a
 * newcomer has no credential yet.
 */
export function describeNewcomer(current: () => Environment, release: N8nRelease): void {
	it('a newcomer comes from an empty workflow to the new image with no more clicks than before', async () => {
		const { client, server, simulator, credential, browser, picture } = current();
		await client.call('DELETE', `/credentials/${credential.reference.id}`);
		const editor = await Editor.open(await browser(), server.url);
		const { page, panel } = editor;
		const at = (name: string): Locator => editor.seen(name);
		let steps = 0;
		let clicks = 0;
		let fields = 0;
		const see = async (step: string): Promise<void> => {
			await editor.settle();
			steps++;
			await picture(page, `newcomer/${String(steps).padStart(2, '0')}-${step}`);
		};
		const click = async (target: Locator): Promise<void> => {
			clicks++;
			await target.click();
		};
		const choose = async (hasText: string): Promise<void> =>
			await click(at('item-iterator-item').filter({ hasText }));
		const type = async (target: Locator, text: string): Promise<void> => {
			fields++;
			await target.fill(text);
		};
		const fieldOf = (parameter: string, kind: string): Locator =>
			at(`parameter-input-${parameter}`).locator(kind).first();

		await page.goto(`${server.url}/workflow/new`);
		const firstStep = at('canvas-add-button').getByRole('button');
		await firstStep.waitFor();
		await see('empty-workflow');
		await click(firstStep);
		await see('triggers');
		await choose('Trigger manually');
		await see('trigger');
		await click(at('canvas-handle-plus').first());
		await type(at('node-creator-search-bar'), 'qwen');
		await see('search');
		await choose('Qwen Image Edit');
		await see('actions');
		await choose('Edit an image');
		await panel.waitFor();
		await see('panel');

		// n8n 2.41 has a button for it, n8n 2.8 a list.
		const connect = page.getByRole('button', { name: 'Connect to Qwen Image Edit' });
		const list = at('node-credentials-select').first();
		await connect.or(list).first().waitFor();
		const isNew = await connect.isVisible();
		await click(isNew ? connect : list);
		if (!isNew) {
			await see('credential-list');
			await click(page.getByText('Create new credential').filter({ visible: true }).first());
		}
		const window = at('editCredential-modal');
		await window.waitFor();
		await see('credential');
		await click(fieldOf('provider', 'input'));
		await see('providers');
		await click(at('parameter-input-item').filter({ hasText: 'Other Gateway' }));
		await type(fieldOf('baseUrl', 'input'), simulator.url);
		await type(fieldOf('apiKey', 'input'), SIMULATOR_KEY);
		await see('credential-filled');
		await click(at('credential-save-button'));
		// n8n 2.41 closes the window by itself once the key works, n8n 2.8 leaves it open.
		if (!isNew) {
			await window.getByText('Connection tested successfully').waitFor();
			await see('credential-saved');
			await click(window.locator('.el-dialog__close').first());
		}
		await window.waitFor({ state: 'hidden' });

		await type(fieldOf('imageUrl', 'input'), `${simulator.url}/inputs/mug.png`);
		await type(fieldOf('prompt', 'textarea'), 'Put the mug on a beach at sunset');
		await see('filled');
		await click(page.getByTestId('ndv').getByTestId('node-execute-button'));
		await at('ndv-view-binary-data').first().waitFor();
		await see('result');
		clicks++;
		await editor.viewFile();
		await see('image');

		expect(clicks).toBeLessThanOrEqual(clicksOf(release));
		expect(fields).toBeLessThanOrEqual(FIELDS);
		await editor.close();
	});
}
