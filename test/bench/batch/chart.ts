import { median } from '../support/report';

/** The runs of one way to send a batch, as far as the chart needs them. */
export interface ChartEntry {
	title: string;
	runs: ReadonlyArray<{ wallMs: number; delivered: number; paidTwice: number }>;
}

export interface ChartGroup {
	title: string;
	idealMs: number;
	latencies: readonly number[];
	entries: readonly ChartEntry[];
}

const WIDTH = 860;
const LEFT = 320;
const TOP = 56;
const ROW = 30;
const GROUP_GAP = 34;
/** Longer bars are cut, so that the short ones can be told apart. */
const MOST = 4;

/** Readable on a light and on a dark page. */
const COLORS = { ours: '#0a8f6c', others: '#8a93a6', failed: '#c8503c', text: '#6b7280' } as const;

/**
 * Draws how long each way to send a batch took, as a ratio to the ideal, and what it lost.
 *
 * @returns an SVG document; without a background, for light and dark pages
 */
export function chart(groups: readonly ChartGroup[]): string {
	const parts: string[] = [];
	let y = TOP;
	for (const group of groups) {
		const heading = `${group.title} (ideal: ${(group.idealMs / 1000).toFixed(1)} s)`;
		parts.push(text(0, y, heading, 'font-weight="bold"'));
		y += 16;
		for (const entry of group.entries) {
			parts.push(row(group, entry, y));
			y += ROW;
		}
		y += GROUP_GAP;
	}
	const height = y - GROUP_GAP + 8;
	const ideal = xOf(1);
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="system-ui, sans-serif" font-size="13" role="img" aria-label="Wall time of batches as a ratio to the ideal">`,
		text(
			0,
			18,
			'Wall time of a batch as a ratio to the ideal under the service’s limit',
			'font-weight="bold"',
		),
		`<line x1="${ideal}" y1="${TOP - 12}" x2="${ideal}" y2="${height - 8}" stroke="${COLORS.text}" stroke-dasharray="3 3"/>`,
		text(ideal + 4, TOP - 14, 'ideal'),
		...parts,
		'</svg>',
		'',
	].join('\n');
}

function row({ idealMs, latencies }: ChartGroup, { title, runs }: ChartEntry, y: number): string {
	const ratio = median(runs.map(({ wallMs }) => wallMs)) / idealMs;
	const delivered = median(runs.map((run) => run.delivered));
	const twice = median(runs.map(({ paidTwice }) => paidTwice));
	const whole = delivered === latencies.length;
	const color = !whole ? COLORS.failed : title === 'this node' ? COLORS.ours : COLORS.others;
	const width = Math.max(2, xOf(Math.min(ratio, MOST)) - LEFT);
	const words = [
		...(whole || delivered > 0 ? [ratio.toFixed(2)] : ['workflow fails']),
		...(whole ? [] : [`${delivered} of ${latencies.length} delivered`]),
		...(twice > 0 ? [`${twice} paid twice`] : []),
	];
	const label = words.join(', ');
	// Beside the bar where there is room, clear of the line of the ideal, else inside it.
	const end = LEFT + width;
	const start = (end < xOf(1) ? xOf(1) : end) + 6;
	const place =
		start + label.length * 7 < WIDTH
			? text(start, y + 14, label)
			: text(end - 6, y + 14, label, 'text-anchor="end"', '#ffffff');
	return [
		text(LEFT - 10, y + 14, title, 'text-anchor="end"'),
		`<rect x="${LEFT}" y="${y}" width="${width.toFixed(1)}" height="18" rx="2" fill="${color}"/>`,
		place,
	].join('\n');
}

function xOf(ratio: number): number {
	return LEFT + ((WIDTH - LEFT - 24) * ratio) / MOST;
}

function text(x: number, y: number, words: string, how = '', fill: string = COLORS.text): string {
	const escaped = words.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
	return `<text x="${x}" y="${y}" ${how} fill="${fill}">${escaped}</text>`;
}
