import type { Locator, Page } from 'playwright-core';
import { testId } from '../../scripts/n8n/editor';

export interface Newcomer {
	readonly url: string;
	readonly baseUrl: string;
	readonly apiKey: string;
	readonly imageUrl: string;
	readonly prompt: string;
}

export interface Walk {
	readonly clicks: number;
	readonly fields: number;
}

/**
 * The way of somebody new, from an empty workflow to the new image: search the node, choose it, make its credential, give an
 * image and a prompt, run, view. Only what a person sees is clicked, and each click counts.
 *
 * @param see called with the name of each step when its window stands
 */
export async function walkAsNewcomer(
	page: Page,
	newcomer: Newcomer,
	see: (step: string) => Promise<void>,
): Promise<Walk> {
	let clicks = 0;
	let fields = 0;
	const click = async (target: Locator): Promise<void> => {
		clicks++;
		await target.click();
	};
	const type = async (target: Locator, text: string): Promise<void> => {
		fields++;
		await target.fill(text);
	};
	const at = (name: string): Locator => page.locator(`${testId(name)}:visible`);
	const panel = page.locator(testId('node-parameters'));

	await page.goto(`${newcomer.url}/workflow/new`);
	const firstStep = at('canvas-add-button').getByRole('button');
	await firstStep.waitFor();
	await see('empty-workflow');
	await click(firstStep);
	await see('triggers');
	await click(at('item-iterator-item').filter({ hasText: 'Trigger manually' }));
	await see('trigger');
	await click(at('canvas-handle-plus').first());
	await type(at('node-creator-search-bar'), 'qwen');
	await see('search');
	await click(at('item-iterator-item').filter({ hasText: 'Qwen Image Edit' }));
	await see('actions');
	await click(at('item-iterator-item').filter({ hasText: 'Edit an image' }));
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
		await click(page.getByText('Create new credential').locator('visible=true').first());
	}
	const window = page.locator(testId('editCredential-modal'));
	await window.waitFor();
	await see('credential');
	await click(window.locator(`${testId('parameter-input-provider')} input`).first());
	await see('providers');
	await click(at('parameter-input-item').filter({ hasText: 'Other Gateway' }));
	await type(window.locator(`${testId('parameter-input-baseUrl')} input`), newcomer.baseUrl);
	await type(window.locator(`${testId('parameter-input-apiKey')} input`), newcomer.apiKey);
	await see('credential-filled');
	await click(window.locator(testId('credential-save-button')));
	// n8n 2.41 closes the window by itself once the key works, n8n 2.8 leaves it open.
	if (!isNew) {
		await window.getByText('Connection tested successfully').waitFor();
		await see('credential-saved');
		await click(window.locator('.el-dialog__close').first());
	}
	await window.waitFor({ state: 'hidden' });

	await type(panel.locator(`${testId('parameter-input-imageUrl')} input`), newcomer.imageUrl);
	await type(panel.locator(`${testId('parameter-input-prompt')} textarea`), newcomer.prompt);
	await see('filled');
	await click(page.locator(`${testId('ndv')} ${testId('node-execute-button')}`));
	const view = at('ndv-view-binary-data').first();
	await view.waitFor();
	await see('result');
	await click(view);
	await page
		.locator(`${testId('output-panel')} img`)
		.first()
		.waitFor();
	await see('image');
	return { clicks, fields };
}
