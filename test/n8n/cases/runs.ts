import { expectSuccess, itemsAt, type Environment } from '../environment';
import { getFile, items, qwen, setFields, START, workflowOf } from '../workflowBuilder';

/** Runs of small workflows in which the nodes around the tested one are n8n's own. */
export function describeRuns(current: () => Environment): void {
	const picture = (name = 'mug'): string => `${current().simulator.url}/inputs/${name}.png`;

	describe('runs', () => {
		it('hands every image of every item to the next node, paired with the item it came from', async () => {
			const products = items('Products', [
				{ sku: 'mug', image: picture('mug') },
				{ sku: 'shoe', image: picture('shoe') },
			]);
			const execution = await current().run(
				workflowOf('Pairing', [
					START,
					products,
					qwen({ imageUrl: '={{ $json.image }}', prompt: 'On a beach', numberOfImages: 2 }),
					setFields('After', {
						sku: "={{ $('Products').item.json.sku }}",
						url: '={{ $json.url }}',
						index: '={{ $json.imageIndex }}',
					}),
				]),
			);
			expectSuccess(execution);
			const after = itemsAt(execution, 'After').map(({ json }) => json);
			expect(after.map(({ sku, index }) => [sku, String(index)].join(' '))).toEqual([
				...['mug 0', 'mug 1', 'shoe 0', 'shoe 1'],
			]);
			expect(new Set(after.map(({ url }) => url)).size).toBe(4);
			for (const { url } of after) expect(url).toMatch(/^https?:\/\//);
		});

		it('takes a file from the step before and puts the new picture into a file', async () => {
			const { simulator, client } = current();
			const before = simulator.edits().length;
			const execution = await current().run(
				workflowOf('Binary', [
					START,
					items('Product', [{ image: picture() }]),
					getFile('={{ $json.image }}'),
					qwen({ imageSource: 'field', imageField: 'data', prompt: 'Make it blue' }),
				]),
			);
			expectSuccess(execution);
			const [item] = itemsAt(execution, 'Qwen Image Edit');
			const file = item?.binary?.data;
			if (!item || !file) throw new Error('The item has no file in "data"');
			expect(file.mimeType).toBe('image/png');
			const bytes = await client.downloadFile(file);
			expect(bytes.subarray(1, 4).toString()).toBe('PNG');
			const linked = await fetch(String(item.json.url));
			expect(bytes.equals(Buffer.from(await linked.arrayBuffer()))).toBe(true);
			const [request] = simulator.edits().slice(before);
			expect(JSON.stringify(request?.body)).toContain('"image":"data:image/');
		});

		it('sends a failed item down the error branch with its own fields, and the others on', async () => {
			const execution = await current().run(
				workflowOf('Error branch', [
					START,
					items('Products', [
						{ sku: 'good', model: 'qwen-image-edit-plus', prompt: 'On a beach' },
						{ sku: 'refused', model: 'no-such-model', prompt: 'On a beach' },
						{ sku: 'too-long', model: 'qwen-image-edit-plus', prompt: 'x'.repeat(801) },
					]),
					qwen(
						{
							model: { __rl: true, mode: 'id', value: '={{ $json.model }}' },
							imageUrl: picture(),
							prompt: '={{ $json.prompt }}',
						},
						{ onError: 'continueErrorOutput', onErrorLeadsTo: 'Failed' },
					),
					setFields('Worked', { sku: "={{ $('Products').item.json.sku }}" }),
					{
						...setFields('Failed', {
							sku: '={{ $json.sku }}',
							message: '={{ $json.error.message }}',
							description: '={{ $json.error.description }}',
						}),
						unlinked: true,
					},
				]),
			);
			expectSuccess(execution);
			expect(itemsAt(execution, 'Worked').map(({ json }) => json.sku)).toEqual(['good']);
			const failed = itemsAt(execution, 'Failed').map(({ json }) => json);
			expect(failed.map(({ sku }) => sku)).toEqual(['refused', 'too-long']);
			for (const { message, description } of failed) {
				expect(message).toMatch(/\w/);
				expect(description).toMatch(/\w/);
			}
			expect(JSON.stringify(failed[0])).toMatch(/model/i);
			expect(JSON.stringify(failed[1])).toMatch(/800/);
		});

		it('stops the workflow before anything is paid when an item is wrong', async () => {
			const { simulator } = current();
			const before = simulator.edits().length;
			const execution = await current().run(
				workflowOf('Check first', [
					START,
					items('Products', [{ prompt: 'On a beach' }, { prompt: 'x'.repeat(801) }]),
					qwen({ imageUrl: picture(), prompt: '={{ $json.prompt }}' }),
				]),
			);
			expect(execution.status).toBe('error');
			expect(JSON.stringify(execution.error)).toContain('800');
			expect(simulator.edits().length).toBe(before);
		});
	});
}
