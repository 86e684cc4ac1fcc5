import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';

/** Where measurements are kept; not in version control. */
const FOLDER = join(__dirname, '../../../bench-output');

/** Keeps a measurement as JSON, with what it was measured on; returns the file's path. */
export async function saveResults(name: string, results: unknown): Promise<string> {
	await mkdir(FOLDER, { recursive: true });
	const file = join(FOLDER, `${name}.json`);
	const machine = {
		node: process.version,
		cpus: cpus().length,
		memoryGb: Math.round(totalmem() / 1e9),
	};
	const text = JSON.stringify({ measuredAt: new Date().toISOString(), machine, results }, null, 2);
	await writeFile(file, `${text}\n`);
	return file;
}

/** Rows under a heading, the columns as wide as their content; the first is left-aligned, the others right-aligned. */
export function printTable(title: string, head: readonly string[], rows: string[][]): void {
	const all = [[...head], ...rows];
	const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
	const line = (row: readonly string[]) =>
		row
			.map((cell, column) =>
				column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
			)
			.join('  ');
	console.log(`\n${title}\n`);
	console.log(line(head));
	console.log(widths.map((width) => '─'.repeat(width)).join('  '));
	for (const row of rows) console.log(line(row));
}
