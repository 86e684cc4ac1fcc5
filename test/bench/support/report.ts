import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';

/** Where measurements are kept; not in version control. */
const FOLDER = join(__dirname, '../../../bench-output');

/** The middle value; of an even number of values, the upper of the two in the middle. */
export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** Keeps a measurement as JSON, with what it was measured on, and says where. */
export async function saveResults(name: string, results: unknown): Promise<void> {
	await mkdir(FOLDER, { recursive: true });
	const file = join(FOLDER, `${name}.json`);
	const machine = { node: process.version, cpus: cpus().length, memoryBytes: totalmem() };
	const text = JSON.stringify({ measuredAt: new Date().toISOString(), machine, results }, null, 2);
	await writeFile(file, `${text}\n`);
	console.log(`\nKept in ${file}`);
}

/** Rows under a heading, the columns as wide as their content; the first is left-aligned, the others right-aligned. */
export function printTable(title: string, head: readonly string[], rows: string[][]): void {
	const all = [head, ...rows];
	const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
	const [first, ...lines] = all.map((row) =>
		widths
			.map((width, column) => row[column]?.[column === 0 ? 'padEnd' : 'padStart'](width))
			.join('  '),
	);
	const rule = widths.map((width) => '─'.repeat(width)).join('  ');
	console.log([`\n${title}\n`, first, rule, ...lines].join('\n'));
}
