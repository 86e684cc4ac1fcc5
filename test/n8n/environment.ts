import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { startSimulator, type SimulatorOptions } from '../simulator';
import { startChatModel } from './chatModel';
import { N8nClient, type Execution, type NodeItem } from '../../scripts/n8n/client';
import {
	installCommunityPackage,
	PACKAGE_FOLDER,
	packPackage,
} from '../../scripts/n8n/communityPackage';
import { launchBrowser } from '../../scripts/n8n/editor';
import { ensureN8n } from '../../scripts/n8n/install';
import type { JsonRecord } from '../../scripts/n8n/json';
import { startInParts } from '../../scripts/n8n/parts';
import { withProgress } from '../../scripts/n8n/progress';
import { OF_MCP_SERVER, seedCredential, toChatModel, toSimulator } from '../../scripts/n8n/seed';
import { startN8n, type N8nServerOptions } from '../../scripts/n8n/server';
import type { N8nRelease } from '../../scripts/n8n/versions';
import { triggerOf, withCredentials } from '../../scripts/n8n/workflows';

export interface EnvironmentOptions
	extends Partial<Pick<N8nServerOptions, 'environment' | 'port' | 'signal'>> {
	/** Keeps n8n's data here; without it a temporary folder is used and removed in the end. */
	readonly userFolder?: string;
	readonly simulator?: Partial<SimulatorOptions>;
}

export type Environment = Awaited<ReturnType<typeof startEnvironment>>;

/**
 * A real n8n with the packed node and an owner, the simulator, and the credential that leads from one to the other. Installs
 * n8n if need be, packs and installs this package (which must have been built) and starts everything.
 */
export async function startEnvironment(release: N8nRelease, options: EnvironmentOptions = {}) {
	return await startInParts(async (later) => {
		const simulator = await startSimulator(options.simulator);
		later(simulator.close);
		const chatModel = await startChatModel();
		later(chatModel.close);
		const installation = await ensureN8n(release);
		const temporary = await mkdtemp(join(tmpdir(), 'n8n-qwen-image-edit-'));
		later(async () => await rm(temporary, { recursive: true, force: true }));
		const userFolder = options.userFolder ?? join(temporary, 'user');
		const tarball = await packPackage(join(temporary, 'tarball'));
		await installCommunityPackage(tarball, userFolder);
		const server = await withProgress(
			`n8n ${release.version}: starting`,
			async () => await startN8n({ ...options, installation, userFolder }),
		);
		later(server.stop);
		const client = new N8nClient(server.url);
		await client.logIn();
		const credential = await seedCredential(client, toSimulator(simulator.url));
		const chat = await seedCredential(client, toChatModel(chatModel.url));
		const credentials = [credential, chat, await seedCredential(client, OF_MCP_SERVER)];
		let started: Browser | undefined;
		later(async () => await started?.close());
		const browser = async (): Promise<Browser> => (started ??= await launchBrowser());
		const pictures = join(PACKAGE_FOLDER, 'test-output', 'n8n', release.version);
		/** Keeps a screenshot of a page in test-output/, for who wants to look. */
		const picture = async (page: Page, name: string): Promise<void> =>
			void (await page.screenshot({ path: join(pictures, `${name}.png`) }));
		const add = async (workflow: JsonRecord): Promise<string> =>
			await client.createWorkflow(withCredentials(workflow, credentials));
		const run = async (workflow: JsonRecord): Promise<Execution> =>
			await client.runWorkflow(await add(workflow), triggerOf(workflow));
		return {
			...{ server, client, simulator, chatModel, credential, credentials },
			...{ browser, picture, add, run },
		};
	});
}

/** The items a node put out, of all its runs, at its first output. */
export function itemsAt(execution: Execution, node: string): NodeItem[] {
	const runs = execution.runs[node];
	if (!runs) {
		const ran = Object.keys(execution.runs).join(', ');
		const reason = JSON.stringify(execution.error ?? {}).slice(0, 2_000);
		throw new Error(`"${node}" did not run; what ran: ${ran}. ${reason}`);
	}
	return runs.flatMap((run) => [...(run.outputs[0] ?? [])]);
}

/** Holds that an execution ended well, and says what it failed of. */
export function expectSuccess({ status, error }: Execution): void {
	expect({ status, error: error?.message }).toEqual({ status: 'success', error: undefined });
}
