/** Takes the place of a module's text: the module itself is loaded outside, see environment.js. */
module.exports = {
	process: (_text, path) => ({ code: `module.exports = outside(${JSON.stringify(path)});` }),
	getCacheKey: (_text, path) => `outside${path}`,
};
