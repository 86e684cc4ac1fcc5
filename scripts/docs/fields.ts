import type { INodeProperties } from 'n8n-workflow';

import { panel } from '../../nodes/QwenImageEdit/panel';
import { FIELDS_IN_CHINESE, type FieldText } from './fieldsInChinese';
import { type Language, table } from './tables';

const WORDS = {
	en: {
		head: 'Field | What it does | Default | Name',
		on: 'on',
		off: 'off',
		choice: (name: string, says: string) => `*${name}*${says === '' ? '' : `: ${says}`}.`,
		text: inEnglish,
	},
	zh: {
		head: '字段 | 作用 | 默认值 | 名称',
		on: '开',
		off: '关',
		choice: (name: string, says: string) => `*${name}*：${says}。`,
		text: inChinese,
	},
} as const;

/** Every field of the panel with what it does, its choices, its default and its parameter name. */
export function fieldTable(language: Language): string {
	return table(WORDS[language].head, rowsOf(panel, language, '', ''));
}

function rowsOf(
	properties: readonly INodeProperties[],
	language: Language,
	group: string,
	path: string,
): string[][] {
	const words = WORDS[language];
	return properties.flatMap((property) => {
		if (property.type === 'notice') return [];
		const name = `${path}${property.name}`;
		const { says, choices } = words.text(property, name);
		const own = [
			`${group}**${property.displayName}**`,
			[says, ...choicesOf(property, choices, words.choice)].filter((text) => text !== '').join(' '),
			defaultOf(property, words),
			`\`${name}\``,
		];
		return [own, ...innerRows(property, language, name)];
	});
}

function innerRows(property: INodeProperties, language: Language, name: string): string[][] {
	const group = `${property.displayName} → `;
	return (property.options ?? []).flatMap((option) => {
		if ('values' in option) {
			return rowsOf(option.values, language, group, `${name}.${option.name}[].`);
		}
		return 'displayName' in option ? rowsOf([option], language, group, `${name}.`) : [];
	});
}

function inEnglish({ description, hint, options }: INodeProperties): FieldText {
	const text = description ?? hint ?? '';
	return {
		says: text === '' || /[.!?]$/.test(text) ? text : `${text}.`,
		choices: Object.fromEntries(
			(options ?? []).flatMap((option) =>
				'value' in option ? [[option.value, option.description ?? '']] : [],
			),
		),
	};
}

/** @throws Error that names the field or the choice without a Chinese text */
function inChinese({ type, options }: INodeProperties, name: string): FieldText {
	const found = FIELDS_IN_CHINESE[name];
	if (found === undefined) {
		throw new Error(`fieldsInChinese.ts has no text for the field ${name}`);
	}
	const text: FieldText = typeof found === 'string' ? { says: found } : found;
	const missing = (type === 'options' && name !== 'size' ? (options ?? []) : []).filter(
		(option) => 'value' in option && !text.choices?.[String(option.value)],
	);
	if (missing[0]) throw new Error(`fieldsInChinese.ts has no text for ${name}: ${missing[0].name}`);
	return text;
}

/** The choices of a drop-down; sizes have a table of their own. */
function choicesOf(
	property: INodeProperties,
	texts: Record<string, string> = {},
	words: (name: string, says: string) => string,
): string[] {
	if (property.type !== 'options' || property.name === 'size') return [];
	return (property.options ?? []).flatMap((option) =>
		'value' in option ? [words(option.name, texts[String(option.value)] ?? '')] : [],
	);
}

function defaultOf(
	{ type, default: value, options }: INodeProperties,
	words: { on: string; off: string },
): string {
	if (type === 'collection' || type === 'fixedCollection') return '';
	if (type === 'boolean') return value === true ? words.on : words.off;
	if (value !== null && typeof value === 'object' && 'value' in value) return `${value.value}`;
	const chosen = (options ?? []).find((option) => 'value' in option && option.value === value);
	return chosen?.name ?? String(value);
}
