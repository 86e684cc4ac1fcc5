import type { Execution, NodeItem } from '../../../scripts/n8n/client';
import { recordOf, recordsIn, type JsonRecord } from '../../../scripts/n8n/json';
import {
	EXAMPLES,
	nodesOf,
	qwenNodesOf,
	readExample,
	successorsOf,
} from '../../../scripts/n8n/workflows';
import { expectSuccess, itemsAt, type Environment } from '../environment';

/** What an agent, an assistant or a person in a browser starts is tried on its own: in agent.ts, mcp.ts and approval.ts. */
function isAskedFromOutside(file: string): boolean {
	return nodesOf(readExample(file)).some(({ type }) =>
		/\.(agent|mcpTrigger|formTrigger)$/.test(type),
	);
}

/** All links in an item: its own, or with One Item per Request those of its images. */
function linksOf({ json }: NodeItem): string[] {
	if (typeof json.url === 'string') return [json.url];
	return recordsIn(json.images).map((image) => String(image.url));
}

function expectResults(execution: Execution, workflow: JsonRecord, node: string): void {
	const made = itemsAt(execution, node);
	expect(made.length).toBeGreaterThan(0);
	for (const item of made) {
		const links = linksOf(item);
		expect(links.length).toBeGreaterThan(0);
		for (const link of links) expect(link).toMatch(/^https?:\/\/\S+$/);
		expect(item.pairedItem).toEqual(expect.objectContaining({ item: expect.any(Number) }));
	}
	const successors = successorsOf(workflow, node);
	if (successors.length === 0) return;
	const received = successors.filter((name) => (execution.runs[name]?.length ?? 0) > 0);
	expect(received).not.toEqual([]);
}

/** Every workflow in `examples/`, imported as it is and run. */
export function describeExamples(current: () => Environment): void {
	describe('examples', () => {
		for (const file of EXAMPLES.filter((name) => !isAskedFromOutside(name))) {
			it(`${file}.json runs`, async () => {
				const workflow = readExample(file);
				const execution = await current().run(workflow);
				expectSuccess(execution);
				const nodes = qwenNodesOf(workflow);
				expect(nodes.length).toBeGreaterThan(0);
				for (const { name } of nodes) expectResults(execution, workflow, name);
			});
		}

		it('webhook-edit-upload.json answers an upload with the edited image, and a wrong file with what to do', async () => {
			const { add, simulator, client, server } = current();
			const workflow = readExample('webhook-edit-upload');
			const id = await add(workflow);
			async function upload(file: Blob, name: string): Promise<Response> {
				// n8n then listens at the test address for one call.
				const waiting = await client.startWorkflow(id, 'Image Comes In');
				expect(waiting).toBeUndefined();
				const body = new FormData();
				body.append('image', file, name);
				body.append('instruction', 'Put it on a beach');
				const address = `${server.url}/webhook-test/qwen-edit-image`;
				return await fetch(address, { method: 'POST', body });
			}
			const mug = await (await fetch(`${simulator.url}/inputs/mug.jpg`)).blob();
			const answered = await upload(mug, 'mug.jpg');
			expect(answered.status).toBe(200);
			expect(answered.headers.get('content-type')).toBe('image/png');
			expect(simulator.edits().at(-1)?.prompt).toBe('Put it on a beach');
			const bytes = Buffer.from(await answered.arrayBuffer());
			expect(bytes.subarray(1, 4).toString()).toBe('PNG');

			const refused = await upload(new Blob(['%PDF-1.7 no picture']), 'price-list.pdf');
			expect(refused.status).toBe(422);
			const advice = recordOf(await refused.json(), 'answer');
			expect(advice.message).toMatch(/\w/);
			expect(advice.whatToDo).toMatch(/\w/);
		});
	});
}
