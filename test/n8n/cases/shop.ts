import type { Page } from 'playwright-core';
import type { JsonRecord } from '../../../scripts/n8n/json';
import { readExample, triggerOf, withNodes } from '../../../scripts/n8n/workflows';
import type { RecordedRequest } from '../../simulator';
import { DataTables } from '../dataTables';
import { expectSuccess, itemsAt, type Environment } from '../environment';

const PRODUCTS = 20;
const SCENES = 2;
const COLUMNS = ['product', 'photo', 'scenes'];
/** Names that would be markup, a script, an expression of n8n or a pattern of JavaScript if nobody took care of them. */
const WICKED = '<img src=x onerror="document.title=1"> $& $` {{ 1 + 1 }} &copy ${2}';

/** examples/shop-catalogue.json with a table of twenty products. */
export function describeShop(current: () => Environment): void {
	describe('a shop’s catalogue', () => {
		const workflow = readExample('shop-catalogue');
		let tables: DataTables;
		let workflowId = '';
		let page = '';
		let firstPage = '';
		let lastPage = '';

		/** Twenty products of two scenes each; one photo is gone, one was never an address. */
		function products(broken: boolean): JsonRecord[] {
			const inputs = `${current().simulator.url}/inputs`;
			const photos = ['mug', 'shoe', 'dress', 'person'].map((name) => `${inputs}/${name}.png`);
			return Array.from({ length: PRODUCTS }, (_, index) => {
				let photo = photos[index % photos.length];
				if (broken && index === 3) photo = `${inputs}/gone.png`;
				if (broken && index === 11) photo = 'see the folder on my desk';
				const product = index === 5 ? `P-5 ${WICKED}` : `P-${index}`;
				const scenes = `on beach ${index}; in studio ${index} ${index === 5 ? WICKED : ''}`;
				return { product, photo, scenes };
			});
		}

		/** Runs the workflow, and gives what the service was asked for meanwhile. */
		async function run(id = workflowId) {
			const { simulator, client } = current();
			simulator.reset();
			const execution = await client.runWorkflow(id, triggerOf(workflow));
			expectSuccess(execution);
			const [item] = itemsAt(execution, 'Before and After');
			const file = item?.binary?.data ?? { mimeType: '' };
			expect(file).toMatchObject({ fileName: 'before-and-after.html', mimeType: 'text/html' });
			page = (await client.downloadFile(file)).toString();
			return { execution, requests: simulator.edits() };
		}

		function paid(requests: readonly RecordedRequest[]): unknown[] {
			return requests.filter(({ images }) => images > 0).map(({ prompt }) => prompt);
		}

		const results = async (): Promise<JsonRecord[]> => await tables.rows('Shop Results');
		const made: unknown[] = [];
		let firstRows: JsonRecord[] = [];

		beforeAll(async () => {
			tables = await DataTables.of(current().client);
			await tables.remove('Shop Results');
			await tables.create('Shop Products', COLUMNS, products(true));
			workflowId = await current().add(workflow);
		});

		it('becomes forty rows, and four of them say why there is no image', async () => {
			const { execution, requests } = await run();
			made.push(...paid(requests));
			expect(made).toHaveLength(36);
			firstPage = page;
			firstRows = await results();
			expect(firstRows).toHaveLength(PRODUCTS * SCENES);
			const failed = firstRows.filter(({ state }) => state !== 'made');
			const message = expect.stringMatching(/^The image .{40,}/);
			const why = { state: 'failed', cost: 0, file: null, link: null, message };
			expect(failed).toMatchObject(
				['P-3', 'P-3', 'P-11', 'P-11'].map((product) => ({ product, ...why })),
			);
			const good = firstRows.filter(({ state }) => state === 'made');
			const link = expect.stringMatching(/^http.+Expires=/);
			for (const row of good) {
				expect(row).toMatchObject({ cost: 0.2, message: null, seed: expect.any(Number), link });
				expect(Date.parse(String(row.expires))).toBeGreaterThan(Date.now());
			}
			expect(good[0]?.file).toBe('P-0-on-beach-0.png');
			const files = itemsAt(execution, 'Result').flatMap(
				({ binary }) => binary?.data?.fileName ?? [],
			);
			expect(files).toEqual(good.map(({ file }) => file));
			expect(new Set(files).size).toBe(36);
		});

		it('asks in a second run only for what failed, and pays nothing', async () => {
			const { requests } = await run();
			expect(paid(requests)).toEqual([]);
			for (const { prompt } of requests) expect(prompt).toMatch(/ (3|11)\. /);
			const stored = ({ product, scene, state, link, preview }: JsonRecord) => ({
				...{ product, scene, state, link },
				previewLength: String(preview).length,
			});
			expect((await results()).map(stored)).toEqual(firstRows.map(stored));
		});

		it('makes the rest when the photos are mended, and nothing twice', async () => {
			await tables.create('Shop Products', COLUMNS, products(false));
			const { requests } = await run();
			lastPage = page;
			expect(paid(requests)).toHaveLength(4);
			made.push(...paid(requests));
			expect(new Set(made).size).toBe(PRODUCTS * SCENES);
			expect(made).toHaveLength(PRODUCTS * SCENES);
			const rows = await results();
			expect(rows).toHaveLength(PRODUCTS * SCENES);
			expect(rows.filter(({ state, message }) => state === 'made' && !message)).toHaveLength(40);
		});

		it('leaves what may have been billed, makes again what was changed, and says what could not be kept', async () => {
			const photo = `${current().simulator.url}/inputs`;
			const scenes = 'on grass; on ice [[fault:gatewayTimeout]]';
			const shop = async (file: string) =>
				await tables.create('Shop Products', COLUMNS, [
					{ product: 'Lamp', photo: `${photo}/${file}`, scenes },
				]);
			await tables.remove('Shop Results');
			await shop('mug.png');
			const keeping = withNodes(workflow, ({ name, parameters }) => {
				const elsewhere = { ...parameters, fileName: '/no/such/folder/lamp.png' };
				return name === 'Save to Disk' ? { disabled: false, parameters: elsewhere } : undefined;
			});
			const first = await run(await current().add(keeping));
			expect(first.requests).toHaveLength(2);
			const link = expect.stringMatching(/^http/);
			const kept = { state: 'made', cost: 0.2, file: null, link, message: expect.any(String) };
			const lost = { state: 'may be billed', cost: 0.2, file: null, link: null };
			expect(await results()).toMatchObject([kept, lost]);
			expect((await run()).requests).toEqual([]);

			await shop('shoe.png');
			const changed = await run();
			expect(changed.requests).toHaveLength(2);
			expect(await results()).toMatchObject([
				{ state: 'made', file: 'Lamp-on-grass.png', message: null, photo: `${photo}/shoe.png` },
				{ state: 'may be billed' },
			]);
		});

		describe('as a page', () => {
			/** Opens the page as a file that was sent to somebody; the service's links are dead by then. */
			async function open(width: number, html = lastPage): Promise<Page> {
				const browser = await current().browser();
				const opened = await browser.newPage({ viewport: { width, height: 900 } });
				await opened.route('**/results/**', async (route) => await route.abort());
				await opened.setContent(html);
				return opened;
			}

			it.each([
				['phone', 390],
				['desktop', 1280],
			])(
				'shows on a %s each photo beside what became of it, with prompt, seed and cost',
				async (device, width) => {
					const opened = await open(width);
					const shown = await opened.evaluate(`Promise.all([...document.images].map((image) => {
						image.loading = 'eager';
						return image.decode().then(() => true, () => image.src);
					}))`);
					expect(shown).toEqual(Array.from({ length: 2 * PRODUCTS * SCENES }, () => true));
					const pairs = await opened.locator('article').evaluateAll((articles) =>
						articles.map((article) => {
							const images = [...article.querySelectorAll('img')];
							const [before, after] = images.map((image) => image.getBoundingClientRect());
							return {
								beside: before?.top === after?.top && Number(before?.right) <= Number(after?.left),
								size: Math.min(Number(before?.width), Number(after?.width)),
								words: article.textContent ?? '',
							};
						}),
					);
					expect(pairs).toHaveLength(PRODUCTS * SCENES);
					for (const { beside, size, words } of pairs) {
						expect(beside).toBe(true);
						expect(size).toBeGreaterThan(150);
						expect(words).toMatch(
							/Show this product (on beach|in studio) \d+.*seed \d+ · 0\.20 CNY/s,
						);
					}
					expect(await opened.evaluate('document.documentElement.scrollWidth')).toBe(width);
					await opened.evaluate('scrollTo(0, 0)');
					await current().picture(opened, `shop-${device}`);
					await opened.close();
				},
			);

			it('says why there is no image of a product that failed', async () => {
				const opened = await open(390, firstPage);
				expect(await opened.locator('header').innerText()).toContain(
					'36 images made, 4 not · 7.20 CNY',
				);
				const failed = opened.locator('section', { hasText: 'P-3' }).locator('article').first();
				expect(await failed.innerText()).toMatch(
					/could not be downloaded.+status 404.+0\.00 CNY · failed/s,
				);
				await failed.scrollIntoViewIfNeeded();
				await current().picture(opened, 'shop-failed');
				await opened.close();
			});

			it('shows what stands in the tables as text, whatever it is', async () => {
				const opened = await open(390);
				const name = `P-5 ${WICKED}`;
				expect(await opened.locator('h2').allInnerTexts()).toContain(name.replace(/ +/g, ' '));
				expect(await opened.locator('strong').allInnerTexts()).toContain(`in studio 5 ${WICKED}`);
				expect(await opened.title()).toBe('Before and after');
				expect(
					await opened.locator('img:not([src^="data:image/jpeg"]):not([src*="/inputs/"])').count(),
				).toBe(0);
				await opened.close();
			});
		});
	});
}
