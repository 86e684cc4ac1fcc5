/** Measures one case in a process of its own. Needs --expose-gc. */
import '../../engine/harness/environment';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTask } from '../support/child';
import { watchMemory } from '../support/memory';
import { type Case, type CaseName, CASES } from './cases';

/** Bytes over what the process held before, and those. */
export interface Measured {
	over: number;
	idle: number;
	elapsedMs: number;
}

onTask(async ({ name, url }: { name: CaseName; url: string }): Promise<Measured> => {
	const { prepare, items }: Case = CASES[name];
	// What a server has long loaded when the batch comes is no part of the batch.
	await (
		await prepare(url, 1)
	)();
	const work = await prepare(url, items);
	// Garbage from before does not count as idle.
	for (let round = 0; round < 3; round++) {
		globalThis.gc?.();
		await sleep(100);
	}
	const { idle, peak } = watchMemory(process.pid);
	const startedAt = Date.now();
	await work();
	return { over: peak() - idle, idle, elapsedMs: Date.now() - startedAt };
});
