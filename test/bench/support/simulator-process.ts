import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { SimulatorOptions } from '../../simulator';

/** What a simulator counted since it was last reset. */
export interface SimulatorCounts {
	/** Requests to the generation endpoint. */
	requests: number;
	/** Requests that made images. */
	accepted: number;
	/** Requests refused because of a limit. */
	refused: number;
	imagesMade: number;
	/** Images made again although their request had been made before. */
	paidTwice: number;
	highestConcurrency: number;
	/** Epoch ms at which each generation request arrived. */
	arrivals: number[];
}

/** Behaviour that can be sent from process to process. */
export type PlainOptions = Partial<Omit<SimulatorOptions, 'port' | 'unreachable'>>;

export type SimulatorCommand =
	| { do: 'start'; options: PlainOptions }
	| { do: 'counts' }
	| { do: 'close' };

export type SimulatorReply = { url: string } | { counts: SimulatorCounts } | { done: true };

/** The simulator in a process of its own, so that neither its memory nor its work is taken for the client's. */
export interface SimulatorProcess {
	readonly url: string;
	/** Forgets what was counted, and behaves from now on as told, in all else as by default. */
	start(options: PlainOptions): Promise<void>;
	counts(): Promise<SimulatorCounts>;
	close(): Promise<void>;
}

/** @param program the simulator, or what stands in for it where its own work would hide the client's */
export async function startSimulatorProcess(
	program: 'simulator' | 'plain' = 'simulator',
): Promise<SimulatorProcess> {
	const child = fork(join(__dirname, `${program}-child.ts`), { execArgv: ['--import', 'tsx'] });
	const first = await reply(child);
	if (!('url' in first)) throw new Error('The simulator did not say where it is');
	const ask = async (command: SimulatorCommand): Promise<SimulatorReply> => {
		const answer = reply(child);
		child.send(command);
		return await answer;
	};
	return {
		url: first.url,
		start: async (options) => void (await ask({ do: 'start', options })),
		counts: async () => {
			const answer = await ask({ do: 'counts' });
			if (!('counts' in answer)) throw new Error('The simulator did not give its counts');
			return answer.counts;
		},
		close: async () => void (await ask({ do: 'close' })),
	};
}

async function reply(child: ChildProcess): Promise<SimulatorReply> {
	return await new Promise((resolve, reject) => {
		const ended = () => reject(new Error('The simulator ended'));
		child.once('exit', ended);
		child.once('message', (message) => {
			child.removeListener('exit', ended);
			resolve(message as SimulatorReply);
		});
	});
}
