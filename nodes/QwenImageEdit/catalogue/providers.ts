/**
 * The services that speak this API, and the addresses of each: the credential's list and test, the address of every request,
 * the documentation and the form for reports are made from this table. What is not in it gets no request and no key.
 */

/** Alibaba's regions; a key, a host and a model must be of one region. */
export type Region =
	| 'cn-beijing'
	| 'ap-southeast-1'
	| 'us-east-1'
	| 'cn-hongkong'
	| 'eu-central-1'
	| 'ap-northeast-1';

interface ProviderBase {
	/** Value of the credential's field; saved credentials hold it. */
	id: string;
	name: string;
	description: string;
}

/** A gateway at a fixed address, or (without one) at the address the user enters. */
export interface GatewayProvider extends ProviderBase {
	kind: 'gateway';
	origin?: string;
}

/** One of Alibaba's regions. Without a shared host, only a workspace's own host serves it. */
export interface AlibabaProvider extends ProviderBase {
	kind: 'dashscope';
	region: Region;
	/** What messages and documents call the region. */
	place: string;
	origin?: string;
}

export type Provider = GatewayProvider | AlibabaProvider;

function alibaba(
	id: string,
	place: string,
	region: Region,
	origin: string | undefined,
): AlibabaProvider {
	return {
		id,
		kind: 'dashscope',
		name: `Alibaba Model Studio (${place})`,
		description:
			origin === undefined
				? `A key created in the region ${region}; needs a Workspace ID`
				: `A key created in the region ${region}`,
		region,
		place,
		origin,
	};
}

/** In the order of the credential's list. */
export const PROVIDERS: readonly Provider[] = [
	alibaba('dashscopeBeijing', 'Beijing', 'cn-beijing', 'https://dashscope.aliyuncs.com'),
	alibaba('dashscopeFrankfurt', 'Frankfurt', 'eu-central-1', undefined),
	alibaba(
		'dashscopeHongKong',
		'Hong Kong',
		'cn-hongkong',
		'https://cn-hongkong.dashscope.aliyuncs.com',
	),
	alibaba(
		'dashscopeSingapore',
		'Singapore',
		'ap-southeast-1',
		'https://dashscope-intl.aliyuncs.com',
	),
	alibaba('dashscopeTokyo', 'Tokyo', 'ap-northeast-1', undefined),
	alibaba('dashscopeVirginia', 'Virginia', 'us-east-1', 'https://dashscope-us.aliyuncs.com'),
	{
		id: 'aigc',
		kind: 'gateway',
		name: 'Api.aigc.it',
		description: 'The gateway at api.aigc.it',
		origin: 'https://api.aigc.it',
	},
	{
		id: 'custom',
		kind: 'gateway',
		name: 'Other Gateway',
		description: 'Any other gateway with the same interface (POST /v1/images/generations)',
	},
];

export const DEFAULT_PROVIDER = 'aigc';

/** Path of the models list, which costs nothing and needs a valid key, for each kind of service. */
export const MODELS_PATH = {
	gateway: '/v1/models',
	dashscope: '/compatible-mode/v1/models',
} as const;

/** Path of generation requests, for each kind of service. */
export const GENERATION_PATH = {
	gateway: '/v1/images/generations',
	dashscope: '/api/v1/services/aigc/multimodal-generation/generation',
} as const;

/** Behind the Workspace ID and the region, the host of a workspace. */
export const WORKSPACE_HOST_END = 'maas.aliyuncs.com';

/** What a Workspace ID may look like: it becomes part of the name of the host that gets the key. */
export const WORKSPACE_ID = '^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$';

const MOST_LABEL_CHARACTERS = 63;

/** What a credential of type qwenImageEditApi says about where to send requests. */
export interface EndpointSettings {
	provider?: unknown;
	baseUrl?: unknown;
	workspaceId?: unknown;
}

/** Why a credential names no address. */
export type NoAddress = 'provider' | 'baseUrl' | 'workspaceId';

/** The provider of this id, or undefined. */
export function providerOf(id: unknown): Provider | undefined {
	return PROVIDERS.find((provider) => provider.id === id);
}

/** What messages call Alibaba's regions, in the order of the provider list. */
export function placesOf(regions: readonly Region[]): string[] {
	return PROVIDERS.flatMap((provider) =>
		provider.kind === 'dashscope' && regions.includes(provider.region) ? [provider.place] : [],
	);
}

/**
 * The address to POST a generation request to, or which field of the credential keeps it from having one.
 * A custom base URL may end in a slash or in `/v1`, as users copy it from their gateway's page.
 */
export function generationUrl(settings: EndpointSettings): { url: string } | { lacks: NoAddress } {
	const provider = providerOf(settings.provider);
	if (!provider) return { lacks: 'provider' };
	const path = GENERATION_PATH[provider.kind];
	const base = baseOf(provider, settings);
	return typeof base === 'string' ? { url: base + path } : base;
}

function baseOf(provider: Provider, settings: EndpointSettings): string | { lacks: NoAddress } {
	if (provider.kind === 'gateway') {
		const base = provider.origin ?? normalizeBaseUrl(settings.baseUrl);
		return base ?? { lacks: 'baseUrl' };
	}
	const workspace = String(settings.workspaceId ?? '').trim();
	if (workspace === '') return provider.origin ?? { lacks: 'workspaceId' };
	return isWorkspaceId(workspace)
		? `https://${workspace}.${provider.region}.${WORKSPACE_HOST_END}`
		: { lacks: 'workspaceId' };
}

function isWorkspaceId(text: string): boolean {
	return text.length <= MOST_LABEL_CHARACTERS && new RegExp(WORKSPACE_ID).test(text);
}

/** A gateway's base URL without trailing slashes and without `/v1`; undefined where it is no http(s) address. */
export function normalizeBaseUrl(baseUrl: unknown): string | undefined {
	if (typeof baseUrl !== 'string') return undefined;
	const trimmed = baseUrl.trim();
	if (!/^https?:\/\/[^\s/?#][^\s?#]*$/i.test(trimmed)) return undefined;
	return trimmed.replace(/\/*(\/v1)?\/*$/, '');
}
