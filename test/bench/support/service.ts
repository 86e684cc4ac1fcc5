import { serve } from '../../engine/harness/stub';
import { startSimulator, type SimulatorOptions } from '../../simulator';

export type Service = Awaited<ReturnType<typeof simulatedService>>;

/**
 * The simulator in this process, which has nothing else to do: clients are measured in processes of their own. It neither draws
 * images nor keeps what it was sent.
 */
export async function simulatedService() {
	const simulator = await startSimulator();
	const quick = { pictures: 'blank', recordBodies: false } as const;
	const unset = { maxConcurrent: undefined, rate: undefined, retryAfter: undefined, latencyMs: 0 };
	return {
		url: simulator.url,
		/** Forgets what was seen, and behaves from now on as told, in all else as by default. */
		start: (options: Partial<SimulatorOptions>): void => {
			simulator.reset();
			simulator.set({ ...quick, ...unset, ...options });
		},
		seen: () => ({
			requests: simulator.counts.requests,
			refused: simulator.counts.refused,
			imagesMade: simulator.counts.imagesMade,
			/** Images made again although their request had been made before. */
			paidTwice: simulator
				.madeTwice()
				.reduce((sum, { imagesMade, accepted }) => sum + imagesMade - imagesMade / accepted, 0),
			arrivals: simulator.edits().map(({ arrivedAt }) => arrivedAt),
		}),
		close: simulator.close,
	};
}

/**
 * Answers every request at once with the same picture, in the gateway's shape; to measure what a client's own work costs, which
 * the simulator's checks would hide.
 */
export async function plainService(): Promise<Service> {
	const picture = 'http://127.0.0.1/result.png?Expires=1999999999';
	const message = { role: 'assistant', content: [{ image: picture }] };
	const answer = JSON.stringify({
		created: 1767840000,
		data: [{ url: picture, b64_json: '', revised_prompt: '' }],
		metadata: {
			output: { choices: [{ finish_reason: 'stop', message }] },
			usage: { width: 1024, image_count: 1, height: 1024 },
			request_id: 'bf37ca26-0abe-98e4-8065-000000000000',
		},
	});
	const { url, requests, close } = await serve((_, response) => {
		response.setHeader('content-type', 'application/json').end(answer);
	});
	return {
		url,
		close,
		start: () => void requests.splice(0),
		// It does not look at what it is asked for.
		seen: () => {
			const { length } = requests;
			return { requests: length, refused: 0, imagesMade: length, paidTwice: NaN, arrivals: [] };
		},
	};
}
