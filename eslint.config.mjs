import { config } from '@n8n/node-cli/eslint';

export default [
	...config,
	{
		// n8n's rules are for what ships; tests and scripts run on a developer's machine and may use all of Node.
		files: ['test/**/*.ts', 'scripts/**/*.ts'],
		rules: {
			'@n8n/community-nodes/no-restricted-globals': 'off',
			'@n8n/community-nodes/no-restricted-imports': 'off',
			'@n8n/community-nodes/no-dangerous-functions': 'off',
			'@n8n/community-nodes/require-node-api-error': 'off',
			'no-console': 'off',
		},
	},
	{
		ignores: ['dist/', 'coverage/', 'demo-output/', 'bench-output/', 'test-output/'],
	},
];
