import type { Entry } from '../batch';
import { median } from '../support/report';
import type { Workload } from './workloads';

export type ChartGroup = Pick<Workload, 'title' | 'latencies'> & {
	idealMs: number;
	entries: readonly Entry[];
};

const WIDTH = 960;
/** Where bars begin, and how long one is that takes as long as the ideal. */
const LEFT = 320;
const IDEAL = 75;
/** Longer bars are cut, so that the short ones can be told apart. */
const MOST = 4;

/** Readable on a light and on a dark page. */
const COLORS = { ours: '#0a8f6c', others: '#8a93a6', failed: '#c8503c', text: '#6b7280' } as const;

/** Draws how long each way to send a batch took, as a ratio to the ideal, and what it lost. */
export function chart(groups: readonly ChartGroup[]): string {
	const parts: string[] = [];
	let y = 56;
	for (const { title, idealMs, latencies, entries } of groups) {
		parts.push(text(0, y, `${title} (ideal: ${(idealMs / 1000).toFixed(1)} s)`, 'bold'));
		y += 30;
		for (const { contestant, runs } of entries) {
			const ratio = median(runs.map(({ wallMs }) => wallMs)) / idealMs;
			const delivered = median(runs.map((run) => run.delivered));
			const twice = median(runs.map(({ paidTwice }) => paidTwice));
			const whole = delivered === latencies.length;
			const kind = contestant.kind === 'node' ? 'ours' : 'others';
			const width = Math.max(2, Math.min(ratio, MOST) * IDEAL);
			const words = [
				delivered > 0 ? ratio.toFixed(2) : 'workflow fails',
				...(whole ? [] : [`${delivered} of ${latencies.length} delivered`]),
				...(twice > 0 ? [`${twice} paid twice`] : []),
			];
			parts.push(
				text(LEFT - 10, y, contestant.title, 'normal', 'end'),
				`<rect x="${LEFT}" y="${y - 14}" width="${width.toFixed(1)}" height="18" rx="2" fill="${COLORS[whole ? kind : 'failed']}"/>`,
				// Clear of the line of the ideal.
				text(LEFT + Math.max(width, IDEAL) + 6, y, words.join(', ')),
			);
			y += 30;
		}
		y += 20;
	}
	const ideal = LEFT + IDEAL;
	const heading = 'Wall time of a batch as a ratio to the ideal under the service’s limit';
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y - 40}" width="${WIDTH}" height="${y - 40}" font-family="system-ui, sans-serif" font-size="13" role="img" aria-label="${heading}">`,
		text(0, 18, heading, 'bold'),
		`<line x1="${ideal}" y1="44" x2="${ideal}" y2="${y - 48}" stroke="${COLORS.text}" stroke-dasharray="3 3"/>`,
		text(ideal + 4, 42, 'ideal'),
		...parts,
		'</svg>\n',
	].join('\n');
}

function text(x: number, y: number, words: string, weight = 'normal', anchor = 'start'): string {
	return `<text x="${x.toFixed(1)}" y="${y}" font-weight="${weight}" text-anchor="${anchor}" fill="${COLORS.text}">${words}</text>`;
}
