import { expectSuccess, itemsAt, type Environment } from '../environment';
import { getFile, items, qwen, START, workflowOf } from '../workflowBuilder';

/** A run of a small workflow in which the nodes around the tested one are n8n's own. */
export function describeRuns(current: () => Environment): void {
	it('takes a file from the step before and puts the new picture into a file', async () => {
		const { simulator, client } = current();
		const execution = await current().run(
			workflowOf('Binary', [
				START,
				items('Product', [{ image: `${simulator.url}/inputs/mug.png` }]),
				getFile('={{ $json.image }}'),
				qwen({ imageSource: 'field', imageField: 'data', prompt: 'Make it blue' }),
			]),
		);
		expectSuccess(execution);
		const [item] = itemsAt(execution, 'Qwen Image Edit');
		const file = item?.binary?.data ?? { mimeType: '' };
		expect(file.mimeType).toBe('image/png');
		const linked = await fetch(String(item?.json.url));
		const bytes = await client.downloadFile(file);
		expect(bytes.equals(Buffer.from(await linked.arrayBuffer()))).toBe(true);
		const [request] = simulator.edits();
		expect(JSON.stringify(request?.body)).toContain('"image":"data:image/');
	});
}
