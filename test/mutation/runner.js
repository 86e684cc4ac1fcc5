const { default: Runner } = require('jest-runner');
const { readFileSync, writeFileSync } = require('node:fs');
const isChosen = require('./chosen');

/** What the first run, without changes, saw of each test file: the names of its tests, and how long it took, in ms. */
const SEEN = 'test-files.json';

/** Loads only the test files that hold a chosen test, quickest first, and no more of them once one has noticed the change. */
module.exports = class extends Runner {
	async runTests(tests, watcher, options) {
		const { testNamePattern } = this._globalConfig;
		const seen = testNamePattern ? JSON.parse(readFileSync(SEEN, 'utf8')) : {};
		const chosen = testNamePattern
			? tests
					.filter(({ path }) => seen[path]?.names.some((name) => isChosen(testNamePattern, name)))
					.sort((one, other) => seen[one.path].ms - seen[other.path].ms)
			: tests;
		let noticed = false;
		this.on('test-file-failure', () => (noticed = true));
		this.on('test-file-success', ([{ path }, { testResults, numFailingTests, perfStats }]) => {
			noticed ||= numFailingTests > 0;
			seen[path] ??= { names: testResults.map(({ fullName }) => fullName), ms: perfStats.runtime };
		});
		for (const test of chosen) {
			if (!(noticed && testNamePattern)) await super.runTests([test], watcher, options);
		}
		if (!testNamePattern) writeFileSync(SEEN, JSON.stringify(seen));
	}
};
