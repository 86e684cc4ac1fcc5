import type { Page } from 'playwright-core';
import type { Execution } from '../../../scripts/n8n/client';
import { readExample } from '../../../scripts/n8n/workflows';
import { readInput } from '../../simulator';
import { itemsAt, type Environment } from '../environment';
import { until } from '../../../scripts/n8n/until';

const STEP_TIMEOUT_MS = 30_000;

const WINDOWS = {
	desktop: { width: 1280, height: 900 },
	phone: { width: 390, height: 844 },
};

/** What a page needs to be seen without moving it sideways, in CSS pixels. */
async function widthOf(page: Page): Promise<unknown> {
	return await page.evaluate('document.documentElement.scrollWidth');
}

/** The example of an approval, in a real browser. */
export function describeApproval(current: () => Environment): void {
	describe('approval.json', () => {
		let workflowId = '';
		let address = '';

		beforeAll(async () => {
			const { add, client, server } = current();
			workflowId = await add(readExample('approval'));
			await client.activateWorkflow(workflowId);
			address = `${server.url}/form/qwen-approval`;
			// The address of a workflow that was just published answers 404 for a moment.
			await until('the form is there', async () => (await fetch(address)).ok);
		});

		/** Opens the form as somebody who has its address, gives it a file (a photo by default) and an instruction, and sends it. */
		async function order(window: keyof typeof WINDOWS, file?: Buffer): Promise<Page> {
			const buffer = file ?? (await readInput('mug.jpg'))?.bytes ?? Buffer.alloc(0);
			const browser = await current().browser();
			const context = await browser.newContext({ viewport: WINDOWS[window] });
			context.setDefaultTimeout(STEP_TIMEOUT_MS);
			const page = await context.newPage();
			await page.goto(address);
			const upload = { name: 'mug.jpg', mimeType: 'image/jpeg', buffer };
			await page.getByLabel('Product photo').setInputFiles(upload);
			await page.getByLabel('Instruction').fill('Put the mug on a beach');
			await page.getByRole('button', { name: 'Make three variants' }).click();
			return page;
		}

		/** Waits until the browser has drawn three variants; their links in the order of the page, and where they stand. */
		async function variantsOn(page: Page): Promise<{ links: string[]; tops: number[] }> {
			await page.waitForFunction(
				"[...document.querySelectorAll('.html img')].filter((image) => image.naturalWidth > 500).length === 3",
			);
			const links: string[] = [];
			const tops: number[] = [];
			for (const image of await page.locator('.html img').all()) {
				links.push((await image.getAttribute('src')) ?? '');
				tops.push((await image.boundingBox())?.y ?? 0);
			}
			return { links, tops };
		}

		async function pick(page: Page, name: string, then: string): Promise<void> {
			await page.locator('.multiselect').getByText(name, { exact: true }).click();
			await page.getByRole('button', { name: 'Continue' }).click();
			await page.getByText(then).waitFor();
		}

		async function lastRun(): Promise<Execution> {
			const { client } = current();
			const [id] = await client.executionsOf(workflowId);
			return await client.waitForExecution(id ?? '');
		}

		it('shows three variants side by side, and exactly the picked one goes on', async () => {
			const { simulator, client } = current();
			const page = await order('desktop');
			const { links, tops } = await variantsOn(page);
			expect(new Set(links).size).toBe(3);
			expect(new Set(tops).size).toBe(1);
			await current().picture(page, 'approval-desktop');
			await pick(page, 'Variant 2', 'Variant 2 was chosen');
			await page.waitForFunction("document.querySelector('img')?.naturalWidth > 500");
			await current().picture(page, 'approval-done');
			expect(await page.locator('img').getAttribute('src')).toBe(links[1]);

			const execution = await lastRun();
			const [picked, ...others] = itemsAt(execution, 'The Picked Image');
			expect(others).toEqual([]);
			expect(picked?.json).toEqual(expect.objectContaining({ variant: 2, url: links[1] }));
			expect(Object.keys(picked?.binary ?? {})).toEqual(['data']);
			const file = await client.downloadFile(picked?.binary?.data ?? { mimeType: '' });
			const made = await fetch(links[1] ?? '');
			expect(file.equals(Buffer.from(await made.arrayBuffer()))).toBe(true);
			expect(execution.runs['No Variant Chosen']).toBeUndefined();
			expect(simulator.counts.imagesMade).toBe(3);
			expect(simulator.edits().at(-1)?.prompt).toContain('Put the mug on a beach');
			await page.context().close();
		});

		it('shows them below each other on a phone, and nothing goes on when none is picked', async () => {
			const page = await order('phone');
			const { tops } = await variantsOn(page);
			expect(new Set(tops).size).toBe(3);
			expect(await widthOf(page)).toBeLessThanOrEqual(WINDOWS.phone.width);
			await current().picture(page, 'approval-phone');
			await pick(page, 'None of them', 'No variant was chosen');
			expect((await lastRun()).runs['The Picked Image']).toBeUndefined();
			await page.context().close();
		});

		it('says what is wrong with a file that is no image, unpaid', async () => {
			const page = await order('phone', Buffer.from('%PDF-1.7 a price list'));
			await page.getByText('No variants were made').waitFor();
			await current().picture(page, 'approval-not-made');
			expect(await widthOf(page)).toBeLessThanOrEqual(WINDOWS.phone.width);
			expect(await page.locator('body').innerText()).toMatch(
				/The image is a PDF file[^]*Convert it/,
			);
			expect(current().simulator.counts.imagesMade).toBe(0);
			await page.context().close();
		});
	});
}
