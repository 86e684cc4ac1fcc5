const { dest, src } = require('gulp');

/** Copies what tsc does not: icons and the codex file stand beside the compiled classes that name them. */
function assets() {
	return src(['nodes/**/*.{svg,json}', 'credentials/**/*.svg'], { base: '.', encoding: false }).pipe(
		dest('dist'),
	);
}

exports.assets = assets;
exports.default = assets;
