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
		if (this.leftBytes > 0) {
			const last = this.left.toString('base64', 0, this.leftBytes);
			this.end += this.target.write(last, this.end, 'latin1');
			this.leftBytes = 0;
		}
		return this.end;
	}

	/**
	 * Encodes whole groups of three bytes. Done by hand, since Node's encoder gives a string that must be copied again: for a
	 * batch of large images those strings pile up to tens of megabytes.
	 */
	private encode(bytes: Uint8Array): void {
		const { target } = this;
		let { end } = this;
		for (let at = 0; at < bytes.length; at += 3) {
			const group = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
			const first = PAIRS[group >> 12] ?? 0;
			const second = PAIRS[group & 0xfff] ?? 0;
			target[end] = first;
			target[end + 1] = first >> 8;
			target[end + 2] = second;
			target[end + 3] = second >> 8;
			end += 4;
		}
		this.end = end;
	}
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Two letters for each twelve bits, the first letter in the low byte. */
const PAIRS = Uint16Array.from(
	{ length: 4096 },
	(_, bits) => LETTERS.charCodeAt(bits >> 6) | (LETTERS.charCodeAt(bits & 63) << 8),
);
