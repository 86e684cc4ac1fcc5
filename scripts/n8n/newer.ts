/**
 * `npm run n8n:newer`: says whether an n8n is out that is newer than the one this package is tried on.
 * `npm run n8n:newer -- --try` installs it beside the others and says which tests fail on it; `--try 2.40.7` takes another.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { run } from '../main';
import { PACKAGE_FOLDER } from './communityPackage';
import { ensureN8n } from './install';
import { mustRun } from './process';
import { CURRENT_N8N, VERSION_TO_TRY } from './versions';

const TESTS = ['test/n8n/n8n-current.test.ts', 'test/queue/queue.test.ts'];

async function newestVersion(): Promise<string> {
	const args = ['view', 'n8n', 'version', '--json', '--loglevel=error'];
	const answer = await mustRun('npm', args, { cwd: PACKAGE_FOLDER, env: process.env });
	const version: unknown = JSON.parse(answer);
	if (typeof version !== 'string') throw new Error(`npm knows no version of n8n: ${answer}`);
	return version;
}

/** Installs a version and runs on it all that is tried in a real n8n; jest says which tests fail. */
async function tryVersion(version: string): Promise<boolean> {
	await ensureN8n({ ...CURRENT_N8N, version }).catch((cause: unknown) => {
		const reason = cause instanceof Error ? cause.message : String(cause);
		throw new Error(`n8n ${version} could not be installed, so no test ran on it. ${reason}`);
	});
	const env = { ...process.env, [VERSION_TO_TRY]: version };
	await mustRun('npm', ['run', 'build'], { cwd: PACKAGE_FOLDER, env });
	const args = ['jest', '--selectProjects', 'n8n', 'queue', '--runInBand', '--runTestsByPath'];
	const options = { cwd: PACKAGE_FOLDER, env, stdio: 'inherit' } as const;
	const [exitCode] = await once(spawn('npx', [...args, ...TESTS], options), 'exit');
	return exitCode === 0;
}

run(async () => {
	const [flag, chosen] = process.argv.slice(2);
	const version = chosen ?? (await newestVersion());
	console.log(`n8n ${version}; this package is tried on ${CURRENT_N8N.version}.`);
	if (flag !== '--try') {
		console.log('npm run n8n:newer -- --try says which tests fail on it.');
		return 0;
	}
	const passes = await tryVersion(version);
	if (passes)
		console.log('All pass. To move to it, change the version in scripts/n8n/versions.ts.');
	return passes ? 0 : 1;
});
