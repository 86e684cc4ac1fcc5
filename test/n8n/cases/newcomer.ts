import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_FOLDER } from '../../../scripts/n8n/communityPackage';
import { Editor, launchBrowser } from '../../../scripts/n8n/editor';
import { SIMULATOR_KEY } from '../../../scripts/n8n/seed';
import { OLDEST_N8N } from '../../../scripts/n8n/versions';
import type { Environment } from '../environment';
import { walkAsNewcomer } from '../newcomer';

const WALK_TIMEOUT_MS = 180_000;

/**
 * What the way takes; `CONTRIBUTING.md` says the same. Of the thirteen clicks of n8n 2.8 two are n8n's own: it makes the
 * credential from a list, and leaves its window open.
 */
const FIELDS = 5;
const clicksOf = (version: string): number => (version === OLDEST_N8N.version ? 13 : 11);

/** The way of somebody new. Has to be the last, since a newcomer has no credential yet. */
export function describeNewcomer(current: () => Environment, version: string): void {
	it(
		'a newcomer comes from an empty workflow to the new image with no more clicks than before',
		async () => {
			const { n8n, simulator, credential } = current();
			await n8n.client.call('DELETE', `/credentials/${credential.id}`);
			const folder = join(PACKAGE_FOLDER, 'test-output', 'n8n', version, 'newcomer');
			mkdirSync(folder, { recursive: true });
			const browser = await launchBrowser();
			try {
				const editor = await Editor.open(browser, { url: n8n.server.url });
				let steps = 0;
				const see = async (step: string): Promise<void> => {
					await editor.settle();
					steps++;
					const path = join(folder, `${String(steps).padStart(2, '0')}-${step}.png`);
					await editor.page.screenshot({ path });
				};
				const newcomer = {
					url: n8n.server.url,
					baseUrl: simulator.url,
					apiKey: SIMULATOR_KEY,
					imageUrl: `${simulator.url}/inputs/mug.png`,
					prompt: 'Put the mug on a beach at sunset',
				};
				const walk = await walkAsNewcomer(editor.page, newcomer, see);
				expect(walk.clicks).toBeLessThanOrEqual(clicksOf(version));
				expect(walk.fields).toBeLessThanOrEqual(FIELDS);
			} finally {
				await browser.close();
			}
		},
		WALK_TIMEOUT_MS,
	);
}
