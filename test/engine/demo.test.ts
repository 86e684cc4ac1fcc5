import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { runUseCase, simulatedService } from '../../scripts/demo/run';
import { DOCUMENT_USE_CASES } from '../fixtures/document';
import { isPng } from './support';

it('puts the inputs and the results of a use case beside the page, or tells why it failed', async () => {
	const [tryOn] = DOCUMENT_USE_CASES.filter(({ name }) => name === 'virtual-try-on');
	if (tryOn === undefined) throw new Error('The document has a virtual try-on');
	const service = await simulatedService();
	const folder = mkdtempSync(join(tmpdir(), 'qwen-image-edit-demo-'));
	try {
		const { failure, inputs, results } = await runUseCase(tryOn, service, folder);
		expect(failure).toBeUndefined();
		expect(inputs).toHaveLength(3);
		const size = { width: 1024, height: 1536 };
		expect(results).toMatchObject([size, size]);
		for (const { source } of [...inputs, ...results]) {
			expect(await isPng(readFileSync(join(folder, source)))).toBe(true);
		}

		const credentials = { ...service.credentials, apiKey: 'sk-wrong' };
		const failed = await runUseCase(tryOn, { ...service, credentials }, folder);
		expect(failed.failure?.message).toMatch(/key/i);
		expect(failed.results).toEqual([]);
	} finally {
		await service.close();
		rmSync(folder, { recursive: true });
	}
});
