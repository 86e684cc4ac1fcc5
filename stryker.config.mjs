/** `npm run test:mutation [-- --mutate 'nodes/QwenImageEdit/wire/**']`: changes the code in small ways and counts what no unit test notices. */
export default {
	mutate: ['nodes/QwenImageEdit/{catalogue,input,wire,line,output}/**/*.ts'],
	testRunner: 'jest',
	jest: { configFile: 'jest.mutation.config.js', enableFindRelatedTests: false },
	coverageAnalysis: 'perTest',
	ignorePatterns: ['dist', '*-output', 'coverage'],
	// What is evaluated once, when a module is loaded, would need all tests for each change; the snapshots and tables hold it.
	ignoreStatic: true,
	reporters: ['clear-text', 'progress', 'html', 'json'],
	clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
	htmlReporter: { fileName: 'test-output/mutation/report.html' },
	jsonReporter: { fileName: 'test-output/mutation/report.json' },
	tempDirName: 'test-output/mutation/sandbox',
	incremental: true,
	incrementalFile: 'test-output/mutation/incremental.json',
	concurrency: 1,
	timeoutMS: 10_000,
};
