import type {
	IAuthenticate,
	Icon,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
} from 'n8n-workflow';

import { MODELS_PATH, PROVIDERS } from '../nodes/QwenImageEdit/catalogue/providers';

/** Written as an expression because n8n builds the test request from the credential's own values. */
const TEST_ORIGIN = `={{ { dashscopeBeijing: "${PROVIDERS.dashscopeBeijing.origin}", dashscopeSingapore: "${PROVIDERS.dashscopeSingapore.origin}", custom: ($credentials.baseUrl || "").trim().replace(/\\/+$/, "").replace(/\\/v1$/, "").replace(/\\/+$/, "") }[$credentials.provider] || "${PROVIDERS.aigc.origin}" }}`;
const TEST_PATH = `={{ $credentials.provider.startsWith("dashscope") ? "${MODELS_PATH.dashscope}" : "${MODELS_PATH.gateway}" }}`;

/** API key and address of a service that serves the Qwen image-edit models. */
export class QwenImageEditApi implements ICredentialType {
	name = 'qwenImageEditApi';

	displayName = 'Qwen Image Edit API';

	icon: Icon = {
		light: 'file:../nodes/QwenImageEdit/qwenImageEdit.svg',
		dark: 'file:../nodes/QwenImageEdit/qwenImageEdit.dark.svg',
	};

	documentationUrl =
		'https://github.com/n8n-nodes-qwen-image-edit/n8n-nodes-qwen-image-edit#credential';

	properties: INodeProperties[] = [
		{
			displayName: 'Provider',
			name: 'provider',
			type: 'options',
			options: [
				{
					name: 'Alibaba Model Studio (Beijing)',
					value: 'dashscopeBeijing',
					description: 'A key made in the mainland China region',
				},
				{
					name: 'Alibaba Model Studio (Singapore)',
					value: 'dashscopeSingapore',
					description: 'A key made in the international region',
				},
				{
					name: 'Api.aigc.it',
					value: 'aigc',
					description: 'The gateway at api.aigc.it',
				},
				{
					name: 'Other Gateway',
					value: 'custom',
					description: 'Any gateway that serves POST /v1/images/generations in the same form',
				},
			],
			default: 'aigc',
			description:
				'Where the key comes from. A key works only with the provider and region it was made for.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://gateway.example.com',
			description: 'Address of the gateway, with or without /v1 at its end',
			displayOptions: { show: { provider: ['custom'] } },
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				'The key from the provider’s console. It is sent to the provider only, never to image links.',
		},
	];

	/** A function, since n8n would evaluate an expression anew for every request: a fifth of all the work of a request. */
	authenticate: IAuthenticate = async (credentials, options) => ({
		...options,
		headers: { ...options.headers, Authorization: `Bearer ${String(credentials.apiKey).trim()}` },
	});

	test: ICredentialTestRequest = {
		request: { baseURL: TEST_ORIGIN, url: TEST_PATH },
	};
}
