import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 100;

export async function until<T>(
	what: string,
	look: () => T | undefined | false | Promise<T | undefined | false>,
	mostMs = 90_000,
): Promise<T> {
	const deadline = Date.now() + mostMs;
	for (;;) {
		const found = await look();
		if (found !== undefined && found !== false) return found;
		if (Date.now() > deadline) throw new Error(`Not after ${mostMs / 1000} s: ${what}`);
		await sleep(POLL_MS);
	}
}
