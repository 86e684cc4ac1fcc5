import { readFileSync, writeFileSync } from 'node:fs';
import { paddedPng } from '../../simulator/pictures/png';
import { FILES } from './cases';
import { openOffice } from './office';
import { publishFiles, untilEnded } from './orders';

export interface FilesMeasured {
	/** The highest memory of n8n's process over `idle`, and what it held before, in bytes. */
	over: number;
	idle: number;
	/** Executions that ended well, and images that were made. */
	succeeded: number;
	made: number;
}

const LONGEST_MS = 300_000;

/**
 * Measures n8n's process while executions come that bring a large file each, in an n8n of its own. Linux only: the kernel's
 * record of the highest memory is read.
 *
 * @param node `none`: the same files, with which nothing is done
 */
export async function measureFiles(node: 'ours' | 'none'): Promise<FilesMeasured> {
	const office = await openOffice('regular');
	try {
		const { simulator, pid = 0 } = office;
		const png = new Blob([new Uint8Array(paddedPng(FILES.bytes))], { type: 'image/png' });
		const bodyOf = (prompt: string) => {
			const form = new FormData();
			form.set('data', png, 'photo.png');
			form.set('prompt', prompt);
			return form;
		};
		simulator.set({ maxDataUriBytes: 64 * 1024 * 1024 });
		const order = await publishFiles(office, `files ${node}`, node);
		await order.start(bodyOf('first'));
		await untilEnded(order, 1, LONGEST_MS);
		simulator.reset();
		simulator.set({ latencyMs: FILES.latencyMs });
		const idle = memoryOf(pid, 'VmRSS');
		// The kernel forgets the highest memory so far.
		writeFileSync(`/proc/${pid}/clear_refs`, '5');
		// What n8n holds while a file comes in is its own; so they come one by one, and wait all at once for the service.
		for (let at = 0; at < FILES.executions; at++) await order.start(bodyOf(`file ${at}`));
		await untilEnded(order, FILES.executions + 1, LONGEST_MS);
		return {
			over: memoryOf(pid, 'VmHWM') - idle,
			idle,
			succeeded: (await order.ended(['success'])) - 1,
			made: simulator.edits().filter(({ images }) => images > 0).length,
		};
	} finally {
		await office.close();
	}
}

function memoryOf(pid: number, field: 'VmRSS' | 'VmHWM'): number {
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	return Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) * 1024;
}
