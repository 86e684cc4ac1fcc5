import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parametersOf } from '../../test/engine/harness/document';
import { jsonOf, runNode } from '../../test/engine/harness/run';
import type { DocumentUseCase } from '../../test/fixtures/document';
import { saveInput } from './inputs';
import type { Outcome, Picture } from './outcome';
import { contentOf } from './outcome';
import type { Service } from './service';

/** Runs one of the document's use cases through the node in n8n's engine and puts its pictures into the folder. */
export async function runUseCase(
	useCase: DocumentUseCase,
	service: Service,
	folder: string,
): Promise<Outcome> {
	const { urls } = contentOf(useCase);
	const inputs = await Promise.all(
		urls.map(
			async (url, index) =>
				await saveInput(url, folder, `${useCase.name}-input-${index + 1}`, service.simulated),
		),
	);
	const started = Date.now();
	const { items, error, binary } = await runNode({
		parameters: parametersOf(useCase.body),
		credentials: service.credentials,
	});
	const durationMs = Date.now() - started;

	const results = await Promise.all(
		items.map(async (item, index): Promise<Picture> => {
			const { url, width, height } = item.json as { url?: string; width?: number; height?: number };
			if (item.binary === undefined) return { source: url ?? '', width, height };
			const source = `${useCase.name}-result-${index + 1}.png`;
			writeFileSync(join(folder, source), await binary(item, 'data'));
			return { source, width, height };
		}),
	);
	return {
		useCase,
		inputs,
		results,
		items: jsonOf(items),
		durationMs,
		failure: error && {
			message: error.message,
			// n8n shows descriptions as HTML.
			description: error.description?.replace(/<br\s*\/?>/g, '\n'),
		},
	};
}
