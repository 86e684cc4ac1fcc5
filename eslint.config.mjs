import { config } from '@n8n/node-cli/eslint';
import n8nNodesBase from 'eslint-plugin-n8n-nodes-base';

const { community, credentials, nodes } = n8nNodesBase.configs;

export default [
	...config,
	// n8n's configuration brings this plugin in at a version of its own and switches some of its rules off; here all of them
	// hold, at the version package.json names.
	{ files: ['package.json'], rules: community.rules },
	{
		files: ['credentials/**/*.ts'],
		rules: {
			...credentials.rules,
			// It wants the short names n8n's own nodes use; a community package gives a full address.
			'n8n-nodes-base/cred-class-field-documentation-url-miscased': 'off',
		},
	},
	{
		files: ['nodes/**/*.ts'],
		rules: {
			...nodes.rules,
			// They know the text 'main' only, where n8n's verification asks for NodeConnectionTypes.Main.
			'n8n-nodes-base/node-class-description-inputs-wrong-regular-node': 'off',
			'n8n-nodes-base/node-class-description-outputs-wrong': 'off',
		},
	},
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
		ignores: ['dist/', 'coverage/', 'demo-output/', 'test-output/'],
	},
];
