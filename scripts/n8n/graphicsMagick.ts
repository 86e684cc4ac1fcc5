/**
 * Finds GraphicsMagick, with which n8n's Edit Image node makes images smaller, or installs it:
 * `tsx scripts/n8n/graphicsMagick.ts`. n8n's Docker image has it.
 */
import { run } from '../main';
import { ensureInstalled, findProgram } from './systemPackages';

run(async () => {
	await ensureInstalled(() => findProgram('gm'), {
		who: 'The tests of the shop example',
		debian: ['graphicsmagick'],
		homebrew: ['graphicsmagick'],
		elsewhere: 'Elsewhere: install GraphicsMagick so that its program gm is found.',
	});
});
