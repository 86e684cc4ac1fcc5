const common = {
	preset: 'ts-jest',
	testEnvironment: 'node',
	// Beside the node's class stands its codex, QwenImageEdit.node.json, which tsx would take for `./QwenImageEdit.node`: who
	// is run by both imports the class with its compiled name.
	moduleNameMapper: { '(.*/QwenImageEdit\\.node)\\.js$': '$1' },
	transform: { '^.+\\.ts$': ['ts-jest', { diagnostics: false }] },
};

/** For tests that load n8n-core, which reads its settings from the environment when it is imported. */
const withEngine = {
	setupFiles: ['<rootDir>/test/engine/harness/environment.ts'],
	setupFilesAfterEnv: ['<rootDir>/test/engine/harness/cleanup.ts'],
};

module.exports = {
	// Some machines draw pictures and load n8n slowly.
	testTimeout: 30_000,
	projects: [
		{ ...common, displayName: 'unit', testMatch: ['<rootDir>/test/unit/**/*.test.ts'] },
		{
			...common,
			displayName: 'engine',
			testMatch: ['<rootDir>/test/engine/**/*.test.ts'],
			...withEngine,
		},
		{
			...common,
			displayName: 'package',
			testMatch: ['<rootDir>/test/package/**/*.test.ts'],
			...withEngine,
		},
		{
			...common,
			displayName: 'n8n',
			testMatch: ['<rootDir>/test/n8n/**/*.test.ts'],
			setupFilesAfterEnv: ['<rootDir>/test/n8n/announce.ts'],
		},
		{
			...common,
			displayName: 'queue',
			testMatch: ['<rootDir>/test/queue/**/*.test.ts'],
			setupFilesAfterEnv: ['<rootDir>/test/n8n/announce.ts'],
		},
	],
};
