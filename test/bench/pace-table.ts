/**
 * Prints what the pace reaches against every kind of limit, on a simulated clock: wall time as a
 * ratio to the ideal, refused requests, and the most refusals one item met; medians and worst of
 * the seeds. Run: npx tsx test/bench/pace-table.ts [part of a workload's name] [number of seeds]
 */
import { Pace, type PaceGuess } from '../../nodes/QwenImageEdit/line/pace/pace';
import { ideal, simulate } from '../unit/line/pace/simulation';
import { companies, measureCompany } from '../unit/line/pace/company';
import { workloads } from '../unit/line/pace/workloads';
import { median } from './support/report';

const [, , wanted = '', seeds = '21'] = process.argv;

const guesses: Array<[string, PaceGuess | undefined]> = [
	['', undefined],
	[' (guess 2/s)', { count: 2, windowMs: 1_000 }],
	[' (guess 2/min)', { count: 2, windowMs: 60_000 }],
];
console.log(`${'workload'.padEnd(72)} ratio  worst  refused  worst  an item`);
for (const [suffix, guess] of guesses) {
	for (const workload of workloads) {
		if (!`${workload.name}${suffix}`.includes(wanted)) continue;
		const ratios: number[] = [];
		const refused: number[] = [];
		let worstItem = 0;
		let stuck = '';
		for (let seed = 1; seed <= Number(seeds); seed += 1) {
			try {
				const run = simulate(workload, new Pace(guess), seed);
				ratios.push(run.elapsedMs / ideal(workload, seed));
				refused.push(run.refused);
				worstItem = Math.max(worstItem, run.worstItem);
			} catch (error) {
				stuck = ` seed ${seed}: ${String(error)}`;
			}
		}
		console.log(
			`${`${workload.name}${suffix}`.padEnd(72)} ${median(ratios).toFixed(2).padStart(5)}` +
				` ${Math.max(...ratios)
					.toFixed(2)
					.padStart(6)} ${String(median(refused)).padStart(8)}` +
				` ${String(Math.max(...refused)).padStart(6)} ${String(worstItem).padStart(8)}${stuck}`,
		);
	}
}

console.log(`\n${'alone and side by side'.padEnd(60)} ratio  refused an item  slowest / fastest`);
for (const company of companies) {
	if (!company.name.includes(wanted)) continue;
	const all = Array.from({ length: Number(seeds) }, (_, at) => at + 1);
	const { ratio, refused, uneven } = measureCompany(company, all);
	console.log(
		`${company.name.padEnd(60)} ${ratio.toFixed(2).padStart(5)} ${(refused / company.items).toFixed(2).padStart(16)} ${uneven.toFixed(2).padStart(18)}`,
	);
}
