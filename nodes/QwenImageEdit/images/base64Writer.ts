/** Letters that Base64 takes for so many bytes, padding included. */
export function base64Length(bytes: number): number {
	return Math.ceil(bytes / 3) * 4;
}

/**
 * Encodes bytes that arrive piece by piece straight into a buffer. Base64 turns three bytes into four letters, so the
 * one or two bytes left over from a piece wait for the next.
 */
export class Base64Writer {
	private readonly target: Buffer;
	private readonly left = Buffer.alloc(3);
	private leftBytes = 0;
	private end: number;

	constructor(target: Buffer, offset: number) {
		this.target = target;
		this.end = offset;
	}

	/** Encodes the next bytes. The buffer must have room for them. */
	write(bytes: Uint8Array): void {
		let from = 0;
		if (this.leftBytes > 0) {
			while (this.leftBytes < 3 && from < bytes.length) {
				this.left[this.leftBytes++] = bytes[from++] ?? 0;
			}
			if (this.leftBytes < 3) return;
			this.encode(this.left);
			this.leftBytes = 0;
		}
		const whole = from + Math.floor((bytes.length - from) / 3) * 3;
		this.encode(bytes.subarray(from, whole));
		while (whole + this.leftBytes < bytes.length) {
			this.left[this.leftBytes] = bytes[whole + this.leftBytes] ?? 0;
			this.leftBytes++;
		}
	}

	/** Encodes what is left, with padding; returns the offset behind the last letter. */
	finish(): number {
		this.encode(this.left.subarray(0, this.leftBytes));
		this.leftBytes = 0;
		return this.end;
	}

	private encode(bytes: Uint8Array): void {
		for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
			const length = Math.min(PIECE_BYTES, bytes.length - at);
			const piece = Buffer.from(bytes.buffer, bytes.byteOffset + at, length);
			this.end += this.target.write(piece.toString('base64'), this.end, 'latin1');
		}
	}
}

/** A multiple of three; the text of a piece lives only until it is copied, so it is kept small. */
const PIECE_BYTES = 49_152;
