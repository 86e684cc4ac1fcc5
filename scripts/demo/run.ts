import axios from 'axios';
import type { IDataObject } from 'n8n-workflow';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_PROVIDER, providerOf } from '../../nodes/QwenImageEdit/catalogue/providers';
import { parametersOf } from '../../test/engine/harness/document';
import { jsonOf, runNode, type QwenCredential } from '../../test/engine/harness/run';
import { simulatorCredentials } from '../../test/engine/harness/simulator';
import { contentOf, type DocumentUseCase } from '../../test/fixtures/document';
import { startSimulator } from '../../test/simulator';
import { documentInput } from '../../test/simulator/inputs';

export interface Service {
	name: string;
	simulated: boolean;
	credentials: QwenCredential;
	close(): Promise<void>;
}

/** The service simulated on this machine: free, and drawn pictures instead of edited ones. */
export async function simulatedService(): Promise<Service> {
	const simulator = await startSimulator();
	const credentials = simulatorCredentials(simulator);
	return { name: 'Simulator', simulated: true, credentials, close: simulator.close };
}

/** The real service, or any gateway of its kind by base URL. */
export function realService(apiKey: string, baseUrl: string | undefined): Service {
	const provider = baseUrl ? 'custom' : DEFAULT_PROVIDER;
	return {
		name: baseUrl ? new URL(baseUrl).host : (providerOf(provider)?.name ?? ''),
		simulated: false,
		credentials: { provider, apiKey, baseUrl },
		close: async () => {},
	};
}

/** A picture on the page: a file beside it, or an address where it could not be had. */
export interface Picture {
	source: string;
	width?: number;
	height?: number;
}

export interface Outcome {
	useCase: DocumentUseCase;
	inputs: Picture[];
	results: Picture[];
	items: IDataObject[];
	durationMs: number;
	failure?: { message: string; description?: string };
}

/** The document's pictures are small; who does not answer within this time (ms) is shown by address. */
const TIMEOUT_MS = 20_000;

/** Runs one of the document's use cases through the node in n8n's engine and puts its pictures into the folder. */
export async function runUseCase(
	useCase: DocumentUseCase,
	service: Service,
	folder: string,
): Promise<Outcome> {
	const { urls } = contentOf(useCase.body);
	const inputs = await Promise.all(
		urls.map(async (url, index): Promise<Picture> => {
			const bytes = await (service.simulated ? documentInput(new URL(url)) : download(url));
			if (bytes === undefined) return { source: url };
			const ending = /\.\w{3,4}$/.exec(new URL(url).pathname)?.[0] ?? '.png';
			const source = `${useCase.name}-input-${index + 1}${ending}`;
			writeFileSync(join(folder, source), bytes);
			return { source };
		}),
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
	const failure = error && {
		message: error.message,
		// n8n shows descriptions as HTML.
		description: error.description?.replace(/<br\s*\/?>/g, '\n'),
	};
	return { useCase, inputs, results, items: jsonOf(items), durationMs, failure };
}

async function download(url: string): Promise<Buffer | undefined> {
	const options = { responseType: 'arraybuffer', timeout: TIMEOUT_MS } as const;
	const answer = await axios.get<Buffer>(url, options).catch(() => undefined);
	return answer?.data;
}
