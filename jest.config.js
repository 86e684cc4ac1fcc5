const common = {
	preset: 'ts-jest',
	testEnvironment: 'node',
	transform: { '^.+\\.ts$': ['ts-jest', { diagnostics: false }] },
};

/** For tests that load n8n-core, which reads its settings from the environment when it is imported. */
const withEngine = {
	setupFiles: ['<rootDir>/test/engine/harness/environment.ts'],
	setupFilesAfterEnv: ['<rootDir>/test/engine/harness/cleanup.ts'],
};

module.exports = {
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
	],
};
