import type { IExecuteFunctions } from 'n8n-workflow';

import { Progress } from '../../../nodes/QwenImageEdit/output/progress';

let said: string[];
let logged: string[];

function progressOf(total: number): Progress {
	const context = {
		logger: { info: (text: string) => logged.push(text) },
		sendMessageToUI: (text: string) => said.push(text),
	};
	return new Progress(context as unknown as IExecuteFunctions, total);
}

const later = (seconds: number) => jest.setSystemTime(Date.now() + seconds * 1000);

beforeEach(() => {
	jest.useFakeTimers({ now: Date.UTC(2026, 0, 1) });
	[said, logged] = [[], []];
});
afterEach(() => jest.useRealTimers());

it('of a batch is told every five seconds, but not its end, in the log and in the editor', () => {
	const progress = progressOf(4);
	later(4.999);
	progress.ended(true);
	expect(said).toEqual([]);
	later(0.001);
	progress.ended(false);
	later(4.999);
	progress.ended(true);
	later(60);
	progress.ended(true);
	expect(said).toEqual(['Qwen Image Edit: 2 of 4 items, 1 failed, 24.0 a minute']);
	expect(logged).toEqual(said);
});

it('of a single item is not told', () => {
	const progress = progressOf(1);
	later(10);
	progress.ended(true);
	progress.waiting(60_000, 0);
	expect(said).toEqual([]);
});

it.each([
	[60_000, ['Qwen Image Edit: 0 of 2 items, waiting for the service’s limit until 00:01:10 UTC']],
	[5_000, ['Qwen Image Edit: 0 of 2 items, waiting for the service’s limit until 00:00:15 UTC']],
	[4_999, []],
	[Infinity, []],
])('tells of a wait of %d ms for the service, if it is long', (ms, expected) => {
	const progress = progressOf(2);
	later(10);
	progress.waiting(ms, 0);
	expect(said).toEqual(expected);
});

it('tells of a wait behind others, once nothing ended for five seconds', () => {
	const one = progressOf(1);
	const progress = progressOf(3);
	later(10);
	progress.ended(true);
	later(4.999);
	progress.waiting(0, 2);
	later(0.001);
	progress.waiting(0, 2);
	one.waiting(0, 1);
	expect(said).toEqual([
		'Qwen Image Edit: 1 of 3 items, 6.0 a minute',
		'Qwen Image Edit: 1 of 3 items, 4.0 a minute, waiting for its turn behind 2 executions',
		'Qwen Image Edit: 0 of 1 item, waiting for its turn behind 1 execution',
	]);
});
