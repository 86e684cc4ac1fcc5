/** The middle value; of an even number of values, the upper of the two in the middle. */
export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

export type Rows = Record<string, Record<string, number | string | undefined>>;

/** Prints figures below each other, numbers with at most two decimals. */
export function printTable(title: string, rows: Rows): void {
	console.log(`\n${title}`);
	const rounded = JSON.stringify(rows, (_, value: unknown) => {
		if (typeof value !== 'number') return value;
		return Number.isNaN(value) ? undefined : Math.round(value * 100) / 100;
	});
	console.table(JSON.parse(rounded));
}
