import { readFileSync, writeFileSync } from 'node:fs';

const SAMPLE_MS = 10;

/** How much memory a piece of work took at its highest, over what the process held before, in bytes. */
export interface MemoryUse {
	idle: number;
	peak: number;
	/** The highest of JavaScript's heap, and of buffers outside it, among the samples. */
	heap: number;
	external: number;
}

/**
 * Measures the resident memory of this process while `work` runs. On Linux the kernel's own record is read, which misses
 * nothing between two samples; elsewhere the samples must do. Needs `--expose-gc`, so that garbage from before does not count
 * as idle.
 */
export async function measureMemory(work: () => Promise<void>): Promise<MemoryUse> {
	for (let round = 0; round < 3; round++) {
		globalThis.gc?.();
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	const exact = forgetPeak();
	const before = process.memoryUsage();
	let peak = before.rss;
	let { heapUsed: heap, external } = before;
	const timer = setInterval(() => {
		const now = process.memoryUsage();
		peak = Math.max(peak, now.rss);
		heap = Math.max(heap, now.heapUsed);
		external = Math.max(external, now.external);
	}, SAMPLE_MS);
	try {
		await work();
	} finally {
		clearInterval(timer);
	}
	return {
		idle: before.rss,
		peak: (exact ? recordedPeak() : undefined) ?? peak,
		heap: heap - before.heapUsed,
		external: external - before.external,
	};
}

/** Makes the kernel forget the process's highest memory so far; false where that is not possible. */
function forgetPeak(): boolean {
	try {
		writeFileSync('/proc/self/clear_refs', '5');
		return true;
	} catch {
		return false;
	}
}

function recordedPeak(): number | undefined {
	const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
	return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}
