import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { ByteStream } from '../../../nodes/QwenImageEdit/images/byteStream';
import type { ImageAccess } from '../../../nodes/QwenImageEdit/input/imageSource';

/** What was read of a stored file. */
export interface ReadFile {
	id: string;
	/** Bytes that were taken out of the stream. */
	taken: number;
	isDestroyed: boolean;
}

/** Stored files in memory and real HTTP requests without n8n, with a record of what was read. */
export class TestAccess implements ImageAccess {
	readonly reads: ReadFile[] = [];
	readonly ranges: Array<number | undefined> = [];

	constructor(
		private readonly files: Record<string, Uint8Array> = {},
		private readonly pieceBytes = 65_536,
	) {}

	async openFile(id: string): Promise<ByteStream> {
		const file = this.file(id);
		const read: ReadFile = { id, taken: 0, isDestroyed: false };
		this.reads.push(read);
		const stream = Readable.from(pieces(file, this.pieceBytes, read));
		stream.on('close', () => (read.isDestroyed = true));
		return stream;
	}

	async fileSize(id: string): Promise<number> {
		return this.file(id).length;
	}

	async fetch(url: string, { maxBytes }: { maxBytes?: number } = {}) {
		this.ranges.push(maxBytes);
		const headers = maxBytes === undefined ? {} : { range: `bytes=0-${maxBytes - 1}` };
		const asked = request(url, { headers, agent: false }).end();
		const [body] = (await once(asked, 'response')) as [IncomingMessage];
		return {
			status: body.statusCode ?? 0,
			headers: body.headers as Record<string, string>,
			body,
		};
	}

	private file(id: string): Uint8Array {
		const file = this.files[id];
		if (file === undefined) throw new Error(`ENOENT: no such file ${id}`);
		return file;
	}
}

function* pieces(bytes: Uint8Array, pieceBytes: number, read: ReadFile) {
	for (let at = 0; at < bytes.length; at += pieceBytes) {
		const piece = bytes.subarray(at, at + pieceBytes);
		read.taken += piece.length;
		yield piece;
	}
}
