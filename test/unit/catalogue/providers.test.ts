import fc from 'fast-check';

import {
	generationUrl,
	normalizeBaseUrl,
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

it('holds the address of every provider that has one, and no other', () => {
	const withAddress = PROVIDERS.filter(({ origin }) => origin !== undefined);
	expect(SHARED.map(([id]) => id).sort()).toEqual(withAddress.map(({ id }) => id).sort());
});

it.each(SHARED)('knows where %s takes requests', (provider, url) => {
	expect(generationUrl({ provider })).toEqual({ url });
	// What a hidden field still holds must not redirect the key.
	expect(generationUrl({ provider, baseUrl: 'https://elsewhere.example.com' })).toEqual({ url });
	expect(generationUrl({ provider, workspaceId: ' ' })).toEqual({ url });
});

it.each([
	['dashscopeBeijing', 'cn-beijing'],
	['dashscopeSingapore', 'ap-southeast-1'],
	['dashscopeVirginia', 'us-east-1'],
	['dashscopeHongKong', 'cn-hongkong'],
	['dashscopeFrankfurt', 'eu-central-1'],
	['dashscopeTokyo', 'ap-northeast-1'],
])('sends to the host of a workspace in %s', (provider, region) => {
	expect(generationUrl({ provider, workspaceId: ' ws-8F3kq2 ' })).toEqual({
		url: `https://ws-8F3kq2.${region}.maas.aliyuncs.com${ALIBABA_PATH}`,
	});
});

it('takes a Workspace ID as long as a part of a host may be', () => {
	const workspaceId = 'a'.repeat(63);
	const url = `https://${workspaceId}.cn-beijing.maas.aliyuncs.com${ALIBABA_PATH}`;
	expect(generationUrl({ provider: 'dashscopeBeijing', workspaceId })).toEqual({ url });
});

it.each(['dashscopeFrankfurt', 'dashscopeTokyo'])('needs a Workspace ID in %s', (provider) => {
	expect(generationUrl({ provider })).toEqual({ lacks: 'workspaceId' });
});

it.each([
	'evil.example.com/',
	'evil.example.com#',
	'a.b',
	'a@b',
	'-a',
	'a-',
	'a b',
	'a:80',
	'工作区',
	'a'.repeat(64),
	{},
])('does not make a host of the Workspace ID %j', (workspaceId) => {
	const provider = 'dashscopeBeijing';
	expect(generationUrl({ provider, workspaceId })).toEqual({ lacks: 'workspaceId' });
});

it.each([undefined, null, '', 'toString', 'dashscope', 'dashscopeNowhere'])(
	'has no address for the provider %j',
	(provider) => {
		expect(generationUrl({ provider })).toEqual({ lacks: 'provider' });
	},
);

it.each([
	'https://gateway.example.com',
	'https://gateway.example.com/',
	'https://gateway.example.com//',
	'https://gateway.example.com/v1',
	'https://gateway.example.com/v1/',
	'  https://gateway.example.com/v1\n',
])('takes the base URL %j', (baseUrl) => {
	expect(generationUrl({ provider: 'custom', baseUrl })).toEqual({
		url: 'https://gateway.example.com/v1/images/generations',
	});
});

it('keeps a path and a port of a gateway', () => {
	expect(normalizeBaseUrl('https://gateway.example.com/v1x')).toBe(
		'https://gateway.example.com/v1x',
	);
	expect(generationUrl({ provider: 'custom', baseUrl: 'http://10.0.0.5:3000/proxy/v1' })).toEqual({
		url: 'http://10.0.0.5:3000/proxy/v1/images/generations',
	});
});

it.each([
	'',
	' ',
	'gateway.example.com',
	'ftp://x.example.com',
	'https://',
	'https://a b',
	'see https://a.example.com',
	7,
	null,
])('refuses the base URL %j', (baseUrl) => {
	expect(generationUrl({ provider: 'custom', baseUrl })).toEqual({ lacks: 'baseUrl' });
});

it('normalizes a base URL once and for all', () => {
	fc.assert(
		fc.property(fc.oneof(fc.webUrl(), fc.string()), (text) => {
			const once = normalizeBaseUrl(text);
			if (once === undefined) return;
			expect(once).toMatch(/^https?:\/\/[^\s?#]+$/i);
			expect(once).not.toMatch(/\/$|\/v1$/);
		}),
	);
});

it('names regions as people do', () => {
	expect(placesOf(['ap-southeast-1', 'cn-beijing'])).toEqual(['Beijing', 'Singapore']);
});
