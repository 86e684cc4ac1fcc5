/** The other end of simulator-process.ts. */
import {
	DEFAULT_OPTIONS,
	startSimulator,
	type Simulator,
	type SimulatorOptions,
} from '../../simulator';
import type { SimulatorCommand, SimulatorCounts, SimulatorReply } from './simulator-process';

/** As it is without being told anything; what is undefined would be lost between processes. */
const PLAIN: Omit<SimulatorOptions, 'port'> = {
	...DEFAULT_OPTIONS,
	maxConcurrent: undefined,
	rate: undefined,
	retryAfter: undefined,
	downloadFault: undefined,
	pictures: 'blank',
	recordBodies: false,
};

function answer(message: SimulatorReply): void {
	process.send?.(message);
}

function countsOf(simulator: Simulator): SimulatorCounts {
	const { requests, accepted, refused, imagesMade, highestConcurrency } = simulator.counts;
	const paidTwice = simulator
		.madeTwice()
		.reduce((sum, tally) => sum + tally.imagesMade - tally.imagesMade / tally.accepted, 0);
	const arrivals = simulator.edits().map(({ arrivedAt }) => arrivedAt);
	return { requests, accepted, refused, imagesMade, highestConcurrency, paidTwice, arrivals };
}

async function main(): Promise<void> {
	const simulator = await startSimulator(PLAIN);
	process.on('message', (message) => {
		const command = message as SimulatorCommand;
		switch (command.do) {
			case 'start':
				simulator.reset();
				simulator.set({ ...PLAIN, ...command.options });
				return answer({ done: true });
			case 'counts':
				return answer({ counts: countsOf(simulator) });
			case 'close':
				answer({ done: true });
				return void simulator.close().then(() => process.exit(0));
		}
	});
	// The measuring process has ended or died.
	process.once('disconnect', () => process.exit(0));
	answer({ url: simulator.url });
}

void main();
