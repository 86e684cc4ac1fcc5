import { DOCUMENT_USE_CASES } from '../fixtures/document';
import { parametersOf } from './harness/document';
import { isPng, useSimulator } from './support';

const bench = useSimulator({ remoteImages: 'unreachable' });

/** What the document says a parameter is when a request leaves it out. */
const DOCUMENTED_DEFAULTS = { n: 1, prompt_extend: true, watermark: false };

it.each(DOCUMENT_USE_CASES)(
	"sends the model, input and parameters of the document's $title, and hands over every picture",
	async ({ body }) => {
		const { error, items, binary } = await bench.run(parametersOf(body));
		expect(error).toBeUndefined();
		const seed = expect.any(Number) as number;
		const parameters = { seed, ...DOCUMENTED_DEFAULTS, ...body.parameters };
		expect(bench.sent()).toEqual({ ...body, parameters });
		expect(bench.simulator.edits()[0]?.headers.authorization).toMatch(/^Bearer sk-simulator/);
		expect(items).toHaveLength(body.parameters.n ?? 1);
		for (const item of items) expect(await isPng(binary(item, 'data'))).toBe(true);
		expect(bench.simulator.counts.keyLeaks).toBe(0);
	},
);
