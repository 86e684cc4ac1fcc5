import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { N8nClient } from './client';
import { installCommunityPackage, PACKAGE_FOLDER, packPackage } from './communityPackage';
import { ensureN8n } from './install';
import { withProgress } from './progress';
import { startN8n, type N8nServer } from './server';
import type { N8nRelease } from './versions';

export interface N8nInstanceOptions {
	readonly release: N8nRelease;
	/** Keeps n8n's data here; without it a temporary folder is used and removed in the end. */
	readonly userFolder?: string;
	readonly port?: number;
	readonly environment?: Readonly<Record<string, string>>;
	/** Gives the start up. */
	readonly signal?: AbortSignal;
}

/** A running n8n that has this package installed and an owner, who is logged in. */
export interface N8nInstance {
	readonly server: N8nServer;
	readonly client: N8nClient;
	/** Ends the server and removes its folder unless the caller named one. */
	close(): Promise<void>;
}

/**
 * Installs n8n if need be, packs and installs this package (which must have been built), starts n8n and logs in.
 */
export async function startInstance(options: N8nInstanceOptions): Promise<N8nInstance> {
	const installation = await ensureN8n(options.release);
	const temporary = await mkdtemp(join(tmpdir(), 'n8n-qwen-image-edit-'));
	const removeTemporary = async (): Promise<void> => {
		await rm(temporary, { recursive: true, force: true });
	};
	try {
		const userFolder = options.userFolder ?? join(temporary, 'user');
		const tarball = await packPackage(PACKAGE_FOLDER, join(temporary, 'tarball'));
		await installCommunityPackage(tarball, userFolder);
		const label = `n8n ${options.release.version}: starting`;
		const server = await withProgress(
			label,
			async () =>
				await startN8n({
					installation,
					userFolder,
					port: options.port,
					environment: options.environment,
					signal: options.signal,
				}),
		);
		const close = async (): Promise<void> => {
			await server.stop();
			await removeTemporary();
		};
		try {
			const client = new N8nClient(server.url);
			await client.logIn();
			return { server, client, close };
		} catch (error) {
			await close();
			throw error;
		}
	} catch (error) {
		await removeTemporary();
		throw error;
	}
}
