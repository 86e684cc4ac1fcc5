/**
 * Answers every request at once with the same picture, in the gateway's shape; to measure what a client's own work costs, which
 * the simulator's checks would hide. Spoken to as the simulator is.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SimulatorCommand, SimulatorCounts, SimulatorReply } from './simulator-process';

const PICTURE = 'http://127.0.0.1/result.png?Expires=1999999999';
const ANSWER = Buffer.from(
	JSON.stringify({
		created: 1767840000,
		data: [{ url: PICTURE, b64_json: '', revised_prompt: '' }],
		metadata: {
			output: {
				choices: [
					{ finish_reason: 'stop', message: { role: 'assistant', content: [{ image: PICTURE }] } },
				],
			},
			usage: { width: 1024, image_count: 1, height: 1024 },
			request_id: 'bf37ca26-0abe-98e4-8065-000000000000',
		},
	}),
);

let bodies: string[] = [];

function counts(): SimulatorCounts {
	const { length: requests } = bodies;
	const made = { accepted: requests, imagesMade: requests };
	// The node draws a seed for each request; what is asked for is the same without it.
	const asked = new Set(bodies.map((body) => body.replace(/"seed":\d+/, '')));
	const paidTwice = requests - asked.size;
	return { requests, ...made, refused: 0, paidTwice, highestConcurrency: 0, arrivals: [] };
}

function reply(message: SimulatorReply): void {
	process.send?.(message);
}

const server = createServer((request, response) => {
	const chunks: Buffer[] = [];
	request.on('data', (chunk: Buffer) => chunks.push(chunk));
	request.once('end', () => {
		bodies.push(Buffer.concat(chunks).toString());
		response.writeHead(200, {
			'content-type': 'application/json',
			'content-length': String(ANSWER.length),
		});
		response.end(ANSWER);
	});
});

process.on('message', (message) => {
	const command = message as SimulatorCommand;
	if (command.do === 'counts') return reply({ counts: counts() });
	bodies = [];
	reply({ done: true });
	if (command.do === 'close') process.exit(0);
});
process.once('disconnect', () => process.exit(0));
server.listen(0, '127.0.0.1', () => {
	reply({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
