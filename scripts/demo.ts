/**
 * `npm run demo`: the API document's five use cases through the node, in n8n's own engine and without a server; the
 * images and a page that shows them land in demo-output/.
 *
 * By default against the simulator. With an API key in QWEN_API_KEY against the real service (or the gateway at
 * `--base-url` or QWEN_BASE_URL), which costs money: it says how much and asks first.
 *
 *   --yes         do not ask
 *   --simulator   the simulator, whatever the environment says
 */
import '../test/engine/harness/environment';

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { DOCUMENT_USE_CASES } from '../test/fixtures/document';
import { page } from './demo/page';
import { realService, runUseCase, simulatedService, type Outcome, type Service } from './demo/run';
import { run } from './main';
import { isAgreed } from './purchase';

const OUTPUT = join(__dirname, '../demo-output');

run(async () => {
	const { values } = parseArgs({
		options: {
			'base-url': { type: 'string', default: process.env.QWEN_BASE_URL },
			simulator: { type: 'boolean', default: false },
			yes: { type: 'boolean', default: false },
		},
	});
	const key = process.env.QWEN_API_KEY?.trim();
	let service: Service;
	if (key && !values.simulator) {
		service = realService(key, values['base-url']);
		const requests = DOCUMENT_USE_CASES.map(({ body }) => body);
		if (!(await isAgreed(requests, service.name, values.yes))) return 1;
	} else {
		service = await simulatedService();
	}

	rmSync(OUTPUT, { recursive: true, force: true });
	mkdirSync(OUTPUT, { recursive: true });
	const outcomes: Outcome[] = [];
	try {
		for (const useCase of DOCUMENT_USE_CASES) {
			const outcome = await runUseCase(useCase, service, OUTPUT);
			outcomes.push(outcome);
			console.log(progressLine(outcomes.length, outcome));
		}
	} finally {
		await service.close();
		const { name, simulated } = service;
		const html = page(outcomes, { service: name, simulated, date: new Date() });
		writeFileSync(join(OUTPUT, 'index.html'), html);
	}
	console.log(`\nOpen ${relative(process.cwd(), join(OUTPUT, 'index.html'))}`);
	return outcomes.some(({ failure }) => failure) ? 1 : 0;
});

function progressLine(number: number, { useCase, results, durationMs, failure }: Outcome): string {
	const head = `${number}/${DOCUMENT_USE_CASES.length}  ${useCase.title.padEnd(24)}`;
	const seconds = `${(durationMs / 1000).toFixed(1)} s`;
	if (failure) return `${head}${failure.message} (${seconds})\n     ${failure.description ?? ''}`;
	return `${head}${results.length === 1 ? '1 image ' : `${results.length} images`}  ${seconds}`;
}
