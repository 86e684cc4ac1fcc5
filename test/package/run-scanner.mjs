/**
 * Runs the scanner n8n verifies community packages with over a folder.
 * Usage: node run-scanner.mjs <folder> <glob>…; prints `{"passed", "message", "files", "findings"}` as JSON.
 * A program of its own because the scanner exists as an ES module only.
 */
import { analyzePackage, buildScanConfig } from '@n8n/scan-community-package/scanner/scanner.mjs';
import { createRequire } from 'node:module';

const [folder, ...patterns] = process.argv.slice(2);
const { passed, message = '', details = '' } = await analyzePackage(folder, patterns);

// analyzePackage speaks of errors only; the same linting again with the scanner's own ESLint shows warnings too.
const scanner = createRequire(
	createRequire(import.meta.url).resolve('@n8n/scan-community-package/scanner/scanner.mjs'),
);
const { ESLint } = scanner('eslint');
const glob = scanner('fast-glob');
const eslint = new ESLint({
	cwd: folder,
	allowInlineConfig: false,
	overrideConfigFile: true,
	overrideConfig: await buildScanConfig(),
});
const files = glob.sync(patterns, {
	cwd: folder,
	absolute: true,
	ignore: ['node_modules/**', '**/package-lock.json'],
});
const results = await eslint.lintFiles(files);
const findings = results.flatMap(({ filePath, messages }) =>
	messages.map(({ ruleId, severity, line, message: text }) => ({
		file: filePath.slice(folder.length + 1),
		line,
		rule: ruleId,
		severity: severity === 2 ? 'error' : 'warning',
		text,
	})),
);
console.log(
	JSON.stringify({ passed, message: `${message}${details}`, files: files.length, findings }),
);
