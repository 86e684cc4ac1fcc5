import type {
	IAuthenticate,
	Icon,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
} from 'n8n-workflow';

import { joined } from '../nodes/QwenImageEdit/catalogue/fields';
import {
	DEFAULT_PROVIDER,
	MODELS_PATH,
	type Provider,
	PROVIDERS,
	WORKSPACE_HOST_END,
	WORKSPACE_ID,
} from '../nodes/QwenImageEdit/catalogue/providers';

/** A name that never resolves: where a credential names no address, its test sends the key nowhere. */
const NOWHERE = 'https://no-usable-address-in-the-credential.invalid';

/** The expression for a provider's address, from the credential's own values. */
function originExpression(provider: Provider): string {
	const shared = provider.origin === undefined ? `"${NOWHERE}"` : `"${provider.origin}"`;
	if (provider.kind === 'dashscope') {
		const id = '($credentials.workspaceId || "").trim()';
		const host = `"https://" + ${id} + ".${provider.region}.${WORKSPACE_HOST_END}"`;
		const usable = `(${id}.length < 64 && new RegExp("${WORKSPACE_ID}").test(${id}))`;
		return `(${id} === "" ? ${shared} : ${usable} ? ${host} : "${NOWHERE}")`;
	}
	if (provider.origin !== undefined) return shared;
	const base = '($credentials.baseUrl || "").trim()';
	const trimmed = `${base}.replace(/\\/+$/, "").replace(/\\/v1$/, "").replace(/\\/+$/, "")`;
	return `(/^https?:\\/\\/[^\\s\\/?#]+[^\\s?#]*$/i.test(${base}) ? ${trimmed} : "${NOWHERE}")`;
}

/** n8n builds the test request from the credential's own values; a provider that is not in the table has no address. */
function byProvider(valueOf: (provider: Provider) => string, otherwise: string): string {
	const cases = PROVIDERS.map(
		(provider) => `$credentials.provider === "${provider.id}" ? ${valueOf(provider)} : `,
	);
	return `={{ ${cases.join('')}"${otherwise}" }}`;
}

const ALIBABA = PROVIDERS.filter(({ kind }) => kind === 'dashscope').map(({ id }) => id);

/** Places without a shared host. */
const WORKSPACE_ONLY = joined(
	PROVIDERS.flatMap((provider) =>
		provider.kind === 'dashscope' && provider.origin === undefined ? [provider.place] : [],
	),
);

const TEST_ORIGIN = byProvider(originExpression, NOWHERE);
const TEST_PATH = byProvider(({ kind }) => `"${MODELS_PATH[kind]}"`, '/');

/** API key and address of a service that serves the Qwen image-edit models. */
export class QwenImageEditApi implements ICredentialType {
	name = 'qwenImageEditApi';

	displayName = 'Qwen Image Edit API';

	icon: Icon = {
		light: 'file:../nodes/QwenImageEdit/qwenImageEdit.svg',
		dark: 'file:../nodes/QwenImageEdit/qwenImageEdit.dark.svg',
	};

	documentationUrl =
		'https://github.com/n8n-nodes-qwen-image-edit/n8n-nodes-qwen-image-edit#first-use';

	properties: INodeProperties[] = [
		{
			displayName: 'Provider',
			name: 'provider',
			type: 'options',
			options: PROVIDERS.map(({ id, name, description }) => ({ name, value: id, description })),
			default: DEFAULT_PROVIDER,
			description:
				'Where the key comes from. A key works only with the provider and region it was created for.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://gateway.example.com',
			description: 'Address of the gateway, with or without /v1 at the end',
			displayOptions: { show: { provider: ['custom'] } },
		},
		{
			displayName: 'Workspace ID',
			name: 'workspaceId',
			type: 'string',
			default: '',
			placeholder: 'e.g. ws-8f3kq2',
			description: `Sends requests to the workspace’s own host, which accepts only keys from this workspace. Required in ${WORKSPACE_ONLY}, optional elsewhere.`,
			displayOptions: { show: { provider: ALIBABA } },
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				'The key from the provider’s console. The node sends it to the provider only, never to image links.',
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
