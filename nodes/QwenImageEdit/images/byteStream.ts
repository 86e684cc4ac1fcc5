/** The part of a Node stream that is used; `destroy` ends it early. */
export interface ByteStream extends AsyncIterable<Uint8Array> {
	destroy(): void;
}
