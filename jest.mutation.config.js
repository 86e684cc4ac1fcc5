const { projects, ...config } = require('./jest.config');

const [unit, engine] = projects;

/** See stryker.config.mjs. */
const room = process.env.ROOM;

/** Stryker runs one project and keeps its own time. `MUTATION_TESTS=engine` stands for the tests in n8n's own engine. */
const { displayName, ...project } = process.env.MUTATION_TESTS === 'engine' ? engine : unit;

module.exports = {
	...config,
	...project,
	projects: undefined,
	displayName,
	roots: ['<rootDir>/nodes', `<rootDir>/test/${displayName}/${room ?? ''}`],
	watchman: false,
	runner: '<rootDir>/test/mutation/runner.js',
	testEnvironment: require.resolve('./test/mutation/environment.js'),
	transform: {
		'/node_modules/.+\\.[cm]?js$': '<rootDir>/test/mutation/outside.js',
		...project.transform,
	},
	transformIgnorePatterns: ['/node_modules/@?(jest|stryker)'],
	// n8n-core, which is loaded once, keeps its folder to the end.
	setupFilesAfterEnv: [],
	testPathIgnorePatterns: [
		'/test/unit/(simulator|live|demo|docs|images|panel)/',
		...(room === 'line/pace' ? [] : ['/test/unit/line/pace/']),
		'/test/engine/(company|demo|document|examples|fields|harness|models|n8n-facts|ssrf)\\.test',
	],
};
