/** The other end of simulator-process.ts. */
import { startSimulator, type Simulator } from '../../simulator';
import type { SimulatorCommand, SimulatorCounts, SimulatorReply } from './simulator-process';

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
	const simulator = await startSimulator({ pictures: 'blank', recordBodies: false });
	process.on('message', (message) => {
		const command = message as SimulatorCommand;
		switch (command.do) {
			case 'set':
				simulator.set(command.options);
				return answer({ done: true });
			case 'reset':
				simulator.reset();
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
