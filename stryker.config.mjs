/** What n8n's context runs through: only the tests in n8n's own engine hold it, see stryker.engine.config.mjs. */
export const HELD_BY_ENGINE = [
	'input/{itemReader,prepare}',
	'wire/{exchange,sending,transport}',
	'output/{batch,checked,download,downloads,handOver,received,spending,stop,takeUp}',
].map((files) => `nodes/QwenImageEdit/${files}.ts`);

/** One folder of the node, held by its own tests alone. */
const room = process.env.ROOM;
const reports = `test-output/mutation/${room ?? 'unit'}`;

/** `npm run test:mutation`: changes the code in small ways and counts what no unit test notices; `ROOM=wire` takes one folder. */
export default {
	mutate: [
		`nodes/QwenImageEdit/${room ?? '{catalogue,input,wire,line,output}'}/**/*.ts`,
		// Its workloads take a minute for a change: ROOM=line/pace measures it apart.
		...(room === 'line/pace' ? [] : ['!nodes/QwenImageEdit/line/pace/**']),
		...HELD_BY_ENGINE.map((files) => `!${files}`),
	],
	testRunner: 'jest',
	// test/mutation/runner.js chooses the test files, faster than jest finds related ones.
	jest: { configFile: 'jest.mutation.config.js', enableFindRelatedTests: false },
	coverageAnalysis: 'perTest',
	ignorePatterns: ['dist', '*-output', 'coverage'],
	// What is evaluated once, when a module is loaded, would need all tests for each change; the snapshots and tables hold it.
	ignoreStatic: true,
	reporters: ['clear-text', 'progress', 'html', 'json'],
	clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
	htmlReporter: { fileName: `${reports}.html` },
	jsonReporter: { fileName: `${reports}.json` },
	tempDirName: 'test-output/mutation/sandbox',
	incremental: true,
	incrementalFile: `${reports}.incremental.json`,
	concurrency: 1,
	// What runs a few hundred test files in one process fills its memory.
	maxTestRunnerReuse: 100,
	timeoutMS: 10_000,
	// The workloads of line/pace take minutes.
	dryRunTimeoutMinutes: 30,
};
