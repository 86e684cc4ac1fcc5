import type { INodeProperties } from 'n8n-workflow';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

import { QwenImageEditApi } from '../../credentials/QwenImageEditApi.credentials';
import codex from '../../nodes/QwenImageEdit/QwenImageEdit.node.json';
import type { FailureKind } from '../../nodes/QwenImageEdit/failure';
import { FIELDS } from '../../nodes/QwenImageEdit/catalogue/fields';
import { PROVIDERS } from '../../nodes/QwenImageEdit/catalogue/providers';
import { LIMITS } from '../../nodes/QwenImageEdit/catalogue/limits';
import { DEFAULT_MODEL, modelEntry, MODELS } from '../../nodes/QwenImageEdit/catalogue/models';
import { panel } from '../../nodes/QwenImageEdit/panel';
import { FAILURE_TABLE } from '../../nodes/QwenImageEdit/wire/failureTable';
import { changelogSection } from '../../scripts/docs/changelog';
import { fieldTable } from '../../scripts/docs/fields';
import { FIELDS_IN_CHINESE } from '../../scripts/docs/fieldsInChinese';
import { madeDocuments } from '../../scripts/docs/parts';
import { withSection } from '../../scripts/docs/section';
import { table } from '../../scripts/docs/tables';
import { recordOf } from '../../scripts/n8n/json';
import { anchorOf, boldFirstCells, codeOf, headingsOf, linksOf } from './docs/markdown';

const ROOT = resolve(__dirname, '../..');
/** Folders whose files the documents name in backticks. */
const ROOMS = ['credentials', 'nodes', 'test', 'scripts', 'docs', 'examples', '.github', '.ci'];

function read(file: string): string {
	return readFileSync(join(ROOT, file), 'utf8');
}

function filesBelow(folder: string): string[] {
	return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
		const path = `${folder}/${entry.name}`;
		return entry.isDirectory() ? filesBelow(path) : [path];
	});
}

const manifest = recordOf(JSON.parse(read('package.json')), 'package.json');
const scripts = Object.keys(recordOf(manifest.scripts, 'scripts'));
const documents = [
	...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
	...filesBelow('docs').filter((name) => name.endsWith('.md')),
	...filesBelow('.github').filter((name) => /\.(md|yml)$/.test(name)),
];

/** What a link points at and the repository does not have. */
function brokenLinks(file: string): string[] {
	return linksOf(read(file)).filter((target) => {
		if (/^https?:/.test(target)) return false;
		const [path = '', anchor] = target.split('#');
		const full = path === '' ? join(ROOT, file) : resolve(ROOT, dirname(file), decodeURI(path));
		if (!existsSync(full)) return true;
		if (anchor === undefined || statSync(full).isDirectory()) return false;
		const anchors = headingsOf(readFileSync(full, 'utf8')).map(({ text }) => anchorOf(text));
		return !anchors.includes(decodeURI(anchor));
	});
}

/** npm scripts a document names and package.json does not have. */
function unknownScripts(text: string): string[] {
	const named = [...text.matchAll(/npm (?:run (?:--silent )?([\w:-]+)|(start|test)\b)/g)];
	return named
		.map(([, script, short]) => script ?? short ?? '')
		.filter((script) => !scripts.includes(script));
}

/** Files a document names in code and the repository does not have. */
function unknownFiles(text: string): string[] {
	const words = codeOf(text).flatMap((code) => code.split(/[\s'"]+/));
	return words
		.filter((word) => ROOMS.some((room) => word.startsWith(`${room}/`)))
		.filter((word) => !existsSync(join(ROOT, word)));
}

function displayNames(properties: readonly INodeProperties[]): string[] {
	return properties.flatMap((property) => [
		...(property.type === 'notice' ? [] : [property.displayName]),
		...(property.options ?? []).flatMap((option) => {
			if ('values' in option) return displayNames(option.values);
			return 'displayName' in option ? displayNames([option]) : [];
		}),
	]);
}

describe.each(documents)('%s', (file) => {
	it('links only to what exists', () => {
		expect(brokenLinks(file)).toEqual([]);
	});

	it('names only scripts and files that exist', () => {
		expect(unknownScripts(read(file))).toEqual([]);
		expect(unknownFiles(read(file))).toEqual([]);
	});
});

/** The panel's labels as messages take them from the catalogue. */
const LABELS = new Map(Object.values(FIELDS).map(({ name, label }) => [name, label]));

describe('the checks of the documents', () => {
	it('see links, anchors, scripts and files', () => {
		expect(linksOf('[a](b.md#c) ![d](e.png)\n```\n[no](link)\n```')).toEqual(['b.md#c', 'e.png']);
		expect(anchorOf('What is tried again, and what may have been billed')).toBe(
			'what-is-tried-again-and-what-may-have-been-billed',
		);
		expect(unknownScripts('`npm run no:such` and `npm test`')).toEqual(['no:such']);
		expect(unknownFiles('`docs/no-such.md` and\n```bash\ncat nodes/none.ts\n```\n')).toEqual([
			'docs/no-such.md',
			'nodes/none.ts',
		]);
	});
});

it('the form for reports lists the providers of the credential', () => {
	const form = read('.github/ISSUE_TEMPLATE/bug.yml');
	const list = PROVIDERS.map(({ name }) => `        - ${name}\n`).join('');
	expect(form).toContain(`      options:\n${list}`);
});

it.each(['README.md', 'README.zh-CN.md'])('%s names each place of Alibaba’s service', (file) => {
	const places = PROVIDERS.flatMap((provider) =>
		provider.kind === 'dashscope' ? [provider.place] : [],
	);
	for (const place of places) expect(read(file)).toContain(place);
});

it('the first workflow says how many images the model takes that is chosen from the start', () => {
	expect([LIMITS.leastToFuse, modelEntry(DEFAULT_MODEL)?.inputImages.max]).toEqual([2, 3]);
	expect(read('docs/first-workflow.md')).toContain('Two or three images in one');
	expect(read('docs/first-workflow.zh-CN.md')).toContain('两三张合成一张');
});

describe('tables made from the code', () => {
	it.each(madeDocuments())('$file is in step', ({ current, wanted }) => {
		expect(current).toBe(wanted);
	});

	it('keep a bar in a cell from ending it', () => {
		expect(table('a', [['b | c\nd']])).toBe('| a |\n| --- |\n| b \\| c d |');
	});

	it('have a Chinese text for each field, and for no other', () => {
		const names = [...fieldTable('zh').matchAll(/`([^`]+)` \|$/gm)].map(([, name]) => name);
		expect(Object.keys(FIELDS_IN_CHINESE).sort()).toEqual(names.sort());
	});

	it('need their place in the document', () => {
		expect(() => withSection('no place', 'models', 'x')).toThrow('models');
	});
});

describe('the READMEs', () => {
	const english = read('README.md');
	const chinese = read('README.zh-CN.md');

	it.each([
		['README.md', english],
		['README.zh-CN.md', chinese],
	])('%s names every model', (_file, text) => {
		for (const { id } of MODELS) expect(text).toContain(`\`${id}\``);
		expect(text.split('\n').length).toBeLessThanOrEqual(130);
	});

	it.each(['docs/examples.md', 'docs/examples.zh-CN.md'])('%s names every example', (file) => {
		const examples = readdirSync(join(ROOT, 'examples')).filter((name) => name.endsWith('.json'));
		for (const example of examples) expect(read(file)).toContain(`](../examples/${example})`);
	});
});

/** Pages that a Chinese user does not need on the way from the installation to the first catalogue. */
const ENGLISH_ONLY = ['docs/migrating-from-http-request.md', 'docs/use-cases.md'];

describe('the Chinese pages', () => {
	const chinese = documents.filter((file) => file.endsWith('.zh-CN.md'));
	const chineseFor = (file: string) => file.replace('.md', '.zh-CN.md');

	it('are all there', () => {
		const english = documents.filter((file) => /^docs\/.*(?<!zh-CN)\.md$/.test(file));
		const missing = english.filter((file) => !chinese.includes(chineseFor(file)));
		expect(missing).toEqual(ENGLISH_ONLY);
	});

	it.each(chinese)('%s has the headings, tables, code and images of its twin', (file) => {
		const shape = (text: string) => ({
			headings: headingsOf(text).map(({ level }) => level),
			tables: text
				.split('\n')
				.filter((line) => line.startsWith('|'))
				.map((line) => line.split(/(?<!\\)\|/).length),
			blocks: text.split('\n').filter((line) => line.startsWith('```')),
			images: linksOf(text).filter((target) => /\.(png|svg|webp)$/.test(target)),
		});
		expect(shape(read(file))).toEqual(shape(read(file.replace('.zh-CN', ''))));
	});

	it.each(chinese)('%s and its twin lead to each other, and on in the same language', (file) => {
		const twin = file.replace('.zh-CN', '');
		const targets = (page: string) =>
			linksOf(read(page))
				.filter((target) => !/^https?:/.test(target))
				.map((target) => relative(ROOT, resolve(ROOT, dirname(page), target.split('#')[0] ?? '')));
		expect(targets(twin)[0]).toBe(file);
		const [first, ...others] = targets(file);
		expect(first).toBe(twin);
		expect(others.filter((target) => chinese.includes(chineseFor(target)))).toEqual([]);
		const inChinese = (target: string) =>
			chinese.includes(chineseFor(target)) ? chineseFor(target) : target;
		expect(others).toEqual(targets(twin).slice(1).map(inChinese));
	});
});

describe('the documentation', () => {
	it.each(['docs/fields.md', 'docs/fields.zh-CN.md'])('%s explains every field', (file) => {
		const fields = read(file);
		for (const name of displayNames(panel)) expect(fields).toContain(`**${name}**`);
	});

	it.each(['docs/errors.md', 'docs/errors.zh-CN.md'])(
		'%s quotes only messages the node has',
		(file) => {
			const sources = filesBelow('nodes')
				.filter((name) => name.endsWith('.ts'))
				.map(read)
				.join('\n')
				.replace(/\$\{FIELDS\.(\w+)\.label\}/g, (_, name: string) => LABELS.get(name) ?? '');
			const quoted = boldFirstCells(read(file));
			expect(quoted.length).toBeGreaterThan(FAILURE_TABLE.length + 10);
			const unknown = quoted.filter((message) => {
				// Numbers and names are filled in when the message is made.
				const parts = message.split(/…|\bImage 1\b|\b1\b/).map((part) => part.trim());
				return !parts.every((part) => sources.includes(part));
			});
			expect(unknown).toEqual([]);
		},
	);

	it.each(['docs/errors.md', 'docs/errors.zh-CN.md'])('%s names every kind of failure', (file) => {
		const kinds: Record<FailureKind, true> = {
			input: true,
			key: true,
			balance: true,
			permission: true,
			model: true,
			moderation: true,
			imageUnreachable: true,
			imageInvalid: true,
			parameter: true,
			endpoint: true,
			bodyTooLarge: true,
			rateLimit: true,
			server: true,
			rewrite: true,
			timeout: true,
			answer: true,
			task: true,
			stopped: true,
			defect: true,
		};
		for (const kind of Object.keys(kinds)) expect(read(file)).toContain(`\`${kind}\``);
	});

	it('is where the help links of the node and its credential lead', () => {
		const { documentationUrl } = new QwenImageEditApi();
		const { credentialDocumentation, primaryDocumentation } = codex.resources;
		const links = [...credentialDocumentation, ...primaryDocumentation].map(({ url }) => url);
		const anchors = headingsOf(read('README.md')).map(({ text }) => anchorOf(text));
		for (const link of [documentationUrl, ...links]) {
			const [page, anchor] = link.split('#');
			expect(`${page}#readme`).toBe(manifest.homepage);
			expect(['readme', ...anchors]).toContain(anchor);
		}
	});

	it('is reached from the README', () => {
		const reached = new Set<string>(['README.md']);
		for (const file of reached) {
			for (const target of linksOf(read(file))) {
				const path = relative(ROOT, resolve(ROOT, dirname(file), target.split('#')[0] ?? ''));
				if (path.endsWith('.md') && existsSync(join(ROOT, path))) reached.add(path);
			}
		}
		const own = documents.filter((file) => file.endsWith('.md') && !file.startsWith('.github'));
		expect(own.filter((file) => !reached.has(file))).toEqual([]);
	});

	it('keeps its pictures small', () => {
		const pictures = filesBelow('docs').filter((name) => /\.(png|webp|jpe?g|svg|gif)$/.test(name));
		const large = pictures.filter((name) => statSync(join(ROOT, name)).size > 300 * 1024);
		expect(large).toEqual([]);
	});
});

describe('release notes', () => {
	const changelog = '# Changelog\n\n## 0.2.0\n\n- New\n\n## [0.1.0] - 2026-01-01\n\n- First\n';

	it('are the section of the version', () => {
		expect(changelogSection(changelog, '0.2.0')).toBe('- New');
		expect(changelogSection(changelog, '0.1.0')).toBe('- First');
	});

	it('say which versions there are', () => {
		expect(() => changelogSection(changelog, '0.3.0')).toThrow('only 0.2.0, 0.1.0');
		expect(() => changelogSection('## 1.0.0\n\n## 0.9.0\n\nx', '1.0.0')).toThrow('nothing');
	});

	it('exist for the version in package.json', () => {
		expect(changelogSection(read('CHANGELOG.md'), String(manifest.version))).toMatch(/\w/);
	});
});

describe('.ci/run', () => {
	it('is executable and runs install, the quick tests and those in n8n in this order', () => {
		expect(statSync(join(ROOT, '.ci/run')).mode & 0o111).toBe(0o111);
		const steps = [...read('.ci/run').matchAll(/^step (.+)$/gm)].map(([, step]) => step);
		expect(steps).toEqual(['npm ci', 'npm test', 'npm run test:n8n', 'npm run test:queue']);
	});
});
