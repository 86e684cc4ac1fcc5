const { projects, ...config } = require('./jest.config');

/** Stryker runs one project and keeps its own time. */
const [unit] = projects;

module.exports = {
	...config,
	...unit,
	projects: undefined,
	roots: ['<rootDir>/nodes', '<rootDir>/test/unit'],
	watchman: false,
	runner: '<rootDir>/test/mutation/runner.js',
	testEnvironment: require.resolve('./test/mutation/environment.js'),
	transform: {
		'/node_modules/.+\\.[cm]?js$': '<rootDir>/test/mutation/outside.js',
		...unit.transform,
	},
	transformIgnorePatterns: ['/node_modules/@?(jest|stryker)'],
	testPathIgnorePatterns: [
		'/node_modules/',
		'/test/unit/(simulator|live|demo|docs|images|panel|line/pace)/',
	],
};
