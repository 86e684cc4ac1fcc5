/**
 * `npm run n8n:newer`: says whether an n8n is out that is newer than the one this package is tried on.
 * `npm run n8n:newer -- --try` installs it beside the others and says which tests fail on it; `--try 2.40.7` takes another.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from './cache';
import { PACKAGE_FOLDER } from './communityPackage';
import { ensureN8n } from './install';
import { isRecord, recordOf, type JsonRecord } from './json';
import { mustRun, runCommand } from './process';
import { withProgress } from './progress';
import { CURRENT_N8N, VERSION_TO_TRY } from './versions';

const TESTS = ['test/n8n/n8n-current.test.ts', 'test/queue/queue.test.ts'];

async function newestVersion(): Promise<string> {
	const args = ['view', 'n8n', 'version', '--json', '--loglevel=error'];
	const answer = await mustRun('npm', args, { cwd: PACKAGE_FOLDER, env: process.env });
	const version: unknown = JSON.parse(answer);
	if (typeof version !== 'string') throw new Error(`npm knows no version of n8n: ${answer}`);
	return version;
}

function recordsOf(value: unknown): JsonRecord[] {
	return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** The names of the tests that failed, from what jest writes with `--json`; a file that did not run counts as one. */
function failedTests(report: unknown): string[] {
	return recordsOf(recordOf(report, 'report').testResults).flatMap((file) => {
		const failed = recordsOf(file.assertionResults).filter(({ status }) => status === 'failed');
		if (failed.length === 0 && file.status === 'failed') return [String(file.message)];
		return failed.map(({ fullName }) => String(fullName));
	});
}

/**
 * Installs a version and runs on it all that is tried in a real n8n.
 * @param logFile gets what the tests print
 * @returns the names of the tests that failed
 */
async function tryVersion(version: string, logFile: string): Promise<string[]> {
	await ensureN8n({ ...CURRENT_N8N, version }).catch((cause: unknown) => {
		const reason = cause instanceof Error ? cause.message : String(cause);
		throw new Error(`n8n ${version} could not be installed, so no test ran on it. ${reason}`);
	});
	const folder = await mkdtemp(join(tmpdir(), 'n8n-newer-'));
	try {
		const options = {
			cwd: PACKAGE_FOLDER,
			env: { ...process.env, [VERSION_TO_TRY]: version },
			logFile,
		};
		await mustRun('npm', ['run', 'build'], options);
		const reportFile = join(folder, 'report.json');
		const args = ['--selectProjects', 'n8n', 'queue', '--runInBand', '--json'];
		await withProgress(`n8n ${version}: running the tests`, async () => {
			await runCommand(
				'npx',
				['jest', ...args, '--outputFile', reportFile, '--runTestsByPath', ...TESTS],
				options,
			);
		});
		return failedTests(JSON.parse(await readFile(reportFile, 'utf8')));
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

async function main(): Promise<void> {
	const [flag, chosen] = process.argv.slice(2);
	const version = chosen ?? (await newestVersion());
	const isTried = version === CURRENT_N8N.version;
	console.log(
		isTried
			? `n8n ${version} is the newest, and the one this package is tried on.`
			: `n8n ${version} is out; this package is tried on ${CURRENT_N8N.version}.`,
	);
	if (flag !== '--try') {
		if (!isTried) console.log('npm run n8n:newer -- --try says which tests fail on it.');
		return;
	}
	const logFile = join(cacheFolder(), `tests-n8n-${version}.log`);
	const failed = await tryVersion(version, logFile);
	if (failed.length === 0) {
		console.log(
			`All tests pass on n8n ${version}. To move to it, change the version in scripts/n8n/versions.ts.`,
		);
		return;
	}
	console.log(`${failed.length} tests fail on n8n ${version}:`);
	for (const name of failed) console.log(`  ${name}`);
	console.log(`What they said is in ${logFile}`);
	process.exitCode = 1;
}

main().catch((error: unknown) => {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exitCode = 1;
});
