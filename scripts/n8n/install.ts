/** Puts real n8n servers into the cache folder: `tsx scripts/n8n/install.ts [version ...]`. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../main';
import { cacheFolder, installOnce } from './cache';
import { recordOf } from './json';
import { ensureNode, nodeEnvironment } from './node';
import { mustRun, succeeds, type CommandOptions } from './process';
import { withProgress } from './progress';
import { N8N_RELEASES, releaseOf, type N8nRelease } from './versions';

export interface N8nInstallation {
	readonly release: N8nRelease;
	/** Full paths of Node, and of n8n's start script. */
	readonly node: string;
	readonly script: string;
}

/** Counts up when the way of installing changes, so that older installations are made anew. */
const RECIPE = 2;

/**
 * n8n's SQLite is built on each machine unless a binary can be downloaded from elsewhere than the registry, which many
 * networks do not reach. This one has the same functions and brings its binaries in the package; it loads on Node 20 and
 * later.
 */
const PREBUILT_SQLITE = { name: '@appthreat/sqlite3', version: '8.0.1' };

/** Puts in the place of n8n's SQLite a package that hands on the prebuilt one, as the CommonJS n8n expects. */
async function replaceSqlite(folder: string): Promise<void> {
	const place = join(folder, 'node_modules', 'sqlite3');
	const manifestFile = join(place, 'package.json');
	const manifest = recordOf(JSON.parse(await readFile(manifestFile, 'utf8')), manifestFile);
	const { name, version } = manifest;
	await rm(place, { recursive: true });
	await mkdir(place);
	await writeFile(manifestFile, JSON.stringify({ name, version, main: 'index.js' }));
	await writeFile(
		join(place, 'index.js'),
		`module.exports = require('${PREBUILT_SQLITE.name}').default;\n`,
	);
}

/**
 * Downloads n8n's packages. An interrupted npm leaves packages that look whole and are not, so what a
 * download that did not end left behind is thrown away; npm's own cache makes the second one quick.
 */
async function download(release: N8nRelease, at: CommandOptions): Promise<void> {
	const folder = at.cwd;
	const downloaded = join(folder, 'downloaded');
	if (existsSync(downloaded)) return;
	await rm(folder, { recursive: true, force: true });
	await mkdir(folder, { recursive: true });
	const { name, version } = PREBUILT_SQLITE;
	const manifest = {
		private: true,
		dependencies: { n8n: release.version, [name]: version, ...release.dependencies },
		overrides: release.overrides,
	};
	await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
	const label = `n8n ${release.version}: downloading about 2,000 packages, 2.2 GB (some 2 min)`;
	await withProgress(label, async () => {
		const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--omit=dev'];
		await mustRun('npm', [...args, ...(release.installArguments ?? [])], at);
	});
	await replaceSqlite(folder);
	await writeFile(downloaded, '');
}

/** Builds the native packages that n8n starts with, unless what they bring loads on this machine. */
async function build({ release, node }: N8nInstallation, at: CommandOptions): Promise<void> {
	const { version, nativePackages } = release;
	const requires = nativePackages.map((name) => `require('${name}')`).join(';');
	if (await succeeds(node, ['-e', requires], at)) return;
	const names = nativePackages.map((name) => (name === 'sqlite3' ? PREBUILT_SQLITE.name : name));
	await withProgress(`n8n ${version}: building ${names.join(' and ')}`, async () => {
		await mustRun('npm', ['rebuild', '--ignore-scripts=false', ...names], at);
		await mustRun(node, ['-e', requires], at);
	});
}

/**
 * Installs one n8n release and the Node it needs, once per machine; later calls only look. A failed install is taken up
 * where it stopped; two at the same time wait for each other.
 */
export async function ensureN8n(release: N8nRelease): Promise<N8nInstallation> {
	const node = await ensureNode(release.node);
	const folder = join(cacheFolder(), `n8n-${release.version}`);
	const script = join(folder, 'node_modules', 'n8n', 'bin', 'n8n');
	const installation: N8nInstallation = { release, node, script };
	const complete = join(folder, 'complete.json');
	// Native packages fit one major version of Node only.
	const mark = JSON.stringify({ recipe: RECIPE, node: release.node.split('.')[0] });
	const found = async () => await readFile(complete, 'utf8').catch(() => undefined);
	await installOnce(
		async () => (await found()) === mark,
		async () => {
			if ((await found()) !== undefined) await rm(folder, { recursive: true });
			const env = { ...nodeEnvironment(node), N8N_USER_FOLDER: folder };
			const at = { cwd: folder, env };
			await download(release, at);
			await build(installation, at);
			await mustRun(node, [script, '--version'], at);
			await writeFile(complete, mark);
		},
	);
	return installation;
}

if (require.main === module) {
	run(async () => {
		const versions = process.argv.slice(2);
		for (const release of versions.length > 0 ? versions.map(releaseOf) : N8N_RELEASES) {
			const { script } = await ensureN8n(release);
			console.error(`n8n ${release.version} is ready: ${script}`);
		}
	});
}
