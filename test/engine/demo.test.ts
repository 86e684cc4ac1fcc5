import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { runUseCase } from '../../scripts/demo/run';
import { simulatedService, type Service } from '../../scripts/demo/service';
import { DOCUMENT_USE_CASES } from '../fixtures/document';

let service: Service;
let folder: string;
beforeAll(async () => {
	service = await simulatedService();
	folder = mkdtempSync(join(tmpdir(), 'qwen-image-edit-demo-'));
});
afterAll(async () => {
	await service.close();
	rmSync(folder, { recursive: true });
});

const tryOn = DOCUMENT_USE_CASES.find(({ name }) => name === 'virtual-try-on');
if (tryOn === undefined) throw new Error('The document has a virtual try-on');

it('puts the inputs and the results of a use case beside the page', async () => {
	const outcome = await runUseCase(tryOn, service, folder);
	expect(outcome.failure).toBeUndefined();
	expect(outcome.inputs).toHaveLength(3);
	expect(outcome.results).toMatchObject([
		{ width: 1024, height: 1536 },
		{ width: 1024, height: 1536 },
	]);
	for (const { source } of [...outcome.inputs, ...outcome.results]) {
		expect(readFileSync(join(folder, source)).subarray(1, 4).toString()).toBe('PNG');
	}
});

it('tells why a use case failed', async () => {
	const wrongKey = { ...service, credentials: { ...service.credentials, apiKey: 'sk-wrong' } };
	const { failure, results } = await runUseCase(tryOn, wrongKey, folder);
	expect(failure?.message).toMatch(/key/i);
	expect(results).toEqual([]);
});
