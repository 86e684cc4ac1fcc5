import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { recordOf } from './json';
import { mustRun } from './process';

export const PACKAGE_FOLDER = resolve(__dirname, '..', '..');

/** Packs this package, which must have been built, as `npm publish` would. */
export async function packPackage(targetFolder: string): Promise<string> {
	await mkdir(targetFolder, { recursive: true });
	const args = ['pack', '--silent', '--pack-destination', targetFolder, '--ignore-scripts'];
	const name = await mustRun('npm', args, { cwd: PACKAGE_FOLDER, env: process.env });
	return join(targetFolder, name.trim());
}

/**
 * Installs the packed package into an n8n user folder as n8n's own community package installer leaves it: unpacked below
 * `.n8n/nodes/node_modules`, without dependencies, of which it has none, and listed in `.n8n/nodes/package.json`.
 * n8n loads it at its next start.
 */
export async function installCommunityPackage(tarball: string, userFolder: string): Promise<void> {
	const manifest = await readFile(join(PACKAGE_FOLDER, 'package.json'), 'utf8');
	const { name, version } = recordOf(JSON.parse(manifest), 'package.json');
	const nodesFolder = join(userFolder, '.n8n', 'nodes');
	const target = join(nodesFolder, 'node_modules', String(name));
	await rm(target, { recursive: true, force: true });
	await mkdir(target, { recursive: true });
	const args = ['-xzf', tarball, '-C', target, '--strip-components=1'];
	await mustRun('tar', args, { cwd: target, env: process.env });
	const dependencies = { [String(name)]: version };
	const list = { name: 'installed-nodes', private: true, dependencies };
	await writeFile(join(nodesFolder, 'package.json'), JSON.stringify(list, null, 2));
}
