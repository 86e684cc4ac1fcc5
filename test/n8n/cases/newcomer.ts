import { Editor } from '../../../scripts/n8n/editor';
import { SIMULATOR_KEY } from '../../../scripts/n8n/seed';
import { OLDEST_N8N, type N8nRelease } from '../../../scripts/n8n/versions';
import type { Environment } from '../environment';
import { walkAsNewcomer } from '../newcomer';

/**
 * What the way takes; `CONTRIBUTING.md` says the same. Of the thirteen clicks of n8n 2.8 two are n8n's own: it makes the
 * credential from a list, and leaves its window open.
 */
const FIELDS = 5;
const clicksOf = (release: N8nRelease): number => (release === OLDEST_N8N ? 13 : 11);

/** The way of somebody new. Has to be the last, since a newcomer has no credential yet. */
export function describeNewcomer(current: () => Environment, release: N8nRelease): void {
	it('a newcomer comes from an empty workflow to the new image with no more clicks than before', async () => {
		const { client, server, simulator, credential, browser, picture } = current();
		await client.call('DELETE', `/credentials/${credential.reference.id}`);
		const editor = await Editor.open(await browser(), server.url);
		let steps = 0;
		const see = async (step: string): Promise<void> => {
			await editor.settle();
			steps++;
			await picture(editor.page, `newcomer/${String(steps).padStart(2, '0')}-${step}`);
		};
		const newcomer = {
			url: server.url,
			baseUrl: simulator.url,
			apiKey: SIMULATOR_KEY,
			imageUrl: `${simulator.url}/inputs/mug.png`,
			prompt: 'Put the mug on a beach at sunset',
		};
		const walk = await walkAsNewcomer(editor.page, newcomer, see);
		expect(walk.clicks).toBeLessThanOrEqual(clicksOf(release));
		expect(walk.fields).toBeLessThanOrEqual(FIELDS);
		await editor.close();
	});
}
