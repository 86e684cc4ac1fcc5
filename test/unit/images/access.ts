import { Readable } from 'node:stream';
import type { ByteStream } from '../../../nodes/QwenImageEdit/images/byteStream';
import type { ImageAccess } from '../../../nodes/QwenImageEdit/input/imageSource';

/** Stored files in memory, without n8n, with a record of what was read. */
export class TestAccess implements ImageAccess {
	/** For each stream of a stored file, the bytes that were taken out of it. */
	readonly reads: Array<{ taken: number; isDestroyed: boolean }> = [];

	constructor(
		private readonly files: Record<string, Uint8Array> = {},
		private readonly pieceBytes = 65_536,
	) {}

	async openFile(id: string): Promise<ByteStream> {
		const file = this.file(id);
		const size = this.pieceBytes;
		const read = { taken: 0, isDestroyed: false };
		this.reads.push(read);
		function* pieces() {
			for (; read.taken < file.length; read.taken += size) {
				yield file.subarray(read.taken, read.taken + size);
			}
		}
		return Readable.from(pieces()).on('close', () => (read.isDestroyed = true));
	}

	async fileSize(id: string): Promise<number> {
		return this.file(id).length;
	}

	async fetch(): Promise<never> {
		throw new Error('Stored files only: fetching is tested with a fetch of its own');
	}

	private file(id: string): Uint8Array {
		const file = this.files[id];
		if (file === undefined) throw new Error(`ENOENT: no such file ${id}`);
		return file;
	}
}
