import {
	chromium,
	selectors,
	type Browser,
	type BrowserContextOptions,
	type Locator,
	type Page,
} from 'playwright-core';
import { OWNER } from './client';
import { CHROMIUM, ensure } from './programs';

const CHROMIUM_ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];
const STEP_TIMEOUT_MS = 20_000;
const EXECUTION_TIMEOUT_MS = 120_000;
/** How long the panel may take to show what a changed field shows or hides. */
const SETTLE_MS = 300;

export async function launchBrowser(): Promise<Browser> {
	// What n8n marks for its own tests.
	selectors.setTestIdAttribute('data-test-id');
	const executablePath = await ensure(CHROMIUM);
	return await chromium.launch({ executablePath, args: CHROMIUM_ARGUMENTS });
}

/** The first line of each of some elements; behind it stand buttons and descriptions. */
async function firstLines(elements: Locator): Promise<string[]> {
	const texts = await elements.allInnerTexts();
	return texts.map((text) => text.split('\n')[0]?.trim() ?? '').filter((line) => line !== '');
}

export class Editor {
	private constructor(
		readonly page: Page,
		private readonly url: string,
	) {}

	static async open(
		browser: Browser,
		url: string,
		options: BrowserContextOptions = { viewport: { width: 1400, height: 1000 } },
	): Promise<Editor> {
		const context = await browser.newContext({ locale: 'en-US', colorScheme: 'light', ...options });
		context.setDefaultTimeout(STEP_TIMEOUT_MS);
		const page = await context.newPage();
		// Messages that come and go would make each screenshot another one, and lie over what it shows.
		const hide =
			".el-notification, .toast-notification, [class*='toast'] { display: none !important }";
		await context.addInitScript(
			`addEventListener('DOMContentLoaded', () => { const style = document.createElement('style'); style.textContent = ${JSON.stringify(hide)}; document.head.append(style); })`,
		);
		await page.goto(`${url}/signin`);
		const email = page.locator('input[type=email], input[name=emailOrLdapLoginId]');
		await email.first().fill(OWNER.email);
		await page.locator('input[type=password]').fill(OWNER.password);
		await page.keyboard.press('Enter');
		await page.waitForURL(/\/(home|workflow)/);
		return new Editor(page, url);
	}

	/** What n8n marks with this name for tests, as far as a person sees it. */
	seen(name: string): Locator {
		return this.page.getByTestId(name).filter({ visible: true });
	}

	/** The panel of the opened node: everything between input and output. */
	get panel(): Locator {
		return this.page.getByTestId('node-parameters');
	}

	async openWorkflow(id: string): Promise<void> {
		await this.page.goto(`${this.url}/workflow/${id}`);
		await this.seen('canvas-node').first().waitFor();
	}

	async openNode(name: string): Promise<void> {
		const named = this.page.locator(`[data-node-name="${name}"]`);
		await this.page.getByTestId('canvas-node').and(named).dblclick();
		await this.panel.waitFor();
		await this.settle();
	}

	async openNodeList(): Promise<void> {
		await this.seen('canvas-handle-plus').first().click();
		await this.seen('node-creator-search-bar').waitFor();
	}

	async searchNodes(text: string): Promise<string[]> {
		await this.seen('node-creator-search-bar').fill(text);
		await this.settle();
		return await firstLines(this.seen('item-iterator-item'));
	}

	/** The labels a person sees in the panel, from top to bottom. */
	async labels(): Promise<string[]> {
		return await firstLines(this.panel.getByTestId('input-label').filter({ visible: true }));
	}

	/** Opens the list of a field with a list of options, each with its description behind it. */
	async openOptions(parameter: string): Promise<Locator> {
		const field = this.page.getByTestId(`parameter-input-${parameter}`);
		await field.locator('input').first().click();
		const items = this.seen('parameter-input-item');
		await items.first().waitFor();
		return items;
	}

	/**
	 * Opens the list of a field that finds its values by a search, such as Model.
	 * @param atLeast entries to wait for: n8n shows the chosen one alone until the search has answered
	 */
	async openList(parameter: string, atLeast = 1): Promise<Locator> {
		const field = this.page.getByTestId(`resource-locator-${parameter}`);
		await field.getByTestId('rlc-input').click();
		const items = this.seen('rlc-item');
		await items.nth(atLeast - 1).waitFor();
		return items;
	}

	/** The texts of an opened list, which is closed. */
	async textsOf(items: Locator): Promise<string[]> {
		const texts = await items.allInnerTexts();
		await this.page.keyboard.press('Escape');
		await this.settle();
		return texts.map((text) => text.replace(/\s+/g, ' ').trim());
	}

	async choose(items: Locator, entry: string | RegExp): Promise<void> {
		await items.filter({ hasText: entry }).first().click();
		await this.settle();
	}

	async typeId(parameter: string, value: string): Promise<void> {
		const field = this.page.getByTestId(`resource-locator-${parameter}`);
		await field.getByTestId('rlc-mode-selector').click();
		await this.seen('mode-id').click();
		const input = field.getByTestId('rlc-input');
		await input
			.locator('input')
			.or(input.and(this.page.locator('input')))
			.fill(value);
		await this.page.keyboard.press('Tab');
		await this.settle();
	}

	/** Runs the opened workflow with the button below the canvas, fits it into the window and waits for the end. */
	async executeWorkflow(): Promise<void> {
		const button = this.seen('execute-workflow-button');
		await button.click();
		// The button has its words back when the execution has ended.
		await this.seen('canvas-node-status-success').first().waitFor();
		await button.getByText('Execute workflow').waitFor({ timeout: EXECUTION_TIMEOUT_MS });
		await this.seen('zoom-to-fit').click();
		await this.settle();
	}

	async showOutput(mode: 'table' | 'json' | 'schema' | 'binary'): Promise<void> {
		await this.page.getByTestId('output-panel').getByTestId(`radio-button-${mode}`).click();
		await this.settle();
	}

	async viewFile(): Promise<void> {
		await this.seen('ndv-view-binary-data').first().click();
		await this.page.getByTestId('output-panel').locator('img').first().waitFor();
		await this.settle();
	}

	async close(): Promise<void> {
		await this.page.context().close();
	}

	/** Lets the panel redraw, with the pointer out of the way: what it is over shows buttons. */
	async settle(): Promise<void> {
		await this.page.mouse.move(0, 0);
		await this.page.waitForTimeout(SETTLE_MS);
	}
}
