import axios from 'axios';
import { DOCUMENT_USE_CASES } from '../../fixtures/document';
import { startSimulator } from '../../simulator';
import type { Simulator } from '../../simulator';

/** The image addresses of a gateway answer, read as its documentation says, without any code of the node. */
function imageUrls(answer: unknown): string[] {
	return [...JSON.stringify(answer).matchAll(/"image":"([^"]+)"/g)].map(([, url = '']) => url);
}

describe('the five requests of the API document', () => {
	let simulator: Simulator;

	beforeAll(async () => {
		simulator = await startSimulator({ pictures: 'blank' });
	});
	afterAll(() => simulator.close());

	it.each(DOCUMENT_USE_CASES)('$title is accepted', async ({ body }) => {
		const answer = await axios.post<unknown>(`${simulator.url}/v1/images/generations`, body, {
			headers: { Authorization: 'Bearer sk-simulator' },
		});

		expect(answer.status).toBe(200);
		expect(answer.headers['x-simulator']).toContain('simulation');
		const urls = imageUrls(answer.data);
		expect(urls).toHaveLength(body.parameters.n ?? 0);
		for (const url of urls) {
			const picture = await axios.get<Buffer>(url, { responseType: 'arraybuffer' });
			expect(picture.headers['content-type']).toBe('image/png');
			expect(picture.data.subarray(1, 4).toString()).toBe('PNG');
		}
		expect(simulator.requests.filter(({ route }) => route === 'edit').at(-1)?.body).toEqual(body);
	});
});
