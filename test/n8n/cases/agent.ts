import { recordOf, recordsIn, type JsonRecord } from '../../../scripts/n8n/json';
import { readExample, withNodes } from '../../../scripts/n8n/workflows';
import { expectSuccess, itemsAt, type Environment } from '../environment';

/** What a model can be expected to read beside its conversation: some hundred words. */
const SMALL_ANSWER_CHARACTERS = 1_500;

/** The agent example with other words from its user, and with its tool's Download Images as it is by default: on. */
function agentAskedFor(wish: string, ofTool: JsonRecord = {}): JsonRecord {
	return withNodes(readExample('ai-agent'), ({ name, type, parameters }) => {
		if (type.endsWith('qwenImageEditTool')) {
			return { parameters: { ...parameters, download: undefined, ...ofTool } };
		}
		if (name !== 'A Wish to Try') return undefined;
		const assignments = [{ id: '0', name: 'chatInput', type: 'string', value: wish }];
		return { parameters: { ...parameters, assignments: { assignments } } };
	});
}

/** The node as a tool of n8n's agent, with a stand-in for the chat model. */
export function describeAgent(current: () => Environment): void {
	describe('as an agent’s tool', () => {
		/** What the tool said in the last conversation, as the model read it. */
		function toolAnswer(): string {
			const messages = recordsIn(current().chatModel.requests.at(-1)?.messages);
			const { role, content } = recordOf(messages.at(-1), 'last message');
			expect(role).toBe('tool');
			return String(content);
		}

		it('tells the model what it takes, makes one image from its words and answers with a short link', async () => {
			const { simulator, chatModel } = current();
			const asked = chatModel.requests.length;
			const picture = `${simulator.url}/inputs/person.png`;
			const execution = await current().run(
				agentAskedFor(`Let her sit in a sunny garden café: ${picture}`),
			);
			expectSuccess(execution);

			// What the model is told before it decides.
			const [tool] = recordsIn(chatModel.requests[asked]?.tools);
			const described = recordOf(tool?.function, 'function');
			expect(described.description).toMatch(/image/);
			const schema = recordOf(described.parameters, 'schema');
			expect(Object.keys(recordOf(schema.properties, 'parameters')).sort()).toEqual([
				'images',
				'instruction',
			]);

			// What reaches the service.
			const edits = simulator.edits();
			expect(edits.map(({ prompt }) => prompt)).toEqual(['Let her sit in a sunny garden café:']);
			expect(JSON.stringify(edits[0]?.body)).toContain(picture);

			// Files do not reach an agent, so none are fetched.
			expect(simulator.counts.downloads).toBe(0);

			// What the model reads, and what the user gets to read.
			const said = toolAnswer();
			expect(said.length).toBeLessThan(SMALL_ANSWER_CHARACTERS);
			const link = /http[^"\\\s]+\/results\/[^"\\\s]+/.exec(said)?.[0] ?? '';
			const linked = await fetch(link);
			expect(linked.headers.get('content-type')).toBe('image/png');
			const [item] = itemsAt(execution, 'Image Agent');
			expect(item?.json.output).toContain(link);
		});

		it('tells the model in words what is wrong, without paying', async () => {
			const { simulator } = current();
			const link = `${simulator.url}/inputs/mug.png`;
			const wish = `Put these together: ${[1, 2, 3, 4].map((at) => `${link}?${at}`).join(' ')}`;
			expectSuccess(await current().run(agentAskedFor(wish)));
			expect(simulator.edits()).toEqual([]);
			const said = toolAnswer();
			expect(said).toMatch(/three|3/);
			expect(said.length).toBeLessThan(SMALL_ANSWER_CHARACTERS);
		});

		it('is bounded in each call by Max Images per Run, and says so', async () => {
			const { simulator } = current();
			const wish = `Put her into a garden: ${simulator.url}/inputs/person.png`;
			const bounded = (maxImages: number): JsonRecord =>
				agentAskedFor(wish, { numberOfImages: 2, options: { maxImages } });
			expectSuccess(await current().run(bounded(1)));
			expect(simulator.counts.imagesMade).toBe(0);
			expect(toolAnswer()).toMatch(/would make 2 images, but at most 1 .*¥\d/s);
			for (const calls of [1, 2]) {
				await current().run(bounded(2));
				expect(simulator.counts.imagesMade).toBe(2 * calls);
			}
		});
	});
}
