import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

export const root = resolve(__dirname, '../..');

export type PackedPackage = ReturnType<typeof packAndUnpack>;

/**
 * Packs the built package as npm publishes it and unpacks it into an empty node_modules, beside the one package n8n
 * itself provides there.
 */
export function packAndUnpack() {
	const home = mkdtempSync(join(tmpdir(), 'qwen-image-edit-package-'));
	const args = ['pack', '--json', '--silent', '--pack-destination', home];
	const output = execFileSync('npm', args, { cwd: root, encoding: 'utf8' });
	const [report] = JSON.parse(output) as Array<{
		name: string;
		filename: string;
		files: Array<{ path: string }>;
	}>;
	if (report === undefined) throw new Error(`npm pack reported nothing: ${output}`);

	const tarball = join(home, report.filename);
	const modules = join(home, 'node_modules');
	const folder = join(modules, report.name);
	mkdirSync(folder, { recursive: true });
	execFileSync('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']);
	const provided = dirname(require.resolve('n8n-workflow/package.json'));
	symlinkSync(provided, join(modules, 'n8n-workflow'));
	return {
		/** Folder with a node_modules that holds the package, as n8n installs it. */
		home,
		folder,
		files: report.files.map(({ path }) => path).sort(),
		bytes: statSync(tarball).size,
		remove: () => rmSync(home, { recursive: true, force: true }),
	};
}
