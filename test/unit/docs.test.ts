import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

import { QwenImageEditApi } from '../../credentials/QwenImageEditApi.credentials';
import codex from '../../nodes/QwenImageEdit/QwenImageEdit.node.json';
import { FIELDS } from '../../nodes/QwenImageEdit/catalogue/fields';
import { LIMITS } from '../../nodes/QwenImageEdit/catalogue/limits';
import { DEFAULT_MODEL, modelEntry, MODELS } from '../../nodes/QwenImageEdit/catalogue/models';
import { PROVIDERS } from '../../nodes/QwenImageEdit/catalogue/providers';
import { FAILURE_KINDS } from '../../nodes/QwenImageEdit/failure';
import { FAILURE_TABLE } from '../../nodes/QwenImageEdit/wire/failureTable';
import { changelogSection } from '../../scripts/docs/changelog';
import { fieldTable } from '../../scripts/docs/fields';
import { FIELDS_IN_CHINESE } from '../../scripts/docs/fieldsInChinese';
import { madeDocuments } from '../../scripts/docs/parts';
import { recordOf } from '../../scripts/n8n/json';
import { anchorsOf, boldFirstCells, codeOf, linksOf, shapeOf } from './docs/markdown';

const ROOT = resolve(__dirname, '../..');
/** Folders whose files the documents name in backticks. */
const ROOMS = ['credentials', 'nodes', 'test', 'scripts', 'docs', 'examples', '.github', '.ci'];

function read(file: string): string {
	return readFileSync(join(ROOT, file), 'utf8');
}

function filesBelow(folder: string, kind: RegExp): string[] {
	return readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
		.filter((entry) => entry.isFile() && kind.test(entry.name))
		.map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}

const manifest = recordOf(JSON.parse(read('package.json')), 'package.json');
const scripts = Object.keys(recordOf(manifest.scripts, 'scripts'));
const documents = [
	...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
	...filesBelow('docs', /\.md$/),
	...filesBelow('.github', /\.(md|yml)$/),
];
const chinese = documents.filter((file) => file.endsWith('.zh-CN.md'));
const chineseFor = (file: string) => file.replace('.md', '.zh-CN.md');
const inBoth = (page: string) => [page, chineseFor(page)];

/** What a document links to inside the repository, with the anchor. */
function targetsOf(file: string): Array<{ path: string; anchor?: string }> {
	return linksOf(read(file)).flatMap((target) => {
		if (/^https?:/.test(target)) return [];
		const [path = '', anchor] = decodeURI(target).split('#');
		const full = path === '' ? join(ROOT, file) : resolve(ROOT, dirname(file), path);
		return { path: relative(ROOT, full), anchor };
	});
}

describe.each(documents)('%s', (file) => {
	it('links only to what exists', () => {
		const broken = targetsOf(file).filter(({ path, anchor }) => {
			if (!existsSync(join(ROOT, path))) return true;
			return (
				anchor !== undefined && path.endsWith('.md') && !anchorsOf(read(path)).includes(anchor)
			);
		});
		expect(broken).toEqual([]);
	});

	it('names only scripts and files that exist', () => {
		const text = read(file);
		for (const [, script, short = ''] of text.matchAll(
			/npm (?:run (?:--silent )?([\w:-]+)|(start|test)\b)/g,
		)) {
			expect(scripts).toContain(script ?? short);
		}
		const words = codeOf(text).flatMap((code) => code.split(/[\s'"]+/));
		const files = words.filter((word) => ROOMS.some((room) => word.startsWith(`${room}/`)));
		expect(files.filter((word) => !existsSync(join(ROOT, word)))).toEqual([]);
	});
});

describe('made from the code', () => {
	it.each(madeDocuments())(
		'$file is in step (else: npm run docs:tables)',
		({ current, wanted }) => {
			expect(current).toBe(wanted);
		},
	);

	it('the Chinese table of fields has a text for each, and for no other', () => {
		const names = [...fieldTable('zh').matchAll(/`([^`]+)` \|$/gm)].map(([, name]) => name);
		expect(Object.keys(FIELDS_IN_CHINESE).sort()).toEqual(names.sort());
	});
});

it('the form for reports lists the providers of the credential', () => {
	const list = PROVIDERS.map(({ name }) => `        - ${name}\n`).join('');
	expect(read('.github/ISSUE_TEMPLATE/bug.yml')).toContain(`      options:\n${list}`);
});

it.each(inBoth('README.md'))('%s is short, and names each provider of the credential', (file) => {
	expect(read(file).split('\n').length).toBeLessThanOrEqual(130);
	const names = PROVIDERS.map((provider) =>
		provider.kind === 'dashscope' ? provider.place : provider.name,
	);
	expect(names.filter((name) => !read(file).includes(name))).toEqual([]);
});

it.each(inBoth('docs/models.md'))('%s says what each model is for', (file) => {
	/** The table alone says enough about them. */
	const NOT_RECOMMENDED = ['qwen-image-2.0', 'qwen-image-edit'];
	const advice = codeOf(/\n## [^]*?<!--/.exec(read(file))?.[0] ?? '');
	const missing = MODELS.filter(({ id, snapshot }) => !snapshot && !advice.includes(id));
	expect(missing.map(({ id }) => id)).toEqual(NOT_RECOMMENDED);
});

it.each(inBoth('docs/examples.md'))('%s names every example', (file) => {
	const linked = targetsOf(file).map(({ path }) => path);
	expect(linked).toEqual(expect.arrayContaining(filesBelow('examples', /\.json$/)));
});

it('the first workflow says how many images the model takes that is chosen from the start', () => {
	expect([LIMITS.leastToFuse, modelEntry(DEFAULT_MODEL)?.inputImages.max]).toEqual([2, 3]);
	expect(read('docs/first-workflow.md')).toContain('Two or three images in one');
	expect(read('docs/first-workflow.zh-CN.md')).toContain('两三张合成一张');
});

describe.each(inBoth('docs/errors.md'))('%s', (file) => {
	it('quotes only messages the node has', () => {
		/** The panel's labels as messages take them from the catalogue. */
		const labels = new Map(Object.entries(FIELDS).map(([key, { label }]) => [key, label]));
		const sources = filesBelow('nodes', /\.ts$/)
			.map(read)
			.join('\n')
			.replace(/\$\{FIELDS\.(\w+)\.label\}/g, (_, key: string) => labels.get(key) ?? '');
		const quoted = boldFirstCells(read(file));
		expect(quoted.length).toBeGreaterThan(FAILURE_TABLE.length + 10);
		const unknown = quoted.filter((message) => {
			// Numbers and names are filled in when the message is made.
			const parts = message.split(/…|\bImage 1\b|\b1\b/).map((part) => part.trim());
			return !parts.every((part) => sources.includes(part));
		});
		expect(unknown).toEqual([]);
	});

	it('names every kind of failure', () => {
		const names = codeOf(read(file));
		expect(FAILURE_KINDS.filter((kind) => !names.includes(kind))).toEqual([]);
	});
});

describe('the Chinese pages', () => {
	/** Pages that a Chinese user does not need on the way from the installation to the first catalogue. */
	const ENGLISH_ONLY = ['docs/migrating-from-http-request.md', 'docs/use-cases.md'];

	it('are all there', () => {
		const english = documents.filter((file) => /^docs\/.*(?<!zh-CN)\.md$/.test(file));
		expect(english.filter((file) => !chinese.includes(chineseFor(file)))).toEqual(ENGLISH_ONLY);
	});

	it.each(chinese)('%s has the headings, tables, code and images of its twin', (file) => {
		expect(shapeOf(read(file))).toEqual(shapeOf(read(file.replace('.zh-CN', ''))));
	});

	it.each(chinese)('%s and its twin lead to each other, and on in the same language', (file) => {
		const twin = file.replace('.zh-CN', '');
		const [toTwin, ...others] = targetsOf(file).map(({ path }) => path);
		const [fromTwin, ...wanted] = targetsOf(twin).map(({ path }) => path);
		expect([toTwin, fromTwin]).toEqual([twin, file]);
		const inChinese = (path: string) =>
			chinese.includes(chineseFor(path)) ? chineseFor(path) : path;
		expect(others).toEqual(wanted.map(inChinese));
	});
});

describe('the documentation', () => {
	it('is where the help links of the node and its credential lead', () => {
		const { documentationUrl } = new QwenImageEditApi();
		const { credentialDocumentation, primaryDocumentation } = codex.resources;
		const links = [...credentialDocumentation, ...primaryDocumentation].map(({ url }) => url);
		for (const link of [documentationUrl, ...links]) {
			const [page, anchor] = link.split('#');
			expect(`${page}#readme`).toBe(manifest.homepage);
			expect(['readme', ...anchorsOf(read('README.md'))]).toContain(anchor);
		}
	});

	it('is reached from the README', () => {
		const reached = new Set(['README.md']);
		for (const file of reached) {
			for (const { path } of targetsOf(file)) if (path.endsWith('.md')) reached.add(path);
		}
		const own = documents.filter((file) => file.endsWith('.md') && !file.startsWith('.github'));
		expect(own.filter((file) => !reached.has(file))).toEqual([]);
	});

	it('keeps its pictures small', () => {
		const pictures = filesBelow('docs', /\.(png|webp|jpe?g|svg|gif)$/);
		const large = pictures.filter((name) => statSync(join(ROOT, name)).size > 300 * 1024);
		expect(large).toEqual([]);
	});
});

it('release notes are the section of the version, and exist for the one in package.json', () => {
	const changelog = '# Changelog\n\n## 0.2.0\n\n- New\n\n## [0.1.0] - 2026-01-01\n\n- First\n';
	expect(changelogSection(changelog, '0.2.0')).toBe('- New');
	expect(changelogSection(changelog, '0.1.0')).toBe('- First');
	expect(() => changelogSection(changelog, '0.3.0')).toThrow('only 0.2.0, 0.1.0');
	expect(changelogSection(read('CHANGELOG.md'), String(manifest.version))).toMatch(/\w/);
});

it('.ci/run is executable and runs install, the quick tests and those in n8n in this order', () => {
	expect(statSync(join(ROOT, '.ci/run')).mode & 0o111).toBe(0o111);
	const steps = [...read('.ci/run').matchAll(/^step (.+)$/gm)].map(([, step]) => step);
	expect(steps).toEqual(['npm ci', 'npm test', 'npm run test:n8n', 'npm run test:queue']);
});
