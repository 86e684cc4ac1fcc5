import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Starts to measure the resident memory of a process: how much it holds now, in bytes, and how much it will have held at most.
 * The kernel's own record is read, which misses nothing; only Linux has it.
 */
export function watchMemory(pid: number): { idle: number; peak(): number } {
	// The kernel forgets the highest memory so far.
	writeFileSync(`/proc/${pid}/clear_refs`, '5');
	const read = (field: 'VmRSS' | 'VmHWM'): number => {
		const status = readFileSync(`/proc/${pid}/status`, 'utf8');
		return Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) * 1024;
	};
	return { idle: read('VmRSS'), peak: () => read('VmHWM') };
}

/** Bytes as whole MB of 1,000,000. */
export function megabytes(bytes: number): number {
	return Math.round(bytes / 1e6);
}
