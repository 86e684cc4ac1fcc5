/**
 * `QWEN_API_KEY=… npm run live`: posts the API document's five requests to the real service and saves the answers as
 * fixtures, which `npm test` then reads. Costs money: it says how much and asks first.
 *
 *   --provider dashscopeBeijing   another provider than api.aigc.it
 *   --workspace-id ws-…           Alibaba's workspace host in place of the shared one
 *   --base-url https://…          any gateway of the same kind (or QWEN_BASE_URL)
 *   --only anime-style            some of the five, separated by commas
 *   --yes                         do not ask
 */
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { generationUrl } from '../nodes/QwenImageEdit/catalogue/providers';
import { DOCUMENT_USE_CASES } from '../test/fixtures/document';
import { hold } from './live/session';
import { run } from './main';
import { isAgreed } from './purchase';

const FIXTURES = join(__dirname, '../test/fixtures/live');

run(async () => {
	const { values } = parseArgs({
		options: {
			'base-url': { type: 'string', default: process.env.QWEN_BASE_URL },
			provider: { type: 'string', default: 'aigc' },
			'workspace-id': { type: 'string' },
			only: { type: 'string' },
			yes: { type: 'boolean', default: false },
		},
	});
	const key = process.env.QWEN_API_KEY?.trim();
	if (!key) throw new Error('Put the API key into the environment variable QWEN_API_KEY.');
	const baseUrl = values['base-url'];
	const endpoint = generationUrl(
		baseUrl
			? { provider: 'custom', baseUrl }
			: { provider: values.provider, workspaceId: values['workspace-id'] },
	);
	if ('lacks' in endpoint)
		throw new Error(`No usable ${endpoint.lacks}: ${baseUrl ?? values.provider}`);
	const names = values.only?.split(',').map((name) => name.trim());
	const useCases = DOCUMENT_USE_CASES.filter(({ name }) => names?.includes(name) ?? true);
	if (useCases.length === 0 || (names && useCases.length < names.length)) {
		throw new Error(`--only takes: ${DOCUMENT_USE_CASES.map(({ name }) => name).join(', ')}`);
	}

	const requests = useCases.map(({ body }) => body);
	if (!(await isAgreed(requests, endpoint.url, values.yes))) return 1;

	const fine = await hold({
		useCases,
		endpoint: endpoint.url,
		key,
		folder: relative(process.cwd(), FIXTURES),
		report: (line) => console.log(line.replaceAll(key, 'redacted')),
	});
	return fine ? 0 : 1;
});
