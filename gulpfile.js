const { rm } = require('node:fs/promises');
const { dest, src } = require('gulp');

/** A file whose source is gone must not be published. */
async function clean() {
	await rm('dist', { recursive: true, force: true });
}

/** Copies what tsc does not: icons and the codex file stand beside the compiled classes that name them. */
function assets() {
	return src(['nodes/**/*.{svg,json}', 'credentials/**/*.svg'], {
		base: '.',
		encoding: false,
	}).pipe(dest('dist'));
}

exports.clean = clean;
exports.assets = assets;
exports.default = assets;
