/**
 * Prints what the pace reaches against every kind of limit, on a simulated clock: wall time as a
 * ratio to the ideal, refused requests, and the most refusals one item met; medians and worst of
 * the seeds. Run: npx tsx test/bench/pace-table.ts [part of a workload's name] [number of seeds]
 */
import { Pace, type PaceGuess } from '../../nodes/QwenImageEdit/line/pace/pace';
import { companies, measureCompany } from '../unit/line/pace/company';
import { ideal, simulate } from '../unit/line/pace/simulation';
import { workloads } from '../unit/line/pace/workloads';
import { median, printTable } from './support/report';

const [, , wanted = '', count = '21'] = process.argv;
const seeds = Array.from({ length: Number(count) }, (_, at) => at + 1);
const GUESSES: Array<[string, PaceGuess | undefined]> = [
	['', undefined],
	[' (guess 2/s)', { count: 2, windowMs: 1_000 }],
	[' (guess 2/min)', { count: 2, windowMs: 60_000 }],
];

printTable(
	'Alone and side by side',
	['account', 'ratio', 'refused an item', 'slowest / fastest'],
	companies
		.filter(({ name }) => name.includes(wanted))
		.map((company) => {
			const { ratio, refused, uneven } = measureCompany(company, seeds);
			const figures = [ratio, refused / company.items, uneven];
			return [company.name, ...figures.map((figure) => figure.toFixed(2))];
		}),
);
printTable(
	'One process',
	['workload', 'ratio', 'worst', 'refused', 'worst', 'an item'],
	GUESSES.flatMap(([suffix, guess]) =>
		workloads
			.filter(({ name }) => `${name}${suffix}`.includes(wanted))
			.map((workload) => {
				const runs = seeds.map((seed) => simulate(workload, new Pace(guess), seed));
				const ratios = runs.map((run, at) => run.elapsedMs / ideal(workload, at + 1));
				const refused = runs.map((run) => run.refused);
				return [
					`${workload.name}${suffix}`,
					...[median(ratios), Math.max(...ratios)].map((ratio) => ratio.toFixed(2)),
					...[median(refused), Math.max(...refused)].map(String),
					String(Math.max(...runs.map(({ worstItem }) => worstItem))),
				];
			}),
	),
);
