/**
 * Prints what the pace reaches against every kind of limit, on a simulated clock: wall time as a
 * ratio to the ideal, refused requests, and the most refusals one item met; medians and worst of
 * the seeds. Run: npx tsx test/bench/pace-table.ts [part of a workload's name] [number of seeds]
 */
import { Pace, type PaceGuess } from '../../nodes/QwenImageEdit/line/pace/pace';
import { companies, measureCompany } from '../unit/line/pace/company';
import { ideal, simulate } from '../unit/line/pace/simulation';
import { workloads } from '../unit/line/pace/workloads';
import { median, printTable, type Rows } from './support/report';

const [, , wanted = '', count = '21'] = process.argv;
const seeds = Array.from({ length: Number(count) }, (_, at) => at + 1);
const GUESSES: Array<[string, PaceGuess | undefined]> = [
	['', undefined],
	[' (guess 2/s)', { count: 2, windowMs: 1_000 }],
	[' (guess 2/min)', { count: 2, windowMs: 60_000 }],
];

const sideBySide: Rows = {};
for (const company of companies.filter(({ name }) => name.includes(wanted))) {
	const { ratio, refused, uneven } = measureCompany(company, seeds);
	const each = { 'refused an item': refused / company.items, 'slowest / fastest': uneven };
	sideBySide[company.name] = { ratio, ...each };
}
printTable('Alone and side by side', sideBySide);

const alone: Rows = {};
for (const [suffix, guess] of GUESSES) {
	for (const workload of workloads.filter(({ name }) => `${name}${suffix}`.includes(wanted))) {
		const runs = seeds.map((seed) => simulate(workload, new Pace(guess), seed));
		const ratios = runs.map((run, at) => run.elapsedMs / ideal(workload, at + 1));
		const refused = runs.map((run) => run.refused);
		alone[`${workload.name}${suffix}`] = {
			ratio: median(ratios),
			'worst ratio': Math.max(...ratios),
			refused: median(refused),
			'most refused': Math.max(...refused),
			'an item': Math.max(...runs.map(({ worstItem }) => worstItem)),
		};
	}
}
printTable('One process', alone);
