import type { INodeProperties } from 'n8n-workflow';

import { panel } from '../../nodes/QwenImageEdit/panel';
import { FIELDS_IN_CHINESE, type FieldText } from './fieldsInChinese';
import { type Language, table, wordsIn } from './tables';

/** Every field of the panel with what it does, its choices, its default and its parameter name. */
export function fieldTable(language: Language): string {
	const say = wordsIn(language);
	return table(
		say('Field | What it does | Default | Name', '字段 | 作用 | 默认值 | 名称'),
		rowsOf(panel, language, '', ''),
	);
}

function rowsOf(
	properties: readonly INodeProperties[],
	language: Language,
	group: string,
	path: string,
): string[][] {
	return properties.flatMap((property) => {
		if (property.type === 'notice') return [];
		const name = `${path}${property.name}`;
		const text = language === 'en' ? inEnglish(property) : inChinese(property, name);
		const own = [
			`${group}**${property.displayName}**`,
			[text.says, ...choicesOf(property, text, language)].filter((part) => part !== '').join(' '),
			defaultOf(property, language),
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

function choicesOf(
	{ type, name, options = [] }: INodeProperties,
	{ choices = {} }: FieldText,
	language: Language,
): string[] {
	if (type !== 'options' || name === 'size') return [];
	return options.flatMap((option) => {
		if (!('value' in option)) return [];
		const says = choices[String(option.value)] ?? '';
		if (language === 'zh') return `*${option.name}*：${says}。`;
		return `*${option.name}*${says === '' ? '' : `: ${says}`}.`;
	});
}

function defaultOf({ type, default: value, options }: INodeProperties, language: Language): string {
	const say = wordsIn(language);
	if (type === 'collection' || type === 'fixedCollection') return '';
	if (type === 'boolean') return value === true ? say('on', '开') : say('off', '关');
	if (value !== null && typeof value === 'object' && 'value' in value) return `${value.value}`;
	const chosen = (options ?? []).find((option) => 'value' in option && option.value === value);
	return chosen?.name ?? String(value);
}
