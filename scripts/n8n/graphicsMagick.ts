/**
 * Finds GraphicsMagick, with which n8n's Edit Image node makes images smaller, or installs it:
 * `tsx scripts/n8n/graphicsMagick.ts`. n8n's Docker image has it.
 */
import { runCommand } from './process';
import { installSystemPackages } from './systemPackages';

async function main(): Promise<void> {
	const { exitCode } = await runCommand('gm', ['version'], { cwd: '/', env: process.env });
	if (exitCode === 0) return;
	await installSystemPackages({
		who: 'The tests of the shop example',
		debian: ['graphicsmagick'],
		homebrew: ['graphicsmagick'],
		elsewhere: 'Elsewhere: install GraphicsMagick so that its program gm is found.',
	});
}

main().catch((error: unknown) => {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exitCode = 1;
});
