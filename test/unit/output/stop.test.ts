import type { IExecuteFunctions } from 'n8n-workflow';

import { Failure } from '../../../nodes/QwenImageEdit/failure';
import { Ledger } from '../../../nodes/QwenImageEdit/output/ledger';
import { storeAfterMain } from '../../../nodes/QwenImageEdit/output/stop';

const uncertain = new Failure({
	kind: 'timeout',
	message: 'Lost',
	description: '',
	mayBeBilled: true,
});

/** How often the process stands still while runs that have paid, or have not, are stopped. */
let stood: jest.SpyInstance;
let now = Date.now();

beforeEach(() => {
	now += 60_000;
	jest.useFakeTimers({ now, doNotFake: ['queueMicrotask'] });
	stood = jest.spyOn(Atomics, 'wait').mockReturnValue('timed-out');
});
afterEach(() => {
	jest.restoreAllMocks();
	jest.useRealTimers();
});

function startRun(paid: boolean) {
	const controller = new AbortController();
	const context = { getExecutionCancelSignal: () => controller.signal };
	const ledger = new Ledger({}, 0);
	const endWatch = storeAfterMain(context as IExecuteFunctions, ledger);
	if (paid) ledger.keep('a request', 0, uncertain);
	const stop = async () => {
		controller.abort();
		await Promise.resolve();
	};
	return { stop, endWatch };
}

test('the process stands still where a run is stopped that has paid', async () => {
	await startRun(true).stop();
	expect(stood).toHaveBeenCalledTimes(1);
});

test('it goes on where nothing was paid, or the run has ended', async () => {
	await startRun(false).stop();
	const ended = startRun(true);
	ended.endWatch();
	await ended.stop();
	expect(stood).not.toHaveBeenCalled();
});

test('many runs that are stopped together do not stop it for long', async () => {
	for (let run = 0; run < 100; run++) await startRun(true).stop();
	expect(stood).toHaveBeenCalledTimes(1);
	jest.advanceTimersByTime(1_000);
	await startRun(true).stop();
	expect(stood).toHaveBeenCalledTimes(2);
});
