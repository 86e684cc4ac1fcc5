/**
 * Formats are read by generators that ask for byte ranges, so that one description of a format serves whole buffers,
 * streams that arrive in pieces, and Base64 text of which only the needed part is decoded. Nothing but the asked bytes
 * is kept, however far into the file they lie.
 */

/** A request for at least `length` bytes from `offset`. */
export interface ByteRange {
	offset: number;
	length: number;
}

/**
 * Yields ranges and is given the bytes from `offset` on: `length` or more, fewer only where the file ends.
 * A range never begins before the one asked before it, so that a stream can serve it.
 */
export type Reading<T> = Generator<ByteRange, T, Uint8Array>;

/** Width and height in pixels, as displayed. */
export interface PixelSize {
	width: number;
	height: number;
}

/** What a format's reader finds: the size, that the file ends too early, or that its header makes no sense. */
export type HeaderReading = PixelSize | { unsupported: string } | 'cut' | 'broken';

/** Whether a file that is all at hand ends before its images do; `unsure` where the format does not tell. */
export type EndReading = 'complete' | 'cut' | 'unsure';

const NO_BYTES = new Uint8Array(0);

/** Drives a reading with bytes that arrive piece by piece. */
export class ReadingFeed<T> {
	private readonly reading: Reading<T>;
	private step: IteratorResult<ByteRange, T>;
	private window: Uint8Array = NO_BYTES;
	private windowStart = 0;

	constructor(reading: Reading<T>) {
		this.reading = reading;
		this.step = reading.next();
	}

	/** The range that is waited for; undefined once there is a result. */
	get wanted(): ByteRange | undefined {
		return this.step.done === true ? undefined : this.step.value;
	}

	/** Offset of the first byte that has not been given yet. */
	get position(): number {
		return this.windowStart + this.window.length;
	}

	/**
	 * Gives the next bytes. `offset` may lie ahead of `position` where the bytes between are not wanted.
	 * The bytes are only referred to, not copied, while the feed is in use.
	 */
	push(bytes: Uint8Array, offset = this.position): void {
		const { wanted } = this;
		if (wanted === undefined) return;
		if (wanted.offset >= offset) {
			this.window = bytes;
			this.windowStart = offset;
		} else {
			this.window = joined(this.window.subarray(wanted.offset - this.windowStart), bytes);
			this.windowStart = wanted.offset;
		}
		this.advance(false);
	}

	/** Says that the file ends here, and returns the result. */
	finish(): T {
		this.advance(true);
		if (this.step.done !== true) throw new RangeError('A reading has to end where the file ends');
		return this.step.value;
	}

	private advance(atEnd: boolean): void {
		while (this.step.done !== true) {
			const { offset, length } = this.step.value;
			if (!atEnd && offset + length > this.position) return;
			this.step = this.reading.next(
				offset < this.windowStart ? NO_BYTES : this.window.subarray(offset - this.windowStart),
			);
		}
	}
}

/** Random access to the numbers in some bytes. */
export function dataView(bytes: Uint8Array): DataView {
	return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The bytes from `start` to `end` as one-byte characters, for signatures. */
export function ascii(bytes: Uint8Array, start: number, end: number): string {
	return String.fromCharCode(...bytes.subarray(start, end));
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
	const bytes = new Uint8Array(first.length + second.length);
	bytes.set(first);
	bytes.set(second, first.length);
	return bytes;
}
