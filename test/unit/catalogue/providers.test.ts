import {
	generationUrl,
	placesOf,
	PROVIDERS,
} from '../../../nodes/QwenImageEdit/catalogue/providers';

const ALIBABA_PATH = '/api/v1/services/aigc/multimodal-generation/generation';

const SHARED: Array<[string, string]> = [
	['aigc', 'https://api.aigc.it/v1/images/generations'],
	['dashscopeBeijing', `https://dashscope.aliyuncs.com${ALIBABA_PATH}`],
	['dashscopeSingapore', `https://dashscope-intl.aliyuncs.com${ALIBABA_PATH}`],
	['dashscopeVirginia', `https://dashscope-us.aliyuncs.com${ALIBABA_PATH}`],
	['dashscopeHongKong', `https://cn-hongkong.dashscope.aliyuncs.com${ALIBABA_PATH}`],
];

const WORKSPACES: Array<[string, string]> = [
	['dashscopeBeijing', 'cn-beijing'],
	['dashscopeSingapore', 'ap-southeast-1'],
	['dashscopeVirginia', 'us-east-1'],
	['dashscopeHongKong', 'cn-hongkong'],
	['dashscopeFrankfurt', 'eu-central-1'],
	['dashscopeTokyo', 'ap-northeast-1'],
];

/** What the credential has to say where a provider has no address of its own. */
const WITHOUT: Array<[string, string]> = [
	['dashscopeFrankfurt', 'workspaceId'],
	['dashscopeTokyo', 'workspaceId'],
	['custom', 'baseUrl'],
];

it.each([
	['SHARED', SHARED, PROVIDERS.filter(({ origin }) => origin !== undefined)],
	['WORKSPACES', WORKSPACES, PROVIDERS.filter(({ kind }) => kind === 'dashscope')],
	['WITHOUT', WITHOUT, PROVIDERS.filter(({ origin }) => origin === undefined)],
])('%s names every provider that belongs there, and no other', (_, listed, providers) => {
	expect(listed.map(([id]) => id).sort()).toEqual(providers.map(({ id }) => id).sort());
});

it.each(SHARED)('knows where %s takes requests', (provider, url) => {
	expect(generationUrl({ provider })).toEqual({ url });
	// What a hidden field still holds must not redirect the key.
	expect(generationUrl({ provider, baseUrl: 'https://elsewhere.example.com' })).toEqual({ url });
	expect(generationUrl({ provider, workspaceId: ' ' })).toEqual({ url });
});

it.each(WORKSPACES)('sends to the host of a workspace in %s', (provider, region) => {
	for (const id of ['ws-8F3kq2', 'a'.repeat(63)]) {
		expect(generationUrl({ provider, workspaceId: ` ${id} ` })).toEqual({
			url: `https://${id}.${region}.maas.aliyuncs.com${ALIBABA_PATH}`,
		});
	}
});

it.each([
	['https://gateway.example.com', 'https://gateway.example.com'],
	['https://gateway.example.com//', 'https://gateway.example.com'],
	['https://gateway.example.com/v1', 'https://gateway.example.com'],
	['  https://gateway.example.com/v1/\n', 'https://gateway.example.com'],
	['https://gateway.example.com/v1x', 'https://gateway.example.com/v1x'],
	['http://10.0.0.5:3000/proxy/v1', 'http://10.0.0.5:3000/proxy'],
])('takes the base URL %j', (baseUrl, base) => {
	const url = `${base}/v1/images/generations`;
	expect(generationUrl({ provider: 'custom', baseUrl })).toEqual({ url });
});

const NO_HOSTS = [
	'evil.example.com/',
	'evil.example.com#',
	'a.b',
	'a@b',
	'-a',
	'a-',
	'a b',
	'a:80',
];
const NO_ADDRESSES = [
	...['', ' ', 'gateway.example.com', 'ftp://x.example.com', 'https://', 'https://a b'],
	...['https://a.example.com?v=1', 'https://a.example.com#v1', 'https:///v1'],
	...['see https://a.example.com', 7, null],
];

it.each([
	...[...NO_HOSTS, '工作区', 'a'.repeat(64), {}].map((workspaceId) => ({
		...{ provider: 'dashscopeBeijing', workspaceId, lacks: 'workspaceId' },
	})),
	...WITHOUT.map(([provider, lacks]) => ({ provider, lacks })),
	...NO_ADDRESSES.map((baseUrl) => ({ provider: 'custom', baseUrl, lacks: 'baseUrl' })),
	...[undefined, null, '', 'toString', 'dashscope', 'dashscopeNowhere'].map((provider) => ({
		...{ provider, lacks: 'provider' },
	})),
])('has no address for %j', ({ lacks, ...settings }) => {
	expect(generationUrl(settings)).toEqual({ lacks });
});

it('names regions as people do', () => {
	expect(placesOf(['ap-southeast-1', 'cn-beijing'])).toEqual(['Beijing', 'Singapore']);
});
