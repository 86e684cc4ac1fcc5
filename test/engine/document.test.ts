import { DOCUMENT_USE_CASES } from '../fixtures/document';
import type { Simulator } from '../simulator';
import { startSimulator } from '../simulator';
import { parametersOf } from './harness/document';
import { runNode } from './harness/run';
import { simulatorCredentials } from './harness/simulator';

let simulator: Simulator;
beforeAll(async () => {
	simulator = await startSimulator({ pictures: 'blank' });
});
afterAll(async () => await simulator.close());
beforeEach(() => simulator.reset());

/** What the document says a parameter is when a request leaves it out. */
const DOCUMENTED_DEFAULTS = { n: 1, prompt_extend: true, watermark: false };

describe.each(DOCUMENT_USE_CASES)("the document's use case $title", ({ body }) => {
	it('sends the same model, input and parameters, and hands over every picture', async () => {
		const { error, items, binary } = await runNode({
			parameters: parametersOf(body),
			credentials: simulatorCredentials(simulator),
		});
		expect(error).toBeUndefined();

		const [sent, ...more] = simulator.edits().map((request) => request.body);
		expect(more).toEqual([]);
		expect(sent).toEqual({
			...body,
			parameters: {
				seed: expect.any(Number) as number,
				...DOCUMENTED_DEFAULTS,
				...body.parameters,
			},
		});
		expect(simulator.edits()[0]?.headers.authorization).toBe('Bearer sk-simulator');

		expect(items).toHaveLength(body.parameters.n ?? 1);
		for (const item of items) {
			expect((await binary(item, 'data')).subarray(1, 4).toString()).toBe('PNG');
		}
		expect(simulator.counts.keyLeaks).toBe(0);
	});
});
