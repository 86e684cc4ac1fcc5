import type { INodeProperties } from 'n8n-workflow';

import { panel } from '../../nodes/QwenImageEdit/panel';
import { table } from './tables';

/** Every field of the panel with what it does, its choices, its default and its parameter name. */
export function fieldTable(): string {
	return table(['Field', 'What it does', 'Default', 'Name'], rowsOf(panel, '', ''));
}

function rowsOf(properties: readonly INodeProperties[], group: string, path: string): string[][] {
	return properties.flatMap((property) => {
		if (property.type === 'notice') return [];
		const name = `${path}${property.name}`;
		const own = [
			`${group}**${property.displayName}**`,
			[said(property), choices(property)].filter((text) => text !== '').join(' '),
			defaultOf(property),
			`\`${name}\``,
		];
		return [own, ...innerRows(property, name)];
	});
}

function innerRows(property: INodeProperties, name: string): string[][] {
	const group = `${property.displayName} → `;
	return (property.options ?? []).flatMap((option) => {
		if ('values' in option) return rowsOf(option.values, group, `${name}.${option.name}[].`);
		return 'displayName' in option ? rowsOf([option], group, `${name}.`) : [];
	});
}

function said({ description, hint }: INodeProperties): string {
	const text = description ?? hint ?? '';
	return text === '' || /[.!?]$/.test(text) ? text : `${text}.`;
}

/** The choices of a drop-down; sizes have a table of their own. */
function choices(property: INodeProperties): string {
	if (property.type !== 'options' || property.name === 'size') return '';
	return (property.options ?? [])
		.flatMap((option) => ('value' in option ? [option] : []))
		.map(({ name, description }) => `*${name}*${description ? `: ${description}` : ''}.`)
		.join(' ');
}

function defaultOf({ type, default: value, options }: INodeProperties): string {
	if (type === 'collection' || type === 'fixedCollection') return '';
	if (type === 'boolean') return value === true ? 'on' : 'off';
	if (value !== null && typeof value === 'object' && 'value' in value) return `${value.value}`;
	const chosen = (options ?? []).find((option) => 'value' in option && option.value === value);
	return chosen?.name ?? String(value);
}
