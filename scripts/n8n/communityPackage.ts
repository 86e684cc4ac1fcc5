import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { isRecord, recordOf, type JsonRecord } from './json';
import { mustRun } from './process';

export const PACKAGE_FOLDER = resolve(__dirname, '..', '..');

async function readJsonObject(path: string): Promise<JsonRecord> {
	return recordOf(JSON.parse(await readFile(path, 'utf8')), `content of ${path}`);
}

/**
 * Packs a built package as `npm publish` would.
 * @param packageFolder the folder with its package.json
 * @param targetFolder where the tarball is put
 * @returns the full path of the tarball
 */
export async function packPackage(packageFolder: string, targetFolder: string): Promise<string> {
	await mkdir(targetFolder, { recursive: true });
	const args = ['pack', '--pack-destination', targetFolder, '--ignore-scripts'];
	await mustRun('npm', args, { cwd: packageFolder, env: process.env });
	const manifest = await readJsonObject(join(packageFolder, 'package.json'));
	return join(targetFolder, `${String(manifest.name)}-${String(manifest.version)}.tgz`);
}

/**
 * Installs a packed package into an n8n user folder with the steps of n8n's own community package installer:
 * unpack below `.n8n/nodes/node_modules`, take the development, peer and optional dependencies out of its
 * package.json, run npm for what remains, and list it in `.n8n/nodes/package.json`.
 * n8n loads it at its next start.
 */
export async function installCommunityPackage(tarball: string, userFolder: string): Promise<void> {
	const nodesFolder = join(userFolder, '.n8n', 'nodes');
	const unpacked = await mkdtemp(join(tmpdir(), 'n8n-package-'));
	const quiet = { cwd: unpacked, env: process.env };
	await mustRun('tar', ['-xzf', tarball, '-C', unpacked, '--strip-components=1'], quiet);
	const manifestPath = join(unpacked, 'package.json');
	const manifest = await readJsonObject(manifestPath);
	const name = String(manifest.name);
	const version = String(manifest.version);
	delete manifest.devDependencies;
	delete manifest.peerDependencies;
	delete manifest.optionalDependencies;
	await writeFile(manifestPath, JSON.stringify(manifest, null, 2));
	if (isRecord(manifest.dependencies) && Object.keys(manifest.dependencies).length > 0) {
		const args = ['install', '--audit=false', '--fund=false', '--bin-links=false'];
		const npmSettings = ['--install-strategy=shallow', '--ignore-scripts=true'];
		await mustRun('npm', [...args, ...npmSettings, '--package-lock=false'], quiet);
	}
	const target = join(nodesFolder, 'node_modules', name);
	await rm(target, { recursive: true, force: true });
	await mkdir(join(nodesFolder, 'node_modules'), { recursive: true });
	await cp(unpacked, target, { recursive: true });
	await rm(unpacked, { recursive: true, force: true });
	const list = { name: 'installed-nodes', private: true, dependencies: { [name]: version } };
	await writeFile(join(nodesFolder, 'package.json'), JSON.stringify(list, null, 2));
}
