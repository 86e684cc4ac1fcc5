/** The services that speak this API, and the addresses of each. */

export const PROVIDERS = {
	aigc: { kind: 'gateway', origin: 'https://api.aigc.it' },
	dashscopeBeijing: { kind: 'dashscope', origin: 'https://dashscope.aliyuncs.com' },
	dashscopeSingapore: { kind: 'dashscope', origin: 'https://dashscope-intl.aliyuncs.com' },
} as const;

/** Path of the models list, which costs nothing and needs a valid key, for each kind of service. */
export const MODELS_PATH = {
	gateway: '/v1/models',
	dashscope: '/compatible-mode/v1/models',
} as const;

const GENERATION_PATH = {
	gateway: '/v1/images/generations',
	dashscope: '/api/v1/services/aigc/multimodal-generation/generation',
} as const;

/** What a credential of type qwenImageEditApi says about where to send requests. */
export interface EndpointSettings {
	provider?: unknown;
	baseUrl?: unknown;
}

/**
 * The address to POST a generation request to.
 * A custom base URL may end in a slash or in `/v1`, as users copy it from their gateway's page.
 * Returns undefined where the base URL is missing or is no http(s) address.
 */
export function generationUrl(settings: EndpointSettings): string | undefined {
	if (settings.provider === 'custom') {
		const base = normalizeBaseUrl(settings.baseUrl);
		return base === undefined ? undefined : base + GENERATION_PATH.gateway;
	}
	const name = settings.provider ?? 'aigc';
	const provider = Object.entries(PROVIDERS).find(([key]) => key === name)?.[1];
	return provider && provider.origin + GENERATION_PATH[provider.kind];
}

/** A gateway's base URL without trailing slashes and without `/v1`; undefined where it is no http(s) address. */
export function normalizeBaseUrl(baseUrl: unknown): string | undefined {
	if (typeof baseUrl !== 'string') return undefined;
	const trimmed = baseUrl.trim();
	if (!/^https?:\/\/[^\s/?#]+[^\s?#]*$/i.test(trimmed)) return undefined;
	return trimmed.replace(/\/+$/, '').replace(/\/v1$/, '').replace(/\/+$/, '');
}
