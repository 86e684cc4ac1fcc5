import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PackageDirectoryLoader } from 'n8n-core';

import type { PackedPackage } from './packed';
import { packAndUnpack, root } from './packed';
import { scan } from './scan';

// The scanner and npm take their time.
jest.setTimeout(60_000);

interface PackageJson {
	name: string;
	scripts: Record<string, string>;
	n8n: { nodes: string[]; credentials: string[] };
}

let packed: PackedPackage;
let manifest: PackageJson;

beforeAll(() => {
	packed = packAndUnpack();
	manifest = JSON.parse(readFileSync(join(packed.folder, 'package.json'), 'utf8')) as PackageJson;
});

afterAll(() => packed.remove());

describe('the tarball', () => {
	it('holds what is built from the sources, the entry point and the papers, and nothing else', () => {
		const sources = [...filesBelow('nodes'), ...filesBelow('credentials')];
		const built = sources.map((path) => path.replace(/\.ts$/, '.js'));
		const papers = readdirSync(root).filter((name) => /^(README.*|LICENSE)\.md$/.test(name));
		expect(papers).toContain('LICENSE.md');
		expect(packed.files).toEqual(
			[...built.map((path) => `dist/${path}`), ...papers, 'index.js', 'package.json'].sort(),
		);
	});

	it('is small', () => {
		expect(packed.bytes).toBeLessThan(92_000);
	});

	it('brings nothing along and runs nothing when it is installed', () => {
		const matching = (value: object, pattern: RegExp) =>
			Object.keys(value).filter((key) => pattern.test(key));
		expect(matching(manifest, /^(optional|bundled?)?dependencies$|^overrides$/i)).toEqual([]);
		expect(matching(manifest.scripts, /^(pre|post)?(install|prepare)$/)).toEqual([]);
		expect(manifest).toMatchObject({ peerDependencies: { 'n8n-workflow': '*' } });
	});

	it('imports n8n-workflow, crypto and its own files only', () => {
		const imported = packed.files
			.filter((path) => path.endsWith('.js'))
			.map((path) => readFileSync(join(packed.folder, path), 'utf8'))
			.flatMap((text) => [...text.matchAll(/(?:require|import)\(\s*["']([^"']+)["']\s*\)/g)])
			.map(([, name = '']) => name);
		const foreign = imported.filter((name) => !/^\.{1,2}\//.test(name));
		expect([...new Set(foreign)].sort()).toEqual(['crypto', 'n8n-workflow']);
	});

	it('contains every file its n8n section names', () => {
		for (const path of [...manifest.n8n.nodes, ...manifest.n8n.credentials]) {
			expect(packed.files).toContain(path);
		}
	});
});

describe('require', () => {
	it('gives the classes and the catalogue in a process that has only n8n-workflow', () => {
		const script = `
			const { QwenImageEdit, QwenImageEditApi, MODELS, modelEntry } = require('${manifest.name}');
			console.log(JSON.stringify({
				node: new QwenImageEdit().description.name,
				credential: new QwenImageEditApi().name,
				models: MODELS.map(({ id }) => id),
				capabilities: typeof modelEntry('qwen-image-edit'),
			}));`;
		const options = { cwd: packed.home, encoding: 'utf8' } as const;
		const output = execFileSync(process.execPath, ['-e', script], options);
		expect(JSON.parse(output)).toEqual({
			node: 'qwenImageEdit',
			credential: 'qwenImageEditApi',
			models: expect.arrayContaining(['qwen-image-edit-max', 'qwen-image-edit']),
			capabilities: 'object',
		});
	});
});

describe("n8n's loader", () => {
	it('finds the node and the credential, with icons and codex', async () => {
		const loader = new PackageDirectoryLoader(packed.folder);
		await loader.loadAll();
		const { nodes, credentials } = loader.types;
		expect(nodes.map(({ name }) => name)).toEqual(['qwenImageEdit']);
		expect(credentials.map(({ name }) => name)).toEqual(['qwenImageEditApi']);
		expect(loader.known.credentials.qwenImageEditApi?.supportedNodes).toEqual(['qwenImageEdit']);
		expect(loader.getNode('qwenImageEdit').type).toHaveProperty('execute');

		const [node] = nodes;
		expect(node?.codex?.categories?.length).toBeGreaterThan(0);
		const icons = [node?.iconUrl, credentials[0]?.iconUrl].flatMap((icon) =>
			typeof icon === 'object' ? [icon.light, icon.dark] : [],
		);
		expect(icons).toHaveLength(4);
		for (const icon of icons) {
			const path = icon.replace(`icons/${manifest.name}/`, '');
			expect(existsSync(join(packed.folder, path))).toBe(true);
		}
	});
});

describe("n8n's scanner", () => {
	it.each([
		['the published files', () => packed.folder, ['**/*.js', '**/*.ts', '**/*.json']],
		['the sources', () => root, ['package.json', '{nodes,credentials}/**/*.{js,ts,json}']],
	])('has nothing to say about %s', (_, folder, patterns) => {
		const result = scan(folder(), patterns);
		expect(result).toMatchObject({ passed: true, message: '', findings: [] });
		expect(result.files).toBeGreaterThan(10);
	});

	it('does speak up, with errors and with warnings', () => {
		const folder = mkdtempSync(join(tmpdir(), 'qwen-image-edit-scan-'));
		const wrong = JSON.stringify({ ...manifest, homepage: undefined });
		writeFileSync(join(folder, 'package.json'), wrong);
		writeFileSync(join(folder, 'index.js'), 'console.log(process.env.HOME);');
		const { passed, findings } = scan(folder, ['*.js', '*.json']);
		rmSync(folder, { recursive: true });
		expect(passed).toBe(false);
		for (const [severity, rule] of [
			['error', 'no-console'],
			['warning', '@n8n/community-nodes/require-homepage'],
		]) {
			expect(findings).toContainEqual(expect.objectContaining({ severity, rule }));
		}
	});
});

function filesBelow(folder: string): string[] {
	return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
}
